"""An agent's automatic reply goes to nobody, and marks them as away, if it is proved theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from samehand.config.settings import Trust, WithoutVerdict
from samehand.desk.away.absence import Source
from samehand.desk.decision import Outcome
from samehand.tests.absence.away_desk import AwayDesk
from samehand.tests.attacks.desk_under_attack import ANA, FAILED, MALLORY, VOUCHED

MADRID = ZoneInfo("Europe/Madrid")
NOTE = "I am out of the office until 4 December. In urgent cases write to Ben."


def until(desk: AwayDesk) -> str | None:
    absence = desk.absence()
    return (
        f"{absence.until.astimezone(MADRID):%d %b %H:%M}" if absence and absence.until else None
    )


# How mail programs and servers of several makes say it; the words are ours.
SHAPES = [
    ("07 Dec 09:00", NOTE, {"subject": "Automatic reply: The kettle leaks"}),
    ("07 Dec 09:00", NOTE, {"auto_submitted": "auto-replied (vacation)"}),
    ("07 Dec 09:00", NOTE, {"auto_submitted": "auto-generated", "precedence": "bulk",
                            "x_autoreply": "yes", "subject": "Out of office Re: The kettle"}),
    ("07 Dec 09:00", NOTE, {"x_apple_action": "VACATION", "auto_submitted": "auto-replied"}),
    ("30 Nov 09:00", "I'm back on Monday, 30 November.", {"precedence": "auto_reply"}),
    ("07 Dec 09:00", "Ich bin bis einschließlich 4.12. nicht im Büro.",
     {"subject": "Automatische Antwort: The kettle leaks"}),
    ("07 Dec 09:00", "Ab dem 7.12. bin ich wieder erreichbar.",
     {"subject": "Abwesenheitsnotiz"}),
    ("07 Dec 09:00", "Estaré fuera de la oficina hasta el 5 de diciembre.",
     {"subject": "Respuesta automática: The kettle leaks"}),
    ("07 Dec 09:00", "Je serai de retour le 7 décembre.",
     {"subject": "Réponse automatique : The kettle leaks"}),
    ("07 Dec 09:00", "Torno il 7 dicembre.", {"subject": "Risposta automatica: The kettle"}),
    ("07 Dec 09:00", "Ik ben terug op 7 december.", {"subject": "Automatisch antwoord"}),
    ("07 Dec 09:00", "Estou de férias e volto no dia 7 de dezembro.",
     {"subject": "Resposta automática: The kettle leaks"}),
    ("07 Dec 09:00", "Jag är tillbaka den 7 december.", {"subject": "Autosvar: The kettle"}),
]  # fmt: skip


@pytest.mark.parametrize(("end", "text", "fields"), SHAPES)
def test_they_are_away_until_the_day_that_it_names(
    desk: AwayDesk, end: str, text: str, fields: dict[str, str]
) -> None:
    entry = desk.away(desk.anas(), text, **fields)
    assert entry.outcome is Outcome.AUTOMATIC
    assert until(desk) == end
    assert not desk.got("answer")
    (notice,) = desk.got("notice", ANA)
    assert "you are marked as away until" in notice.text
    assert "#back" in notice.text


def test_without_a_day_they_are_away_until_they_write_but_not_for_ever(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, "I am on vacation and read no mail.", subject="Out of office")
    absence = desk.absence()
    assert absence is not None
    assert absence.is_presumed
    assert absence.until == absence.since + timedelta(days=7)
    desk.says(relay, "#status")
    assert desk.absence() is None
    assert "you are no longer marked as away" in desk.got("receipt", ANA)[-1].text


def test_what_they_write_from_a_phone_does_not_end_a_holiday(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, NOTE)
    desk.says(relay, "Please send a photo.")
    assert until(desk) == "07 Dec 09:00"
    receipt = desk.got("receipt", ANA)[-1].text
    assert "still marked as away until Monday 7 December, 09:00" in receipt
    assert "#back" in receipt


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("I am back on 2 November.", {}),
        ("Thank you, I have got your mail and will read it.", {}),
        (NOTE, {"auto_submitted": "no", "subject": "Re: The kettle leaks"}),
    ],
    ids=["over", "no absence", "a person's"],
)
def test_some_mark_nobody(desk: AwayDesk, text: str, fields: dict[str, str]) -> None:
    desk.away(desk.anas(), text, **fields)
    assert desk.absence() is None


def test_the_same_note_again_tells_nothing_new(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, NOTE)
    before = desk.absence()
    desk.later(hours=1)
    desk.away(relay, NOTE, subject="Automatic reply: once more")
    assert desk.absence() == before
    assert len(desk.got("notice", ANA)) == 1


def test_a_later_day_is_believed_and_told(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, NOTE)
    desk.away(relay, "I am out of the office until 11 December.")
    assert until(desk) == "14 Dec 09:00"
    assert len(desk.got("notice", ANA)) == 2


def test_their_own_word_counts_more_than_their_mail_program(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.says(relay, "#away until friday")
    desk.away(relay, NOTE)
    assert until(desk) == "27 Nov 09:00"
    absence = desk.absence()
    assert absence is not None
    assert absence.source is Source.MAIL


def test_a_mail_program_that_goes_on_after_back_is_not_believed(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, NOTE)
    desk.says(relay, "#back")
    desk.away(relay, NOTE, subject="Automatic reply: again")
    assert desk.absence() is None


@pytest.mark.parametrize(
    ("sender", "statements"),
    [(ANA, FAILED), (MALLORY, VOUCHED), (f"{ANA}, {MALLORY}", VOUCHED)],
)
def test_a_forged_one_marks_nobody(desk: AwayDesk, sender: str, statements: str) -> None:
    desk.away(desk.anas(), NOTE, statements=statements, sender=sender)
    assert desk.absence() is None
    assert not desk.got("notice", ANA)


def test_one_without_a_token_of_ours_marks_nobody(desk: AwayDesk) -> None:
    desk.anas()
    desk.post(
        desk.write(
            ANA, text=NOTE, auto_submitted="auto-replied", authentication_results=VOUCHED
        )
    )
    assert desk.absence() is None


def test_a_token_that_has_ended_marks_nobody(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.says(relay, "#assign ben")
    desk.away(relay, NOTE)
    assert desk.absence() is None


def test_where_the_server_says_nothing_the_agent_is_asked_once(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.away(relay, NOTE, statements="")
    desk.away(relay, NOTE, statements="", subject="Automatic reply: again")
    assert desk.absence() is None
    (question,) = desk.got("notice", ANA)
    assert "ARE YOU AWAY?" in str(question.mail["Subject"])
    assert "#away until 2026-12-07" in question.text

    entry = desk.says(question, "#away until 2026-12-07", statements="")
    assert entry.outcome is Outcome.MESSAGE, "who gets the question has said it"
    assert until(desk) == "07 Dec 09:00"


@pytest.mark.parametrize("text", ["yes, I am away", "#close", "#away until monday\n\nBye"])
def test_nothing_else_that_answers_the_question_is_acted_upon(
    desk: AwayDesk, text: str
) -> None:
    desk.away(desk.anas(), NOTE, statements="")
    (question,) = desk.got("notice", ANA)
    assert desk.says(question, text).outcome is Outcome.HELD
    assert desk.absence() is None
    assert not desk.got("answer")


def test_thanks_for_the_word_do_not_reach_the_customer(desk: AwayDesk) -> None:
    desk.away(desk.anas(), NOTE)
    (notice,) = desk.got("notice", ANA)
    assert desk.says(notice, "Thank you, dear desk.").outcome is Outcome.HELD
    assert not desk.got("answer")


def test_nobody_answers_the_question_for_them(desk: AwayDesk) -> None:
    desk.away(desk.anas(), NOTE, statements="")
    (question,) = desk.got("notice", ANA)
    for sender, statements in ((ANA, FAILED), ("ben@acme.example", VOUCHED), (MALLORY, "")):
        desk.says(question, "#away", sender=sender, statements=statements)
    assert desk.absence() is None


def test_a_team_that_settles_for_the_token_is_not_asked(
    open_desk: Callable[..., AwayDesk],
) -> None:
    desk = open_desk(
        Trust(authserv_id="mx.acme.example", without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH)
    )
    desk.away(desk.anas(), NOTE, statements="")
    assert until(desk) == "07 Dec 09:00"
