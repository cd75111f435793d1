"""The day on which somebody is back, by what their mail program says for them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.kinds.returns import returns, tells_of_absence

MADRID = ZoneInfo("Europe/Madrid")
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

# A day until which somebody is away is one of their absence; the one of their return is not.
NOTES = """
2026-12-06 | I am out of the office until 5 December.
2026-12-06 | I am out of the office until the 5th of December 2026 and will answer then.
2026-12-05 | I will be away through Friday, 4 December, without any mail.
2026-12-06 | I'm on leave from 1 to 5 December.
2026-12-06 | On holiday from 25 November to 5 December; for anything urgent write to Ben.
2026-12-01 | I am away 25-30 November.
2026-11-30 | I'll be back on Monday, 30 Nov. In urgent cases call Ben.
2026-12-07 | I will return to the office on December 7th, 2026.
2026-12-07 | Thanks for writing! I'm out of office, returning Dec 7.
2026-12-07 | Out of office, back 2026-12-07.
2026-11-30 | I will be back on Monday.
2026-11-30 | We will get back to you on Monday 30th of November.
2026-11-28 | I am away until Friday.
2026-11-25 | Gone for the day, back tomorrow.
2026-12-06 | I'll be back after 5 December.
2026-12-07 | Out from 1 December, back on 7 December.
2026-12-07 | Back on 7 December, and away again from 24 December to 2 January.
2026-12-05 | Ich bin bis einschließlich 4.12. nicht im Büro.
2026-12-05 | Ich bin bis zum 4. Dezember abwesend und lese keine Mails.
2026-12-07 | Vom 25.11. bis zum 4.12.2026 im Urlaub. Ab dem 7.12. bin ich wieder da.
2026-12-07 | Ab Montag, 7. Dezember, bin ich wieder für Sie da.
2026-12-07 | Am 7. Dezember bin ich wieder im Büro.
2026-11-30 | Ich melde mich ab dem 30. November wieder bei Ihnen.
2026-12-06 | Estaré fuera de la oficina hasta el 5 de diciembre.
2026-11-30 | Vuelvo el lunes 30 de noviembre.
2026-12-01 | De vacaciones del 25 al 30 de noviembre, ambos inclusive.
2026-12-06 | Je suis absente jusqu'au 5 décembre inclus.
2026-12-07 | Je serai de retour le 7 décembre.
2026-12-05 | En congés du 25 novembre au 4 décembre.
2026-12-05 | Sono in ferie fino al 4 dicembre.
2026-12-07 | Torno il 7 dicembre. Per urgenze potete scrivere a Ben.
2026-12-05 | Ik ben afwezig tot en met 4 december.
2026-12-07 | Ik ben terug op 7 december.
2026-12-07 | Estou de férias até 4 de dezembro e volto no dia 7 de dezembro.
2026-12-07 | Jag är på semester till och med 4 december och är tillbaka den 7 december.
2026-12-05 | Jestem nieobecna do 4 grudnia.
2026-11-03 | I was on holiday until 2 November.
none       | Ab 1.12. bin ich im Urlaub.
none       | I am out of the office with limited access to mail.
none       | From 5 December I cannot answer mail.
none       | We close on 24 Dec. Call us.
none       | Your ticket of 5 December is being looked at.
none       | I am out of the office until 31 November.
none       | Back in my chair on 7 December 2031.
none       | Call 030 12-12-12 until somebody answers.
"""
ROWS = [row.split(" | ") for row in NOTES.strip().splitlines()]


@pytest.mark.parametrize(("day", "text"), ROWS, ids=[text for _, text in ROWS])
def test_a_note_names_the_day_of_return(day: str, text: str) -> None:
    found = returns(f"Hello,\n\n{text}\n\nAna Ruiz", "Automatic reply: Hi", TUESDAY, MADRID)
    shown = f"{found.astimezone(MADRID):%Y-%m-%d}" if found else "none"
    assert shown == day.strip()
    assert found is None or f"{found.astimezone(MADRID):%H:%M}" == "00:00"


def test_the_subject_may_name_it() -> None:
    found = returns("Thank you.", "Out of office until 5 December: Hi", TUESDAY, MADRID)
    assert found == datetime(2026, 12, 5, 23, 0, tzinfo=UTC)


def test_a_date_without_a_year_is_the_nearest_one() -> None:
    december = datetime(2026, 12, 20, 11, 0, tzinfo=UTC)
    found = returns("Back on 7 January.", "", december, MADRID)
    assert found == datetime(2027, 1, 6, 23, 0, tzinfo=UTC)


def test_a_date_that_may_be_two_counts_for_none() -> None:
    new_york = ZoneInfo("America/New_York")
    assert returns("I am back on 12/7.", "", TUESDAY, new_york) is None
    assert returns("I am back on 12/27.", "", TUESDAY, new_york) is not None


@pytest.mark.parametrize(
    ("subject", "text", "is_one"),
    [
        ("Out of office", "I read no mail.", True),
        ("Automatic reply: Hi", "I am on vacation.", True),
        ("Abwesenheitsnotiz", "Ich bin nicht da.", True),
        ("Automatic reply: Hi", "Thank you, I have got your mail.", False),
    ],
)
def test_not_each_automatic_reply_tells_of_an_absence(
    subject: str, text: str, is_one: bool
) -> None:
    assert tells_of_absence(text, subject) == is_one


@pytest.mark.parametrize(
    "text",
    [
        *("until " * 50_000, "1. " * 90_000, "5 december " * 30_000, "12-12-12-" * 30_000),
        *(
            ("from " + "x" * 39 + " ") * 7_000,
            "back on the " * 25_000 + "5 december",
            "," * 99_999,
        ),
    ],
)
def test_only_the_beginning_of_a_text_is_looked_at(text: str) -> None:
    """Whatever it holds: these would keep a pattern busy that looks at all of it."""
    whole = f"{text}\n\nI am back on 7 December 2026."
    assert returns(whole, "", TUESDAY, MADRID) == returns(text, "", TUESDAY, MADRID)


@given(st.text(max_size=200), st.datetimes(timezones=st.just(UTC)))
def test_no_text_breaks_it(text: str, written_at: datetime) -> None:
    if 3 < written_at.year < 9990:
        found = returns(text, text, written_at, MADRID)
        assert found is None or found.tzinfo is UTC
