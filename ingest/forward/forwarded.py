"""The mail that somebody passes on: who wrote it, when, and what it said.

Decides which of the mails in a forward is meant: the outermost that somebody outside has
written, attached or in the text. All of it is what the passing program wrote, or what anybody
may have written below that; it never proves who somebody is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from samehand.config.settings import Settings
from samehand.ingest.forward.dates import instant
from samehand.ingest.forward.layers import Layer, layers, says_passed_on
from samehand.ingest.html.excerpt import only
from samehand.ingest.message import MACHINES, Address, Attachment, InboundMessage, Kind
from samehand.ingest.parse import read
from samehand.ingest.reply.visible import parted
from samehand.ingest.subject_marks import FORWARD

MOST_ATTACHED = 20  # mails that are looked into

_MAILS = {"message/rfc822", "message/global"}
_OUTLOOK = {"application/vnd.ms-outlook", "application/x-msg"}
_MARK = re.compile(rf"\s*{FORWARD}\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\[fwd: (.{0,900})\]\s*", re.IGNORECASE)  # as Mozilla once did
_NEVER = datetime.min.replace(tzinfo=UTC)

_Attached = tuple[Attachment, InboundMessage]


@dataclass(frozen=True)
class Forwarded:
    """A mail that was passed on.

    `original` is that mail as far as it could be recovered: nothing in it vouches for anybody,
    and its id is None where it is not known. `above` are the words of whoever passed it on.
    """

    original: InboundMessage
    above: str
    is_attached: bool = False


@dataclass(frozen=True)
class Unrecovered:
    """A mail was passed on, but it cannot be known whose it is; `reason` says why, as a clause.

    `is_ours` says that it is one of the desk's own.
    """

    reason: str
    above: str
    is_ours: bool = False


def forwarded(
    mail: InboundMessage, settings: Settings, zone: tzinfo | None = None
) -> Forwarded | Unrecovered | None:
    """What a mail passes on; None where it passes nothing on.

    `zone` is where its sender is, for dates that name no zone.
    """
    is_marked = is_marked_as_forward(mail.subject)
    found = list(layers(mail.text, is_passed_on=is_marked))
    mails = [one for one in mail.attachments if _is_mail(one)]
    attached = [(one, read(one.content)) for one in mails[:MOST_ATTACHED]]
    if found:
        attached = [one for one in attached if _shows(found[0], one[1])]
    if attached:
        return _of_attached(mail, attached, settings)
    if found:
        recovered = _of_text(mail, found, settings, zone)
        is_forward = is_marked or says_passed_on(mail.text)
        # Else it is an answer to somebody of the team, or to the desk itself.
        return recovered if is_forward or isinstance(recovered, Forwarded) else None
    if any(map(_is_outlooks, mail.attachments)):
        return Unrecovered("a mail in Outlook's .msg format cannot be read here", mail.reply)
    return Unrecovered("no sender is to be found in it", mail.reply) if is_marked else None


def is_marked_as_forward(subject: str) -> bool:
    """Whether the outermost mark of a subject is that of a forward."""
    return _MARK.match(subject) is not None or _IN_BRACKETS.fullmatch(subject) is not None


def _without_marks(subject: str) -> str:
    while mark := _MARK.match(subject):
        subject = subject[mark.end() :]
    bracketed = _IN_BRACKETS.fullmatch(subject)
    return (bracketed[1] if bracketed else subject).strip()


def _is_mail(attachment: Attachment) -> bool:
    return attachment.type in _MAILS or attachment.name.lower().endswith(".eml")


def _is_outlooks(attachment: Attachment) -> bool:
    return attachment.type in _OUTLOOK or attachment.name.lower().endswith(".msg")


def _shows(layer: Layer, mail: InboundMessage) -> bool:
    """Whether the outermost mail in a text is an attached one, which a program shows there.

    Any other attached mail was attached to what is passed on, by anybody.
    """
    fields = layer.fields
    return fields.sender.address == mail.sender.address and fields.subject == mail.subject


def _of_attached(
    mail: InboundMessage, attached: Sequence[_Attached], settings: Settings
) -> Forwarded | Unrecovered:
    """The latest of the attached mails, if all that are from outside are of one person."""
    outside = [one for one in attached if settings.agent_at(one[1].sender.address) is None]
    if not outside:
        return Unrecovered("nobody outside the team has written it", mail.reply)
    file, latest = max(outside, key=lambda one: one[1].date or _NEVER)
    if len({one.sender.address for _, one in outside}) > 1:
        return Unrecovered("it holds mails of several people", mail.reply)
    if latest.kind in MACHINES and latest.certain:
        return Unrecovered("a program has written it, and no person", mail.reply)
    if (nobody := _nobody(latest.sender, mail.reply, settings)) is not None:
        return nobody
    rest = tuple(one for one in mail.attachments if one is not file or latest.error)
    original = replace(
        latest,
        identity=None,
        reply_to=_outside(latest.reply_to, settings),
        recipients=(),
        attachments=(*latest.attachments, *rest),
        kind=Kind.PERSON,
        statements=(),
        hops=(),
        hops_above=(),
        loops=(),
        reasons=(),
    )
    return Forwarded(original, mail.reply, is_attached=True)


def _of_text(
    mail: InboundMessage, found: Sequence[Layer], settings: Settings, zone: tzinfo | None
) -> Forwarded | Unrecovered:
    """The outermost mail in the text that is not an agent's."""
    for layer in found:
        sender = layer.fields.sender
        if settings.agent_at(sender.address) is not None:
            continue
        if (nobody := _nobody(sender, layer.above, settings)) is not None:
            return nobody
        original = _recovered(mail, layer, settings, zone, is_outermost=layer is found[0])
        return Forwarded(original, layer.above)
    return Unrecovered("nobody outside the team has written it", mail.reply)


def _recovered(
    mail: InboundMessage,
    layer: Layer,
    settings: Settings,
    zone: tzinfo | None,
    *,
    is_outermost: bool,
) -> InboundMessage:
    """A mail as its head and words in another's text show it.

    What a program passes on, it names in In-Reply-To; so the id of the outermost is known.
    """
    fields = layer.fields
    answered = mail.in_reply_to[:1] if is_outermost else ()
    message_id = fields.message_id or next(iter(answered), None)
    ancestors = fields.references or (mail.references if is_outermost else ())
    words = parted(layer.text)
    return InboundMessage(
        message_id=message_id,
        references=tuple(one for one in ancestors if one != message_id),
        sender=fields.sender,
        reply_to=_outside(fields.reply_to, settings),
        to=fields.to,
        cc=fields.cc,
        subject=fields.subject or _without_marks(mail.subject),
        date=instant(fields.date, zone=zone, before=mail.date),
        text=layer.text,
        html=only(mail.html, layer.text),
        reply=words.new,
        quoted=words.quoted,
        disagrees=mail.disagrees,
        hidden_words=mail.hidden_words,
        attachments=mail.attachments,
    )


def _nobody(sender: Address, above: str, settings: Settings) -> Unrecovered | None:
    """Why a sender cannot be a customer; None when they can."""
    if not sender.address:
        whose = f"{sender.name}'s" if sender.name else "its sender's"
        return Unrecovered(f"it does not show {whose} address", above)
    if settings.is_ours(sender.address):
        return Unrecovered("it is a mail of this desk", above, is_ours=True)
    return None


def _outside(people: Sequence[Address], settings: Settings) -> tuple[Address, ...]:
    """Those of Reply-To who may get an answer: it must lead back to none of us."""
    return tuple(
        one
        for one in people
        if not settings.is_ours(one.address) and settings.agent_at(one.address) is None
    )
