"""Whatever words come from outside, an event is one line, and steers nobody's terminal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from samehand.commands.logs import LONGEST, set_up_logs

FORGED = '\n{"event": "sent", "level": "info"}\r\n\x85\u2028\x1b[2J\x9b31m\x07\0\ud800'


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def logged(words: str, *, to_a_person: bool = False) -> str:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return to_a_person

    with pytest.MonkeyPatch.context() as patch:
        out = Terminal()
        patch.setattr(sys, "stderr", out)
        set_up_logs()
        structlog.get_logger("samehand").warning("unreachable", why=words, mailbox="support")
        return out.getvalue()


@pytest.mark.parametrize("words", ["refused", FORGED, FORGED * 1_000])
def test_an_event_is_one_line_of_json(words: str) -> None:
    (line,) = logged(words).splitlines()
    said = json.loads(line)
    assert said["why"] == words[:LONGEST]
    assert said["event"] == "unreachable"
    assert line.isascii()


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=50))
def test_so_is_any_other(words: str) -> None:
    (line,) = logged(words).splitlines()
    assert json.loads(line)["why"] == words


@pytest.mark.parametrize("words", [FORGED, "\x1b[2Jgone", "a\rb", "\x9b31m"])
def test_who_looks_on_sees_a_line_and_no_more(words: str) -> None:
    shown = logged(words, to_a_person=True)
    assert len(shown.splitlines()) == 1
    assert [part for part in ("\x1b[2J", "\x07", "\x9b", "\r", "\0") if part in shown] == []
