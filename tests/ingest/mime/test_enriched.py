"""Enriched text."""

from __future__ import annotations

import pytest

from samehand.ingest.mime.enriched import text_from_enriched
from samehand.ingest.parse import read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<bold>The</bold> lamp\nis broken.\n\nCarla", "The lamp is broken.\nCarla"),
        ("<color><param>red</param>The</color> lamp", "The lamp"),
        ("<nofill>one\ntwo</nofill>\nthree", "one\ntwo three"),
        ("1 << 2 < 3", "1 < 2 < 3"),
        ("</param></nofill>lamp<param>lost", "lamp"),
        ("", ""),
    ],
)
def test_commands_are_left_out(text: str, shown: str) -> None:
    assert text_from_enriched(text) == shown


def test_a_mail_of_nothing_else_is_read_without_its_commands() -> None:
    message = read(b"Content-Type: text/enriched\r\n\r\n<bold>The lamp</bold>\r\nis broken.")
    assert message.text == "The lamp is broken."
