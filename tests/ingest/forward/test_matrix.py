"""Forwards of many mail programs in many languages, each recovered whole."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from samehand.config.settings import Settings
from samehand.ingest.forward.forwarded import Forwarded, forwarded
from samehand.ingest.message import Address, InboundMessage
from samehand.tests.ingest.forward.mail_programs import (
    ABOVE,
    INLINE,
    LANGUAGES,
    SUBJECT,
    WORDS,
)

MADRID = ZoneInfo("Europe/Madrid")
WRITTEN_AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PASSED_ON_AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", INLINE)
def test_all_of_a_forwarded_mail_is_recovered(
    program: str, language: str, settings: Settings
) -> None:
    text = INLINE[program](LANGUAGES[language])
    mail = InboundMessage(
        sender=Address("ana@acme.example"),
        subject=f"Fwd: {SUBJECT}",
        text=text,
        date=PASSED_ON_AT,
    )
    found = forwarded(mail, settings, MADRID)
    assert isinstance(found, Forwarded)
    original = found.original
    assert original.sender == Address("carla@customer.example", "Carla Costa")
    assert original.subject == SUBJECT
    assert original.date == WRITTEN_AT
    assert original.text == WORDS
    assert found.above == ABOVE
