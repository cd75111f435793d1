"""Who hears of a conversation by an agent's word: colleagues, the lead, somebody in copy."""

from __future__ import annotations

import pytest

from samehand.config.settings import Settings
from samehand.desk.agents.orders.ownership import called
from samehand.desk.conversation import Priority, State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA
from samehand.tests.orders.talk import DORA, LEA, OLGA, Talk, flat, to_customers

EVE = "eve@other.example"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("lea", "lea"), ("Lea", "lea"), ("LEA.", "lea"), ("@lea", "lea"), ("to lea", "lea")),
        *(
            ("Lea Lindt", "lea"),
            ("lea  lindt", "lea"),
            ("Lindt", "lea"),
            ("back to Lea", "lea"),
        ),
        *((LEA, "lea"), (LEA.upper(), "lea"), (f"<{LEA}>", "lea"), (f"mailto:{LEA}", "lea")),
        *((f"Lea Lindt <{LEA}>", "lea"), (f"@Lea Lindt <{LEA}>", "lea"), ("to @lea", "lea")),
        *(("ben", "ben"), ("Okafor", "ben"), ("Lopez", "klo"), ("kok", "kok")),
    ],
)
def test_a_colleague_is_found_by_what_people_call_them(
    settings: Settings, said: str, meant: str
) -> None:
    assert [agent.id for agent in called(said, settings)] == [meant]


@pytest.mark.parametrize(
    "said", ["", "x", "le", "lea@evil.example", "ea", "Lea Ruiz", "ana ben"]
)
def test_what_names_nobody_finds_nobody(settings: Settings, said: str) -> None:
    assert called(said, settings) == ()


def test_a_name_that_two_bear_asks_which_one_and_does_nothing(talk: Talk) -> None:
    word = talk.word(talk.asks(), "Kim will see to it.\n#assign Kim\n#close")
    assert word.startswith("NOT SENT")
    assert '"Kim" may mean Kim Lopez (klo) or Kim Okoye (kok)' in word
    assert "write #assign klo or #assign kok" in word
    assert (talk.conversation().owner, talk.conversation().state) == ("ana", State.OPEN)
    assert talk.of(Purpose.ANSWER) == []


def test_nobody_is_told_by_the_names_of_those_who_are_there(talk: Talk) -> None:
    assert "there are ana, ben, klo, kok, lea" in talk.word(talk.asks(), "#assign Bob")


def test_the_new_owner_gets_the_last_mail_and_the_note(talk: Talk) -> None:
    sent = talk.says(talk.asks("It drips."), "#assign okafor\n#note She has called twice.")
    (handed,) = (mail for mail in sent if mail.recipients == (BEN,))
    assert "Ana Ruiz says: She has called twice." in flat(handed)
    assert "It drips." in handed.text
    assert talk.conversation().owner == "ben"
    assert to_customers(sent) == []


def test_an_answer_goes_out_before_the_hand_over(talk: Talk) -> None:
    sent = talk.says(talk.asks(), "Ben will see to it.\n\n#assign okafor")
    (answer,) = to_customers(sent)
    assert "Ben will see to it." in answer.text
    assert talk.conversation().owner == "ben"


def test_the_lead_and_whom_the_policy_names_get_the_case(talk: Talk) -> None:
    first = talk.asks("It drips.")
    talk.says(first, "Wipe it.")
    again = talk.asks("It drips still!", answers=f"<{talk.first_id()}>")
    sent = talk.says(again, "#escalate she has asked twice")
    assert {mail.recipients for mail in sent} == {(LEA,), (OLGA,), (ANA,)}
    for mail in sent:
        if mail.recipients != (ANA,):
            assert "she has asked twice" in flat(mail)
            assert [word in mail.text for word in ("It drips.", "Wipe it.", "still!")] == [
                True
            ] * 3
    assert to_customers(sent) == []
    assert talk.conversation().priority is Priority.HIGH
    assert talk.events()[-1] == "escalated"


def test_only_who_is_an_agent_can_answer_the_case_and_take_it(talk: Talk) -> None:
    sent = talk.says(talk.asks(), "#escalate she has asked twice")
    by_reader = {mail.recipients: mail for mail in sent}
    assert "samehand:" not in by_reader[(OLGA,)].text
    talk.says(by_reader[(LEA,)], "#take\nI am sorry, Carla. I see to it myself.", sender=LEA)
    assert talk.conversation().owner == "lea"
    (answer,) = to_customers(talk.of(Purpose.ANSWER))
    assert answer.recipients == (CARLA,)


def test_who_escalates_gets_no_case_of_their_own_and_nobody_gets_it_twice(talk: Talk) -> None:
    relay = talk.asks()
    of_lea = next(m for m in talk.says(relay, "#assign lea") if m.recipients == (LEA,))
    sent = talk.says(of_lea, "#escalate the law department has to see it", sender=LEA)
    assert [mail.recipients for mail in sent] == [(OLGA,), (LEA,)]
    assert sent[1].purpose is Purpose.RECEIPT


def test_an_urgent_matter_stays_urgent_when_it_is_escalated(talk: Talk) -> None:
    talk.says(talk.asks(), "#priority urgent\n#escalate a lawyer writes")
    assert talk.conversation().priority is Priority.URGENT


@pytest.mark.parametrize("said", ["#escalate", "#escalate\n\nWe look into it."])
def test_an_escalation_without_a_reason_is_asked_for_one(talk: Talk, said: str) -> None:
    word = talk.word(talk.asks(), said)
    assert word.startswith("NOT SENT")
    assert "#escalate needs a reason" in word
    assert talk.of(Purpose.ANSWER) == []


def test_a_note_can_be_the_reason(talk: Talk) -> None:
    sent = talk.says(talk.asks(), "#escalate\n#note\nShe threatens to leave.")
    assert "She threatens to leave." in flat(sent[0])


@pytest.mark.parametrize(
    ("said", "who"),
    [
        (f"#cc {DORA}", [DORA]),
        (f"#cc Dora Doe <{DORA}>", [DORA]),
        (f'#cc "Doe, Dora" <{DORA}>', [DORA]),
        (f"#CC: {DORA.upper()}.", [DORA]),
        (f"#cc <{DORA}>", [DORA]),
        (f"#cc {DORA}, {EVE}", [DORA, EVE]),
        (f"#cc {DORA}; {EVE}", [DORA, EVE]),
        (f"#cc {DORA} and {EVE}", [DORA, EVE]),
        (f"#cc {DORA} {EVE}", [DORA, EVE]),
        (f"#cc {DORA}\n#cc {EVE}", [DORA, EVE]),
        (f"#cc {DORA}<mailto:{DORA}>", [DORA]),
    ],
)
def test_whom_an_agent_copies_gets_this_answer_and_all_later_ones(
    talk: Talk, said: str, who: list[str]
) -> None:
    relay = talk.asks()
    (answer,) = to_customers(talk.says(relay, f"It is fixed.\n\n{said}"))
    assert sorted(answer.recipients) == sorted([CARLA, *who])
    again = talk.asks("And now?", answers=f"<{talk.first_id()}>")
    assert DORA in flat(again), "the owner sees who will read it"
    (later,) = to_customers(talk.says(again, "Now, too."))
    assert sorted(later.recipients) == sorted([CARLA, *who])


def test_who_is_copied_takes_part(talk: Talk) -> None:
    talk.says(talk.asks(), f"It is fixed.\n#cc {DORA}")
    answer = talk.of(Purpose.ANSWER)[-1]
    talk.asks("Thanks from me.", sender=DORA, answers=str(answer.mail["Message-ID"]))
    assert talk.conversation().state is State.OPEN


def test_nobody_is_copied_any_more_after_none(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, f"#cc {DORA}")
    assert "no longer get a copy" in talk.word(relay, "#cc none")
    (answer,) = to_customers(talk.says(relay, "It is fixed."))
    assert answer.recipients == (CARLA,)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (f"#cc {BEN}", "is Ben Okafor of this desk"),
        (f"#cc {BEN.upper()}", "is Ben Okafor of this desk"),
        ("#cc support@acme.example", "is the desk itself"),
        ("#cc support+x@acme.example", "is the desk itself"),
        ("#cc ben", '"ben" is no address'),
        (f"#cc {DORA}, nonsense", '"nonsense" is no address'),
        (f"#cc {DORA}, {BEN}", "is Ben Okafor of this desk"),
        ("#cc " + ", ".join(f"p{n}@other.example" for n in range(21)), "at most 20"),
    ],
)
def test_whom_nobody_may_copy_stops_the_whole_mail(talk: Talk, said: str, why: str) -> None:
    word = talk.word(talk.asks(), f"It is fixed.\n\n{said}")
    assert word.startswith("NOT SENT")
    assert why in word
    assert talk.of(Purpose.ANSWER) == []
    assert talk.conversation().copied == ()
