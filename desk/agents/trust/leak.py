"""The last look at an answer before it leaves: nothing of the inside is in it.

Briefs, marks, tokens, internal ids and agents' own addresses are not for customers, wherever in
a mail they stand. What is found holds the mail; only another text can take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.form import agents_address
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold, sentence
from samehand.desk.decision import Decision
from samehand.desk.marks import has_bare_token, holds, shows_the_inside, tokens_in
from samehand.ingest.html.body import text_from_html
from samehand.ingest.html.excerpt import decoded
from samehand.ingest.message import Attachment
from samehand.ingest.parse import read

_SHORTEST = 16  # characters of a line of the brief that nobody writes by chance

# Signed or wrapped by the agent's client, with all that it quotes: S/MIME, PGP, Outlook's TNEF.
_SEALED = {
    *("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"),
    *("application/ms-tnef", "application/vnd.ms-tnef"),
}
# What may name somebody: an agent's card, their word on an invitation, a mail to them, a page.
_TEXTS = ("text/", "message/")
_TEXT_FILES = (".eml", ".vcf", ".ics", ".txt", ".htm", ".html")


def leaking(given: AgentMail) -> Decision | None:
    """The hold for an answer that shows the inside, None where it does not."""
    if not is_answer(given, given.spoken):
        return None
    found = _in_words(given) or _in_attachments(given)
    if found is None:
        return None
    return hold(given, found, sentence(found), cause=Cause.LEAK)


def _in_words(given: AgentMail) -> str | None:
    text = decoded(given.spoken.text)
    if _shows_ours(text, given) or has_bare_token(text):
        return "parts of the relayed mail are still in your text"
    if line := _of_the_brief(given):
        return f'a line of the brief is still in your text ("{line}")'
    if address := agents_address(text, given.settings):
        return (
            f"the text names {address}, an address that customers do not know; their mail"
            " goes to the desk"
        )
    return None


def _of_the_brief(given: AgentMail) -> str | None:
    """A line of our mail to the agent that neither the customer nor the desk has said."""
    seen = given.seen
    known = (seen.answers, seen.last_answer, seen.held)
    said = [*seen.said, *(one.text for one in known if one is not None)]
    inside = set(_lines((given.arrived.relayed,))) - set(_lines(said))
    return next((line for line in _lines((given.spoken.text,)) if line in inside), None)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """Lines without quotation marks and spacing, where they are long enough to mean one."""
    for text in texts:
        for line in text.splitlines():
            bare = " ".join(line.lstrip("> \t").split())
            if len(bare) >= _SHORTEST and " " in bare:
                yield bare


def _shows_ours(text: str, given: AgentMail) -> bool:
    """Whether a text has something of our mails to agents; this one's tokens in any form."""
    tokens = tokens_in(given.arrived.mail, given.settings)
    return shows_the_inside(text) or holds(tokens, text.encode("utf-8", "replace"))


def _in_attachments(given: AgentMail) -> str | None:
    found = (_in_attachment(one, given) for one in given.arrived.mail.attachments)
    return next(filter(None, found), None)


def _in_attachment(attachment: Attachment, given: AgentMail) -> str | None:
    name, settings = attachment.name, given.settings
    if attachment.type in _SEALED:
        return (
            f'the attachment "{name}" is your whole mail in a form that nobody here can look'
            " into; send it as plain text or HTML"
        )
    if _shows_ours(name, given) or has_bare_token(name) or agents_address(name, settings):
        return f'the name of the attachment "{name}" is one of this desk\'s own'
    tokens = tokens_in(given.arrived.mail, settings)
    words = list(_words_in(attachment))
    if holds(tokens, attachment.content) or any(_shows_ours(one, given) for one in words):
        return (
            f'the attachment "{name}" holds a mail of this desk that is not for customers;'
            " leave it out"
        )
    if not _is_text(attachment):
        return None
    addresses = (agents_address(one, settings) for one in words)
    if address := next(filter(None, addresses), None):
        return (
            f'the attachment "{name}" names {address}, an address that customers do not know;'
            " leave it out"
        )
    return None


def _words_in(attachment: Attachment) -> Iterator[str]:
    """An attachment as it stands, and as a mail client would show it."""
    # Outlook keeps a mail in UTF-16: without its NULs, that is text.
    text = attachment.content.replace(b"\0", b"").decode("utf-8", "replace")
    yield decoded(text) if _is_text(attachment) else text
    if attachment.type == "text/html":
        yield text_from_html(attachment.content.decode("utf-8", "replace"))
    if attachment.type == "message/rfc822" or attachment.name.lower().endswith(".eml"):
        mail = read(attachment.content)
        yield mail.text
        for inner in mail.attachments:
            yield from _words_in(inner)


def _is_text(attachment: Attachment) -> bool:
    return attachment.type.startswith(_TEXTS) or attachment.name.lower().endswith(_TEXT_FILES)
