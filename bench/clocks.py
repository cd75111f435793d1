"""What a due instant costs: the median time of adding four hours of support time.

The floor is what any answer in local time has to do at the least: turn an instant into the
zone's wall time and add a length. Both are timed in turns in one process, so that their ratio
holds on any machine.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter_ns
from zoneinfo import ZoneInfo

from samehand.config.holidays import PublicHolidays
from samehand.config.settings import Calendar, Span
from samehand.desk.clocks.calendar import add

DAY = (Span(9 * 60, 14 * 60), Span(15 * 60, 18 * 60))
OFFICE = Calendar(
    "office",
    ZoneInfo("Europe/Madrid"),
    (DAY, DAY, DAY, DAY, DAY, (), ()),
    PublicHolidays("ES", "MD"),
)
FOUR_HOURS = timedelta(hours=4)
HOURS_OF_A_YEAR = [
    datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)
]


def main() -> None:
    """Print the medians in microseconds, for days asked for the first time and again."""
    first = [_cost(_due, at) for at in HOURS_OF_A_YEAR[12::24]]
    pairs = [(_cost(_due, at), _cost(_floor, at)) for at in HOURS_OF_A_YEAR]
    again, floor = (median(costs) for costs in zip(*pairs, strict=True))
    print(f"add 4h, each day for the first time  {median(first):7.2f} us")
    print(f"add 4h, every hour of a year         {again:7.2f} us")
    print(f"floor: wall time plus 4h             {floor:7.2f} us")
    print(f"ratio to the floor                   {again / floor:7.2f}")


def _due(at: datetime) -> datetime:
    return add(OFFICE, at, FOUR_HOURS)


def _floor(at: datetime) -> datetime:
    return at.astimezone(OFFICE.timezone) + FOUR_HOURS


def _cost(work: Callable[[datetime], datetime], at: datetime) -> float:
    began = perf_counter_ns()
    work(at)
    return (perf_counter_ns() - began) / 1000


if __name__ == "__main__":
    main()
