"""The instants that people mean: never a guess, never the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samehand.config.settings import Calendar, Span
from samehand.desk.dates.when import FARTHEST, read
from samehand.desk.dates.words import Unclear

MADRID = ZoneInfo("Europe/Madrid")
OFFICE = Calendar("office", MADRID, ((Span(540, 1080),),) * 4 + ((Span(540, 900),), (), ()))
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Madrid


def instant(
    words: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    hours: Calendar | None = None,
    end: bool = False,
) -> datetime | None:
    found = read(words, now, zone, hours=hours, end=end)
    return found if isinstance(found, datetime) else None


# What is said at noon of a Tuesday, and the instant on the wall; where there are two, the
# first is when something begins, the second by when it has to be done.
SPELLINGS = """
tomorrow                    | 25 Nov 09:00 | 25 Nov 18:00
Tomorrow!                   | 25 Nov 09:00 | 25 Nov 18:00
  TOMORROW                  | 25 Nov 09:00 | 25 Nov 18:00
until tomorrow              | 25 Nov 09:00 | 25 Nov 18:00
tomorow                     | 25 Nov 09:00 | 25 Nov 18:00
tmrw                        | 25 Nov 09:00 | 25 Nov 18:00
day after tomorrow          | 26 Nov 09:00 | 26 Nov 18:00
the day after tomorrow      | 26 Nov 09:00 | 26 Nov 18:00
tomorrow 9:00               | 25 Nov 09:00
tomorrow at 10              | 25 Nov 10:00
tomorrow, 17:30             | 25 Nov 17:30
tomorrow 5pm                | 25 Nov 17:00
tomorrow noon               | 25 Nov 12:00
tomorrow morning            | 25 Nov 09:00 | 25 Nov 12:00
tomorrow afternoon          | 25 Nov 14:00 | 25 Nov 18:00
tomorrow evening            | 25 Nov 19:00 | 25 Nov 22:00
today 5pm                   | 24 Nov 17:00
today 17:00                 | 24 Nov 17:00
tonight                     | 24 Nov 19:00 | 24 Nov 22:00
this evening                | 24 Nov 19:00 | 24 Nov 22:00
end of day                  | 24 Nov 18:00
end of today                | 24 Nov 18:00
eod                         | 24 Nov 18:00
EOD                         | 24 Nov 18:00
cob                         | 24 Nov 18:00
by close of business        | 24 Nov 18:00
noon                        | 25 Nov 12:00
midday                      | 25 Nov 12:00
midnight                    | 24 Nov 23:59
17:00                       | 24 Nov 17:00
at 17:00                    | 24 Nov 17:00
by 17:00                    | 24 Nov 17:00
9:00                        | 25 Nov 09:00
12:00                       | 25 Nov 12:00
12:01                       | 24 Nov 12:01
5 pm                        | 24 Nov 17:00
5pm                         | 24 Nov 17:00
5 p.m.                      | 24 Nov 17:00
5:30pm                      | 24 Nov 17:30
12am                        | 25 Nov 00:00
12pm                        | 25 Nov 12:00
9am                         | 25 Nov 09:00
17.30                       | 24 Nov 17:30
17:30 h                     | 24 Nov 17:30
8h                          | 24 Nov 20:00
by 9h                       | 25 Nov 09:00
by 17h                      | 24 Nov 17:00
at 17h                      | 24 Nov 17:00
17h30                       | ?            | 24 Nov 17:30
monday                      | 30 Nov 09:00 | 30 Nov 18:00
until monday                | 30 Nov 09:00 | 30 Nov 18:00
till mon                    | 30 Nov 09:00 | 30 Nov 18:00
until Mon.                  | 30 Nov 09:00 | 30 Nov 18:00
on wednesday                | 25 Nov 09:00 | 25 Nov 18:00
this friday                 | 27 Nov 09:00 | 27 Nov 15:00
by friday                   | 27 Nov 09:00 | 27 Nov 15:00
before friday               | 27 Nov 09:00 | 27 Nov 15:00
fri                         | 27 Nov 09:00 | 27 Nov 15:00
tuesday                     | 01 Dec 09:00 | 24 Nov 18:00
next monday                 | 30 Nov 09:00 | 30 Nov 18:00
next friday                 | 04 Dec 09:00 | 04 Dec 15:00
next tuesday                | 01 Dec 09:00 | 01 Dec 18:00
saturday                    | 30 Nov 09:00 | 28 Nov 23:59
until sunday                | 30 Nov 09:00 | 29 Nov 23:59
fri 17:00                   | 27 Nov 17:00
friday 5pm                  | 27 Nov 17:00
friday at 5pm               | 27 Nov 17:00
friday at 9                 | 27 Nov 09:00
5pm friday                  | 27 Nov 17:00
by friday 5pm               | 27 Nov 17:00
fri 17.30                   | 27 Nov 17:30
fri, 17h                    | 27 Nov 17:00
tue 11:00                   | 01 Dec 11:00
tue 13:00                   | 24 Nov 13:00
friday morning              | 27 Nov 09:00 | 27 Nov 12:00
friday noon                 | 27 Nov 12:00
saturday 10:00              | 28 Nov 10:00
2d                          | 26 Nov 12:00
2 d                         | 26 Nov 12:00
2 days                      | 26 Nov 12:00
in 2 days                   | 26 Nov 12:00
for 2 days                  | 26 Nov 12:00
two days                    | 26 Nov 12:00
a day                       | 25 Nov 12:00
4h                          | 24 Nov 16:00
4 h                         | 24 Nov 16:00
4 hours                     | 24 Nov 16:00
an hour                     | 24 Nov 13:00
half an hour                | 24 Nov 12:30
90 min                      | 24 Nov 13:30
90min                       | 24 Nov 13:30
90m                         | 24 Nov 13:30
15 minutes                  | 24 Nov 12:15
24h                         | 25 Nov 12:00
48h                         | 26 Nov 12:00
in 17 hours                 | 25 Nov 05:00
in 17h                      | 25 Nov 05:00
2d 4h                       | 26 Nov 16:00
1 day 2 hours               | 25 Nov 14:00
1 week and 1 day            | 02 Dec 12:00
1w                          | 01 Dec 12:00
a week                      | 01 Dec 12:00
in a week                   | 01 Dec 12:00
in 3 weeks                  | 15 Dec 12:00
3 wks                       | 15 Dec 12:00
in 2 weeks at 9:00          | 08 Dec 09:00
a month                     | 24 Dec 12:00
2 months                    | 24 Jan 12:00
next week                   | 30 Nov 09:00 | 04 Dec 15:00
end of week                 | 27 Nov 15:00
end of the week             | 27 Nov 15:00
eow                         | 27 Nov 15:00
end of next week            | 04 Dec 15:00
beginning of next week      | 30 Nov 09:00
next month                  | 01 Dec 09:00 | 31 Dec 18:00
end of month                | 30 Nov 18:00
end of the month            | 30 Nov 18:00
eom                         | 30 Nov 18:00
end of next month           | 31 Dec 18:00
december                    | 01 Dec 09:00 | 31 Dec 18:00
until december              | 01 Dec 09:00 | 31 Dec 18:00
end of december             | 31 Dec 18:00
24 Dec                      | 24 Dec 09:00 | 24 Dec 18:00
24 December                 | 24 Dec 09:00 | 24 Dec 18:00
24th december               | 24 Dec 09:00 | 24 Dec 18:00
the 24th of december        | 24 Dec 09:00 | 24 Dec 18:00
Dec 24                      | 24 Dec 09:00 | 24 Dec 18:00
Dec 24th                    | 24 Dec 09:00 | 24 Dec 18:00
december 24, 2026           | 24 Dec 09:00 | 24 Dec 18:00
24 dec 2026                 | 24 Dec 09:00 | 24 Dec 18:00
24 dec 10:00                | 24 Dec 10:00
dec 24 at 10                | 24 Dec 10:00
thu 24 dec                  | 24 Dec 09:00 | 24 Dec 18:00
thursday, 24 december 10:00 | 24 Dec 10:00
24.12.                      | 24 Dec 09:00 | 24 Dec 18:00
24.12                       | 24 Dec 09:00 | 24 Dec 18:00
24. 12.                     | 24 Dec 09:00 | 24 Dec 18:00
24.12.2026                  | 24 Dec 09:00 | 24 Dec 18:00
24.12.26                    | 24 Dec 09:00 | 24 Dec 18:00
24.12. 9:30                 | 24 Dec 09:30
24.12.2026 17 Uhr           | 24 Dec 17:00
24/12                       | 24 Dec 09:00 | 24 Dec 18:00
24/12/2026                  | 24 Dec 09:00 | 24 Dec 18:00
24-12-2026                  | 24 Dec 09:00 | 24 Dec 18:00
12/24/2026                  | 24 Dec 09:00 | 24 Dec 18:00
1/12                        | 01 Dec 09:00 | 01 Dec 18:00
2026-12-24                  | 24 Dec 09:00 | 24 Dec 18:00
2026-12-24 9:00             | 24 Dec 09:00
2026-12-24T09:30            | 24 Dec 09:30
2026/12/24                  | 24 Dec 09:00 | 24 Dec 18:00
the 4th                     | 04 Dec 09:00 | 04 Dec 15:00
the 30th                    | 30 Nov 09:00 | 30 Nov 18:00
friday 1 january            | 01 Jan 09:00 | 01 Jan 15:00
4 january                   | 04 Jan 09:00 | 04 Jan 18:00
morgen                      | 25 Nov 09:00 | 25 Nov 18:00
übermorgen                  | 26 Nov 09:00 | 26 Nov 18:00
heute 17 Uhr                | 24 Nov 17:00
Montag                      | 30 Nov 09:00 | 30 Nov 18:00
bis Freitag                 | 27 Nov 09:00 | 27 Nov 15:00
bis Freitag 14 Uhr          | 27 Nov 14:00
am Montag um 9              | 30 Nov 09:00
Fr 10:00                    | 27 Nov 10:00
nächste Woche               | 30 Nov 09:00 | 04 Dec 15:00
nächsten Montag             | 30 Nov 09:00 | 30 Nov 18:00
Ende der Woche              | 27 Nov 15:00
in zwei Wochen              | 08 Dec 12:00
2 Tage                      | 26 Nov 12:00
zum 1. März                 | 01 Mar 09:00 | 01 Mar 18:00
24. Dezember                | 24 Dec 09:00 | 24 Dec 18:00
mañana                      | 25 Nov 09:00 | 25 Nov 18:00
manana                      | 25 Nov 09:00 | 25 Nov 18:00
pasado mañana               | 26 Nov 09:00 | 26 Nov 18:00
el viernes                  | 27 Nov 09:00 | 27 Nov 15:00
hasta el lunes              | 30 Nov 09:00 | 30 Nov 18:00
el viernes a las 14:00      | 27 Nov 14:00
la semana que viene         | 30 Nov 09:00 | 04 Dec 15:00
en 3 días                   | 27 Nov 12:00
24 de diciembre             | 24 Dec 09:00 | 24 Dec 18:00
fin de mes                  | 30 Nov 18:00
demain                      | 25 Nov 09:00 | 25 Nov 18:00
après-demain                | 26 Nov 09:00 | 26 Nov 18:00
jusqu'à lundi               | 30 Nov 09:00 | 30 Nov 18:00
vendredi à 14h              | 27 Nov 14:00
la semaine prochaine        | 30 Nov 09:00 | 04 Dec 15:00
dans 2 semaines             | 08 Dec 12:00
le 1er décembre             | 01 Dec 09:00 | 01 Dec 18:00
domani                      | 25 Nov 09:00 | 25 Nov 18:00
venerdì                     | 27 Nov 09:00 | 27 Nov 15:00
maandag                     | 30 Nov 09:00 | 30 Nov 18:00
"""
ROWS = [[part.strip() for part in row.split("|")] for row in SPELLINGS.strip().splitlines()]


def on_the_wall(at: datetime | None) -> str:
    return "?" if at is None else f"{at.astimezone(MADRID):%d %b %H:%M}"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_people_put_an_instant_into_words_in_many_ways(row: list[str]) -> None:
    words, begin, end = row[0], row[1], row[-1]
    assert on_the_wall(instant(words, NOON, MADRID, hours=OFFICE)) == begin
    assert on_the_wall(instant(words, NOON, MADRID, hours=OFFICE, end=True)) == end


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "no day"),
        ("soon", '"soon" is no day'),
        ("when I am back", '"when" is no day'),
        ("yesterday", '"yesterday" is no day'),
        ("2 days ago", "no instant"),
        ("friday or monday", '"or"'),
        ("friday monday", "two days"),
        ("17:00 18:00", "two times"),
        ("friday 9", "a number alone"),
        ("9", "a number alone"),
        ("at 5", "write 17:00"),
        ("friday 17h75", "no such time"),
        ("friday 3h", "write 03:00 for a time"),
        ("17h", "write 17:00 for a time, or in 17 hours"),
        ("11.10", "a date or a time"),
        ("today", "name a time"),
        ("today 9:00", "passed"),
        ("20 nov", "passed"),
        ("2026-11-20", "passed"),
        ("24.11.2026 9:00", "passed"),
        ("31.11.", "no such date"),
        ("2026-02-29", "no such date"),
        ("the 32nd", "no such day"),
        ("25:00", "no such time"),
        ("13pm", "no such time"),
        ("friday 24 dec", "24 December 2026 is a Thursday"),
        ("tue 23 nov", "passed"),
        ("next week 9:00", "more days than one"),
        ("0d", "that is now"),
        ("9999 days", "two years"),
        ("99999 days", "no day"),
        ("monday " * 20, "too long"),
        ("2026-12-24; DROP TABLE", '"drop" is no day'),
        ("٢d", "no day"),
    ],
)
def test_what_may_mean_anything_means_nothing_and_says_why(words: str, why: str) -> None:
    found = read(words, NOON, MADRID, hours=OFFICE)
    assert isinstance(found, Unclear)
    assert why in found.reason


def test_which_number_is_the_month_is_not_guessed() -> None:
    abroad = read("3/4", NOON, ZoneInfo("America/New_York"))
    assert isinstance(abroad, Unclear)
    assert "write the month as a word" in abroad.reason
    in_april = instant("3/5", datetime(2026, 4, 1, tzinfo=UTC), MADRID)
    assert in_april is not None
    assert in_april.astimezone(MADRID).month == 5


def test_without_hours_a_day_begins_at_nine_and_ends_at_six() -> None:
    assert on_the_wall(instant("saturday", NOON, MADRID)) == "28 Nov 09:00"
    assert on_the_wall(instant("saturday", NOON, MADRID, end=True)) == "28 Nov 18:00"


def test_after_work_the_day_ends_at_midnight_and_a_weekday_is_the_next_one() -> None:
    evening = NOON + timedelta(hours=8)
    by = instant("tuesday", evening, MADRID, hours=OFFICE, end=True)
    assert on_the_wall(by) == "01 Dec 18:00"
    today = instant("today", evening, MADRID, hours=OFFICE, end=True)
    assert on_the_wall(today) == "24 Nov 23:59"


@pytest.mark.parametrize(
    ("now", "words", "instant_in_utc"),
    [
        ("2026-03-28T10:00+00:00", "tomorrow 2:30", "2026-03-29T01:30+00:00"),  # 3:30 there
        ("2026-03-28T10:00+00:00", "1d", "2026-03-29T09:00+00:00"),  # the same wall time
        ("2026-03-28T10:00+00:00", "24h", "2026-03-29T10:00+00:00"),
        ("2026-10-24T10:00+00:00", "tomorrow 2:30", "2026-10-25T00:30+00:00"),  # the first
        ("2026-10-25T00:45+00:00", "2:30", "2026-10-25T01:30+00:00"),  # the second
    ],
)
def test_clock_changes(now: str, words: str, instant_in_utc: str) -> None:
    found = instant(words, datetime.fromisoformat(now), MADRID)
    assert found == datetime.fromisoformat(instant_in_utc)


NOWS = st.datetimes(
    NOON.replace(tzinfo=None),
    NOON.replace(tzinfo=None) + timedelta(days=800),
    timezones=st.just(UTC),
)
WORDS = st.sampled_from([row[0] for row in ROWS])


@given(now=NOWS, words=WORDS, end=st.booleans(), with_hours=st.booleans())
@example(
    now=datetime(2026, 10, 25, 0, 59, tzinfo=UTC), words="9:00", end=False, with_hours=True
)
def test_an_instant_always_lies_ahead_and_not_too_far(
    now: datetime, words: str, end: bool, with_hours: bool
) -> None:
    found = instant(words, now, MADRID, hours=OFFICE if with_hours else None, end=end)
    assert found is None or now < found <= now + FARTHEST


@given(now=NOWS, words=WORDS, hours=st.integers(-12, 14))
def test_neither_the_zone_of_now_nor_the_case_matters(
    now: datetime, words: str, hours: int
) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=hours)))
    assert instant(f"  {words.upper()} ", elsewhere, MADRID) == instant(words, now, MADRID)


@given(st.text(max_size=90), NOWS)
def test_no_words_break_it(words: str, now: datetime) -> None:
    found = read(words, now, MADRID, hours=OFFICE)
    assert isinstance(found, (Unclear, datetime))
