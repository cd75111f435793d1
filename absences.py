"""What absences bring about at each sweep: an end has come, somebody stands in, or an agent
gets back what nobody has answered for them. Each is decided in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from samehand.desk.away import coming_back, standing_in
from samehand.desk.away.absence import Absence
from samehand.desk.decision import Decision, Outcome
from samehand.house import House, save_alone
from samehand.store import stand_ins
from samehand.store.work import Work

_Step = Callable[[Work], Decision | None]


def see_to(house: House, now: datetime) -> int:
    """Do all of it. What fails does not keep the rest from being done, and is raised then."""
    done = 0
    failures: list[Exception] = []
    for step in _steps(house, now):
        if house.stopping():
            break
        try:
            with house.store.transaction() as work:
                decision = step(work)
                if decision is not None:
                    save_alone(house, work, decision, now)
                    done += 1
        except Exception as failure:  # noqa: BLE001 - one must not leave the others' mail lying
            failures.append(failure)
    if failures:
        raise failures[0]
    return done


def _steps(house: House, now: datetime) -> Iterator[_Step]:
    with house.store.reading() as work:
        found = stand_ins.standing(work, house.settings, now)
    for absence in found.over:
        yield _ending(absence, now)
    for number in found.waiting:
        yield _standing_in(house, number, now)
    for agent in found.back:
        yield _giving_back(house, agent, now)
    if len(found.away) == len(house.settings.agents):
        yield _alarm(house, found.away, now)


def _ending(absence: Absence, now: datetime) -> _Step:
    def step(work: Work) -> Decision | None:
        known = work.absence(absence.agent)
        is_still_so = known is not None and known.ended_at is None and not known.covers(now)
        return standing_in.time_is_over(known, now) if known and is_still_so else None

    return step


def _standing_in(house: House, number: int, now: datetime) -> _Step:
    def step(work: Work) -> Decision | None:
        found = stand_ins.to_hand_over(work, number, now)
        if found is None:
            return None
        return standing_in.hand_over(*found, house.settings, now, house.mint)

    return step


def _giving_back(house: House, agent: str, now: datetime) -> _Step:
    def step(work: Work) -> Decision | None:
        cases = stand_ins.to_give_back(work, agent)
        if not cases:
            return None
        back = house.settings.agent(agent)
        return coming_back.come_back(back, cases, house.settings, now, house.mint)

    return step


def _alarm(house: House, away: tuple[Absence, ...], now: datetime) -> _Step:
    def step(work: Work) -> Decision | None:
        if work.has_key(standing_in.nobody_key(now)):
            return None
        letter = standing_in.nobody_is_there(away, house.settings, now, house.mint)
        return Decision(Outcome.MESSAGE, "pipeline", letter.key, letters=(letter,))

    return step
