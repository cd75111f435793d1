"""Story time: it jumps from instant to instant and stands still while work is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from samehand.sandbox import director as directing
from samehand.sandbox.clock import StoryClock
from samehand.sandbox.director import Director, Restless, Stage
from samehand.sandbox.people import Cast
from samehand.sandbox.server import Door, MailServer
from samehand.sandbox.story import AnyTurn, Change, Happens, Person, Role, Story, Writes

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CARLA = Person("carla", "Carla Blum", "carla@flowers.example", Role.CUSTOMER)
ANA = Person("ana", "Ana Ruiz", "ana@acme.example", Role.AGENT)
WORDS = {CARLA.address: "c", ANA.address: "a"}


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


class FakeDesk:
    """A desk with a list of instants at which something falls due; it settles at once."""

    def __init__(self, clock: StoryClock, due: list[datetime], log: list[str]) -> None:
        self._clock, self._due, self._log = clock, due, log
        self.rests = True

    def start(self) -> None:
        self._log.append("start")

    def stop(self) -> None:
        self._log.append("stop")

    def settled(self, since: float) -> bool:
        while self._due and self._due[0] <= self._clock.now():
            self._log.append(f"due {self._due.pop(0):%H:%M} at {self._clock.now():%H:%M}")
        return self.rests

    def next_due_at(self) -> datetime | None:
        return self._due[0] if self._due else None

    def trouble(self) -> list[str]:
        return ["the store is on fire"]


class Watching:
    """An audience that writes everything down."""

    def __init__(self, log: list[str]) -> None:
        self._log = log

    def turn(self, turn: AnyTurn, recipients: tuple[str, ...]) -> None:
        self._log.append(f"turn {turn.id} {turn.at:%H:%M}")

    def settled(self, now: datetime) -> None:
        """Counted elsewhere."""

    def time(self, now: datetime) -> None:
        """Nothing to see."""


class Scene:
    """A stage with a fake desk; `play` plays these turns until ten o'clock."""

    def __init__(self, server: MailServer, clock: StoryClock) -> None:
        self.server, self.clock = server, clock
        self.log: list[str] = []
        self.due: list[datetime] = []
        self.desks: list[FakeDesk] = []
        self.away: list[frozenset[str]] = []
        self.rests = True

    def desk(self, away: frozenset[str]) -> FakeDesk:
        desk = FakeDesk(self.clock, self.due, self.log)
        desk.rests = self.rests
        self.away.append(away)
        return desk

    def play(self, *turns: AnyTurn) -> Director:
        story = Story("", NINE, at(60), "UTC", {}, (CARLA, ANA), turns, ())
        with Cast(story, WORDS, self.server) as cast:
            stage = Stage(self.server, cast, self.clock, self.desk, Watching(self.log))
            director = Director(story, stage)
            director.play()
        return director


@pytest.fixture
def scene() -> Iterator[Scene]:
    clock = StoryClock(NINE, pace=1_000_000)
    with MailServer(WORDS, clock.now) as server:
        yield Scene(server, clock)
        assert server.trouble() == ()


def happens(turn_id: str, minutes: int, change: Change, whom: str) -> Happens:
    return Happens(turn_id, at(minutes), "", change, whom)


def test_whatever_falls_due_is_done_at_its_own_instant(scene: Scene) -> None:
    scene.due += [at(5), at(30), at(45)]
    scene.play(
        happens("stop", 10, Change.STOP, "smtp"), happens("go", 40, Change.START, "smtp")
    )
    assert scene.log == [
        "start",
        "due 09:05 at 09:05",
        "turn stop 09:10",
        "due 09:30 at 09:30",
        "turn go 09:40",
        "due 09:45 at 09:45",
    ]
    assert scene.clock.now() == at(60)


def test_turns_are_played_by_their_time_whatever_their_place(scene: Scene) -> None:
    scene.play(happens("2", 20, Change.BACK, "ana"), happens("1", 10, Change.AWAY, "ana"))
    assert [entry for entry in scene.log if entry.startswith("turn")] == [
        "turn 1 09:10",
        "turn 2 09:20",
    ]
    assert scene.away == [frozenset(), frozenset({"ana"}), frozenset()]


def test_a_stopped_server_is_the_desks_and_not_the_peoples(scene: Scene) -> None:
    asks = Writes("asks", at(5), "", writer="carla", to=(ANA.address,), text="Where is it?")
    director = scene.play(happens("stop", 1, Change.STOP, "smtp"), asks)
    assert director.problems == []
    assert len(scene.server.accepted) == 1
    scene.server.open(Door.SMTP)


def test_a_turn_that_cannot_be_played_is_told_and_the_rest_goes_on(scene: Scene) -> None:
    asks = Writes("asks", at(1), "", writer="carla", to=(CARLA.address,), text="Where is it?")
    answers = Writes("answers", at(2), "", writer="ana", text="Here.", answers="asks")
    director = scene.play(asks, answers)
    [problem] = director.problems
    assert "turn 'answers'" in problem
    assert scene.clock.now() == at(60)


def test_what_stays_due_does_not_stop_the_story(scene: Scene) -> None:
    class Stubborn(FakeDesk):
        def settled(self, since: float) -> bool:
            return True

        def next_due_at(self) -> datetime | None:
            return at(10)

    scene.desk = lambda away: Stubborn(scene.clock, [], scene.log)  # type: ignore[method-assign]
    scene.play()
    assert scene.clock.now() == at(60)


def test_a_desk_that_never_rests_is_told_with_its_trouble(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directing, "PATIENCE", 0.05)
    scene.rests = False
    with pytest.raises(Restless, match="the store is on fire"):
        scene.play()


def test_waiting_is_shortened_to_the_pace(scene: Scene) -> None:
    scene.clock.pace = 60 * 60 / 0.2  # an hour in a fifth of a second
    shown: list[datetime] = []

    class Counting(Watching):
        def time(self, now: datetime) -> None:
            shown.append(now)

    story = Story("", NINE, at(60), "UTC", {}, (CARLA, ANA), (), ())
    with Cast(story, WORDS, scene.server) as cast:
        stage = Stage(scene.server, cast, scene.clock, scene.desk, Counting([]))
        Director(story, stage).play()
    assert shown == sorted(shown)
    assert shown[0] < shown[-1] <= at(60)
