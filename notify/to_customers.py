"""Mails to customers: who will answer, and what an agent has answered."""

from __future__ import annotations

from samehand.config.settings import Settings
from samehand.desk.letters import Acknowledgement, Answer
from samehand.ingest.message import Address
from samehand.notify import headers
from samehand.notify.draft import REPLIED, Draft
from samehand.notify.shown import shown


def acknowledgement(letter: Acknowledgement, settings: Settings) -> Draft:
    values = {
        "desk": settings.desk.name,
        "owner": letter.owner_name,
        "answer_by": letter.answer_by,
        "subject": headers.bare_subject(letter.subject or "") or None,
        "zone": settings.desk.timezone,
    }
    return Draft(
        settings.desk.name,
        "acknowledgement",
        values,
        headers.AUTOMATIC,
        marks=REPLIED,
        to=tuple(Address(a.address) for a in letter.to),  # anybody could have chosen the name
    )


def answer(letter: Answer, desk: str) -> Draft:
    values = {
        "agent": letter.agent_name,
        "desk": desk,
        "subject": headers.subject_of(letter.subject),
        "text": letter.text,
        "signature": letter.signature,
    }
    looks = shown(letter.html, letter.attachments, letter.message_id) if letter.html else None
    return Draft(
        f"{letter.agent_name}, {desk}",
        "answer",
        values,
        headers.EVERY_MAIL,
        cc=letter.cc,
        attachments=letter.attachments,
        shown=looks,
    )
