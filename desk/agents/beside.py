"""An agent's answer beside the mail of ours that it answers.

What of its words is new is told by what we sent, as it was sent. Lines that may be on either
side hold the mail: no word of an agent is lost in silence, and none of the inside gets out.
"""

from __future__ import annotations

from dataclasses import replace

from samehand.config.settings import Settings
from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold
from samehand.desk.arrival import Arrived
from samehand.desk.decision import Decision
from samehand.desk.marks import relay_message_id, tokens_in
from samehand.ingest.message import InboundMessage
from samehand.ingest.mime.parts import read_parts
from samehand.ingest.mime.readable import every_form
from samehand.ingest.mime.structure import parts_of
from samehand.ingest.reply.against import new_lines

MOST_IDS = 50
_LISTED = 3


def answered_ids(mail: InboundMessage, settings: Settings) -> tuple[str, ...]:
    """The Message-IDs of ours that it may answer, the likeliest first.

    Providers give our mails other ids; the token tells the one that we gave.
    """
    domains = dict.fromkeys(mailbox.domain for mailbox in settings.mailboxes)
    tokens = tokens_in(mail, settings)
    own = (relay_message_id(token, domain) for token in tokens for domain in domains)
    return tuple(dict.fromkeys((*mail.parents, *own)))[:MOST_IDS]


def laid_beside(arrived: Arrived, ours: bytes) -> Arrived:
    """A mail with its own words told from ours, which are those of a mail in the outbox.

    Pictures that we have sent, and that are quoted back, are no files of the agent's.
    """
    relayed = every_form(ours)
    found = new_lines(arrived.mail.text, relayed)
    mail = replace(arrived.mail, reply=found.new, quoted=found.quoted)
    if any(file.inline for file in mail.attachments):
        back = {file.content for file in read_parts(parts_of(ours)).attachments}
        own = (file for file in mail.attachments if not (file.inline and file.content in back))
        mail = replace(mail, attachments=tuple(own))
    return replace(arrived, mail=mail, relayed=relayed, unclear=found.doubtful)


def mixed(given: AgentMail) -> Decision | None:
    """The hold for an answer with lines that may be ours; its writer's word lets it out."""
    held = given.seen.held
    own = held.text.splitlines() if held else ()  # which the word about it quotes
    unclear = [line for line in given.arrived.unclear if line not in own]
    if not unclear or given.arrived.word or not is_answer(given, given.spoken):
        return None
    listed = "; ".join(f'"{line[:80]}"' for line in unclear[:_LISTED])
    more = f", and {len(unclear) - _LISTED} more" if len(unclear) > _LISTED else ""
    return hold(
        given,
        f"nobody can tell whose words these are: {listed}{more}",
        "Some lines stand in the middle of the mail that you answered, and nobody can tell"
        f" whether they are yours: {listed}{more}.",
        "If the text below is what the customer should get, let it go; if not, write your"
        " answer above the quoted mail.",
        cause=Cause.MIXED,
    )
