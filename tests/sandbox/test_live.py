"""What people see of a story: a picture in a terminal, plain lines in a pipe."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from samehand.desk.conversation import Event
from samehand.sandbox.exchange import Accepted
from samehand.sandbox.live import LiveScreen, PlainScreen, screen_for
from samehand.sandbox.post import Envelope
from samehand.sandbox.scenes import Line, Sort, of_event, of_mail, of_turn
from samehand.sandbox.story import Change, Happens, Person, Role, Story, Writes
from samehand.store.events import Recorded

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CARLA = Person("carla", "Carla Blum", "carla@flowers.example", Role.CUSTOMER)
CONFIG = {"desk": {"name": "Acme Support"}, "mailbox": [{"address": "support@acme.example"}]}
STORY = Story("A [bold] day", NINE, NINE + timedelta(hours=9), "UTC", CONFIG, (CARLA,), (), ())
MADRID = ZoneInfo("Europe/Madrid")
LONG = "a long sentence that has to stay on one line however narrow the console may be " * 2


def console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=terminal, width=100, height=30), out


@pytest.mark.parametrize(("terminal", "kind"), [(True, LiveScreen), (False, PlainScreen)])
def test_the_output_decides_what_is_shown(terminal: bool, kind: type[object]) -> None:
    assert isinstance(screen_for(console(terminal=terminal)[0], STORY, MADRID), kind)


def test_a_pipe_gets_a_line_for_each_thing() -> None:
    screen_console, out = console(terminal=False)
    with PlainScreen(screen_console, STORY, MADRID) as screen:
        screen.line(Line(NINE, Sort.WRITES, "Carla [i]writes[/i]: 12:30", aside=LONG))
        screen.time(NINE)
        screen.clocks(())
    assert out.getvalue().splitlines() == [
        "A [bold] day",
        f"10:00 # {LONG}",
        "10:00 ✉ Carla [i]writes[/i]: 12:30",
    ]


def test_a_terminal_shows_lines_above_a_board_that_goes_in_the_end() -> None:
    screen_console, out = console(terminal=True)
    reason = 'assigned: Ben Okafor, the least loaded of those with "rib", ' * 2 + "0 of 8"
    with LiveScreen(screen_console, STORY, MADRID) as screen:
        screen.line(Line(NINE, Sort.DECIDES, reason, aside=LONG))
        screen.time(NINE + timedelta(hours=1))
        shown = out.getvalue()
    assert "Tue 11:00" in shown
    assert "0 of 8" in shown
    assert out.getvalue().endswith("\x1b[2K")  # the board's first line, wiped


def test_a_turn_is_told_with_people_by_their_names() -> None:
    turn = Writes("1", NINE, "aside", writer="carla", subject="Hello")
    line = of_turn(STORY, turn, ("Support+r.x@acme.example", "CARLA@flowers.example"))
    assert line.text == "Carla Blum writes to Acme Support, Carla Blum: Hello"
    assert line.aside == "aside"


@pytest.mark.parametrize(
    ("change", "whom", "told"),
    [
        (Change.STOP, "smtp", "SMTP goes down"),
        (Change.START, "imap", "IMAP comes back"),
        (Change.AWAY, "carla", "Carla Blum is away"),
        (Change.BACK, "carla", "Carla Blum is back"),
    ],
)
def test_what_befalls_the_desk_is_told_in_words(change: Change, whom: str, told: str) -> None:
    line = of_turn(STORY, Happens("2", NINE, "", change, whom), ())
    assert (line.text, line.sort) == (told, Sort.HAPPENS)


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        ("opened", Sort.DECIDES),
        ("held", Sort.WITHHOLDS),
        ("automatic", Sort.WITHHOLDS),
        ("bounce", Sort.WITHHOLDS),
        ("breached", Sort.WARNS),
    ],
)
def test_what_the_desk_holds_back_or_warns_of_stands_out(kind: str, sort: Sort) -> None:
    line = of_event(Recorded(1, NINE, Event(None, kind, "samehand", "why")))
    assert (line.text, line.sort) == (f"{kind}: why", sort)


def test_only_the_desks_own_mail_is_told() -> None:
    ours = frozenset({"support@acme.example"})
    envelope = Envelope("", (CARLA.address,), login="support@acme.example")
    told = of_mail(STORY, Accepted(NINE, envelope, b"Subject: Re: x\r\n\r\n"), ours)
    assert told is not None
    assert told.text == "Carla Blum gets: Re: x"
    other = Accepted(NINE, Envelope("", (), login=CARLA.address), b"")
    assert of_mail(STORY, other, ours) is None
