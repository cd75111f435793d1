"""Loops and floods, by whole desks: what is written automatically ends, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samehand.config.settings import Settings
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.conftest import TUESDAY
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, SUPPORT, VOUCHED, Desk, Sent
from samehand.tests.pipeline.office import opened

OTHER = "support@other.example"
DORA = "dora@other.example"
MINUTE = timedelta(minutes=1)
OUTSIDE = {Purpose.ACKNOWLEDGEMENT, Purpose.ANSWER}
HOLIDAYS = {
    "de": "Guten Tag, bis zum 14. sind wir am Meer. Ihre Nachricht lesen wir danach.",
    "fr": "Bonjour, nous sommes à la mer jusqu'au 14. Nous lirons votre message ensuite.",
    "sv": "Hej! Vi är vid havet till den 14. Ditt meddelande läser vi sedan.",
}

Way = Callable[[bytes], bytes]


def unmarked(raw: bytes) -> bytes:
    """As a gateway passes mail on that keeps no header it does not know."""
    marks = rb"(?mi)^(?:auto-submitted|x-[a-z-]+): [^\r\n]*\r\n"
    return re.sub(marks, b"", raw)


def unthreaded(raw: bytes) -> bytes:
    """As it comes through a form or a ticket system: under a new id, answering nothing."""
    fields = rb"(?mi)^(?:in-reply-to|references): [^\r\n]*\r\n(?: [^\r\n]*\r\n)*"
    raw = re.sub(fields, b"", unmarked(raw))
    return re.sub(rb"(?mi)^(message-id: <)", rb"\g<1>new-", raw)


WAYS: dict[str, Way] = {
    "whole": lambda raw: raw,
    "without marks": unmarked,
    "without marks and ids": unthreaded,
}


@pytest.fixture
def desks(settings: Settings, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Ours, and one of another company that runs Samehand too."""
    theirs = replace(
        settings,
        desk=replace(
            settings.desk,
            name="Other Support",
            store=f"sqlite:///{tmp_path / 'other.db'}",
            raw=str(tmp_path / "other"),
            alerts_to=("oscar@other.example",),
            fallback_owner="dora",
        ),
        mailboxes=(
            replace(
                settings.mailboxes[0],
                address=OTHER,
                trust=replace(settings.mailboxes[0].trust, authserv_id="mx.other.example"),
            ),
        ),
        agents=(replace(settings.agents[0], id="dora", name="Dora Dahl", address=DORA),),
        policies=(replace(settings.policies[0], alert=("owner",)),),
    )
    with ExitStack() as stack:
        ours = Desk(stack.enter_context(opened(settings)), TUESDAY)
        yield ours, Desk(stack.enter_context(opened(theirs)), TUESDAY)


def exchange(one: Desk, other: Desk, way: Way) -> tuple[int, int]:
    """Carry what each has written to the other across; how many automatic mails each wrote."""
    there = [sent for sent in one.outgoing() if OTHER in sent.recipients]
    back = [sent for sent in other.outgoing() if SUPPORT in sent.recipients]
    other.post(*(way(sent.raw) for sent in there))
    one.post(*(way(sent.raw) for sent in back))
    for desk in (one, other):
        desk.pass_time(10 * MINUTE)
    return automatic(there), automatic(back)


def automatic(mails: list[Sent]) -> int:
    return sum(sent.purpose is Purpose.ACKNOWLEDGEMENT for sent in mails)


def answer(desk: Desk, agent: str, words: str) -> None:
    """An agent answers what they have got last."""
    company = agent.partition("@")[2].partition(".")[0]
    vouched = VOUCHED.replace("acme", company)
    relay = desk.of(Purpose.RELAY)[-1]
    desk.post(desk.reply(relay, words, sender=agent, statements=vouched))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_two_desks_that_face_each_other_fall_silent(desks: tuple[Desk, Desk], way: Way) -> None:
    """Somebody writes to ours in their name: each takes the other for a customer."""
    ours, theirs = desks
    ours.post(ours.write(OTHER, text="Your parcels never arrive."))
    counts = [exchange(ours, theirs, way) for _ in range(24 * 6)]
    assert sum(there for there, _ in counts) <= 2
    assert sum(back for _, back in counts) <= 2


@pytest.mark.parametrize("way", [WAYS["whole"], unmarked], ids=["whole", "without marks"])
def test_two_desks_that_face_each_other_pass_on_what_persons_write(
    desks: tuple[Desk, Desk], way: Way
) -> None:
    ours, theirs = desks
    ours.post(ours.write(OTHER, text="Your parcels never arrive."))
    counts = []
    for hour in range(24):
        if hour % 4 == 1:
            answer(ours, ANA, f"Word {hour} of Ana's.")
        if hour % 4 == 3:
            answer(theirs, DORA, f"Word {hour} of Dora's.")
        counts += [exchange(ours, theirs, way) for _ in range(6)]
    assert sum(there for there, _ in counts) <= 2
    assert sum(back for _, back in counts) <= 2
    for desk, words in ((theirs, "Word 21 of Ana's."), (ours, "Word 23 of Dora's.")):
        relayed = [sent.text for sent in desk.of(Purpose.RELAY)]
        assert words in relayed[-1]
        assert sum("Word " in text for text in relayed) == 6, "none lost and none twice"


@pytest.mark.parametrize("words", HOLIDAYS.values(), ids=HOLIDAYS)
def test_an_absence_that_says_nothing_of_itself_gets_few_answers(
    desk: Desk, words: str
) -> None:
    """No header, no word that is known, a new mail each minute, and one for each of ours."""
    desk.post(desk.write())
    subjects = iter(range(10_000))
    for minute in range(24 * 60):
        answers = [sent for sent in desk.outgoing() if CARLA in sent.recipients]
        if answers or minute < 60:
            desk.post(desk.write(text=words, subject=f"Nr {next(subjects)}"))
        desk.now += MINUTE
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) <= 4
    told = [sent for sent in desk.of(Purpose.RELAY) if "A machine seems to" in sent.text]
    assert len(told) == 1, "the owner hears of it once"
    assert {entry.outcome for entry in desk.ledger()} == {Outcome.MESSAGE}


def flood(desk: Desk, minutes: int, each: int) -> None:
    """Different mails of one writer, so many each minute."""
    for _ in range(minutes):
        matters = [f"{desk.now:%H%M}{number:03}" for number in range(each)]
        desk.post(*(desk.write(subject=f"Nr {m}", text=f"Word {m}, etc.") for m in matters))
        desk.now += MINUTE


def test_a_flood_from_one_writer_is_kept_together_and_none_of_it_lost(desk: Desk) -> None:
    flood(desk, minutes=9, each=100)
    desk.pass_time(10 * MINUTE)
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) <= 10
    entries = desk.ledger()
    assert {entry.outcome for entry in entries} == {Outcome.MESSAGE}
    conversations = [desk.conversation_of(entry) for entry in entries]
    assert len(set(conversations)) == 6, "five, and one for the rest"
    assert conversations[5:] == [conversations[5]] * 895

    relays = [sent.text for sent in desk.of(Purpose.RELAY)]
    assert len(relays) <= 5 + 20 + 1
    assert "875 mails came too fast to be passed on one by one" in relays[-1]
    assert "Word 1100025, etc." in relays[-1]
    assert sum("kept together" in text for text in relays) == 1
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "What is the matter?"))
    assert desk.of(Purpose.ANSWER)[-1].recipients == (CARLA,)

    desk.pass_time(20 * MINUTE)
    (entry,) = desk.post(desk.write(subject="Something else"))
    assert desk.conversation_of(entry) not in conversations, "and then it is over"


BY_CARLA = "mx.acme.example; dmarc=pass header.from=customer.example"
NOT_BY_CARLA = "mx.acme.example; dmarc=fail header.from=customer.example"


def test_a_flood_in_a_customers_name_does_not_cut_short_what_they_write(desk: Desk) -> None:
    for number in range(40):
        noise = f"Word {number}, etc."
        desk.post(
            desk.write(subject=f"Nr {number}", text=noise, authentication_results=NOT_BY_CARLA)
        )
    long = "It drips, and this is how I found out. " * 50 + "Please send a plumber."
    desk.post(desk.write(subject="Help", text=long, authentication_results=BY_CARLA))
    assert "Please send a plumber." in desk.of(Purpose.RELAY)[-1].text
    desk.pass_time(10 * MINUTE)
    assert "INBOX of support@acme.example" in desk.of(Purpose.RELAY)[-1].text


def test_who_writes_in_a_customers_name_mutes_nobody(desk: Desk) -> None:
    desk.post(desk.write(authentication_results=BY_CARLA))
    for number in range(5):
        desk.now += MINUTE
        again = desk.write(subject=f"Nr {number}", authentication_results=NOT_BY_CARLA)
        desk.post(again)
    desk.now += 60 * MINUTE
    desk.post(desk.write(subject="My invoice", authentication_results=BY_CARLA))
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 2


def test_a_restart_in_the_middle_changes_nothing(settings: Settings) -> None:
    with opened(settings) as house:
        flood(Desk(house, TUESDAY), minutes=4, each=8)
    with opened(settings) as house:
        desk = Desk(house, TUESDAY + 4 * MINUTE, first_uid=33)
        flood(desk, minutes=4, each=8)
        desk.pass_time(10 * MINUTE)
        assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 3
        assert len({desk.conversation_of(entry) for entry in desk.ledger()}) == 6
        assert "mails came too fast" in desk.of(Purpose.RELAY)[-1].text


def test_many_victims_are_written_to_seldom_and_with_no_word_of_the_attacker(
    desk: Desk,
) -> None:
    """Each is a bystander at a company of their own, in whose name one mail is sent."""
    for minute in range(30):
        victims = [f"victim@bystander{minute * 10 + number}.example" for number in range(10)]
        texts = {"subject": f"BUY NOW {minute}", "text": "BUY NOW"}
        desk.post(*(desk.write(f"BUY NOW <{victim}>", **texts) for victim in victims))
        desk.now += MINUTE
    found = desk.of(Purpose.ACKNOWLEDGEMENT)
    assert len(found) == 120
    assert not any(b"BUY" in sent.raw or "BUY" in sent.text for sent in found)


def test_the_people_of_one_company_are_not_flooded(desk: Desk) -> None:
    for number in range(60):
        desk.post(desk.write(f"victim{number}@bystander.example", subject=f"{number}"))
        desk.now += MINUTE / 2
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 30
    passed = "mx.acme.example; dmarc=pass header.from=bystander.example"
    desk.post(desk.write("dan@bystander.example", authentication_results=passed))
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 31, "the server vouches for this one"


@pytest.mark.parametrize("by", ["reply address", "support address"])
def test_a_code_that_a_vendor_sends_here_is_shown_to_no_customer(desk: Desk, by: str) -> None:
    """Somebody signs up elsewhere with an address of the desk, to read the code there."""
    relay = desk.relayed()
    to = relay.reply_to if by == "reply address" else SUPPORT
    code = desk.write(
        "no-reply@vendor.example", to, "Your code is 424242.", subject="Your code"
    )
    (entry,) = desk.post(code)
    assert entry.outcome is Outcome.MESSAGE
    assert desk.conversation_of(entry) == 1002, "it joins nobody's conversation"
    desk.post(desk.reply(relay, "A new lid is on its way."))
    outside = [sent for sent in desk.outgoing() if sent.purpose in OUTSIDE]
    assert {sent.recipients for sent in outside} == {(CARLA,)}
    assert not any("424242" in sent.text for sent in outside)


def test_a_customer_whose_system_copies_our_mark_is_heard(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Since when?"))
    answer = str(desk.of(Purpose.ANSWER)[0].mail["Message-ID"])
    mark = {"x_loop": SUPPORT}
    (entry,) = desk.post(desk.write(text="Since Monday.", answers=answer, **mark))
    assert desk.conversation_of(entry) == 1001
    assert "Since Monday." in desk.of(Purpose.RELAY)[-1].text
    (entry,) = desk.post(desk.write("dan@customer.example", text="Mine too.", **mark))
    assert "Mine too." in desk.of(Purpose.RELAY)[-1].text
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 1


@pytest.mark.parametrize("purpose", [Purpose.ACKNOWLEDGEMENT, Purpose.RELAY, Purpose.ANSWER])
def test_our_own_mail_that_comes_back_is_counted_and_no_more(
    desk: Desk, purpose: Purpose
) -> None:
    """A mailbox forwards all that it gets to the desk, and some rewrite From."""
    desk.post(desk.reply(desk.relayed(), "Since when?"))
    (sent,) = desk.of(purpose)
    rewritten = re.sub(
        rb"(?m)^From: .*(?:\r\n .*)*", b"From: ana@acme.example", sent.raw, count=1
    )
    desk.outgoing()
    for raw in (sent.raw, rewritten.replace(b"ana@acme", b"list@other")):
        assert desk.outcome(raw) is Outcome.IGNORED
    assert not desk.outgoing()


def test_an_id_of_ours_alone_makes_no_mail_ours(desk: Desk) -> None:
    """Some clients answer under the id of the mail that they answer."""
    desk.post(desk.reply(desk.relayed(), "Since when?"))
    answer = str(desk.of(Purpose.ANSWER)[0].mail["Message-ID"])
    assert desk.outcome(desk.write(text="Since Monday.", message_id=answer)) is Outcome.MESSAGE
    assert "Since Monday." in desk.of(Purpose.RELAY)[-1].text


def report(desk: Desk, failed: str = CARLA, about: str = "", status: str = "5.1.1") -> bytes:
    """A delivery report as a mail server writes it; `about` is the Message-ID."""
    returned = f"Message-ID: {about}\n\n" if about else "Subject: what was it?\n\n"
    head = desk.write("mailer-daemon@mx.customer.example", subject="Undelivered mail").split(
        b"\r\n\r\n"
    )[0]
    body = (
        f"\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\n\nThe mail could not be delivered: no such user.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.example"
        f"\n\nFinal-Recipient: rfc822; {failed}\nAction: failed\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} user unknown\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}--b--\n"
    )
    return head + body.replace("\n", "\r\n").encode()


def test_a_bounce_finds_its_conversation_and_the_owner_hears_of_it_until_they_write(
    desk: Desk,
) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Since when?"))
    answer = str(desk.of(Purpose.ANSWER)[0].mail["Message-ID"])
    (entry,) = desk.post(report(desk, about=answer))
    assert entry.outcome is Outcome.AUTOMATIC
    assert desk.conversation_of(entry) == 1001
    (notice,) = desk.of(Purpose.NOTICE)
    assert "NOT DELIVERED" in notice.mail["Subject"]
    assert notice.recipients == (ANA,)

    desk.now += timedelta(days=1)
    for is_first in (True, False):
        subject = f"Another matter, first: {is_first}"
        desk.post(desk.write(subject=subject, text=subject))
        told = desk.of(Purpose.RELAY)[-1].text
        assert ("Mail to carla@customer.example came back on 24 November" in told) is is_first
        assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == (1 if is_first else 2)


@pytest.mark.parametrize(
    ("conversations", "days", "filed"), [(1, 1, True), (1, 6, False), (2, 1, False)]
)
def test_a_bounce_that_names_no_mail_is_filed_where_only_one_can_be_meant(
    desk: Desk, conversations: int, days: int, filed: bool
) -> None:
    for number in range(conversations):
        desk.post(desk.write(subject=f"Matter {number}", text=f"About {number}."))
    desk.now += timedelta(days=days)
    (entry,) = desk.post(report(desk, about="<rewritten@provider.example>"))
    assert entry.outcome is Outcome.AUTOMATIC
    assert desk.conversation_of(entry) == (1001 if filed else None)


def test_a_forged_report_marks_nobody_else(desk: Desk) -> None:
    """Mallory has got a mail of ours, and writes that Dan was not reached by it."""
    desk.post(desk.write("mallory@evil.example"), desk.write("dan@customer.example"))
    (got,) = [s for s in desk.of(Purpose.ACKNOWLEDGEMENT) if "evil" in s.recipients[0]]
    desk.post(report(desk, "dan@customer.example", about=str(got.mail["Message-ID"])))
    with desk.house.store.reading() as work:
        assert not work.correspondents(["dan@customer.example"])


def test_ops_hear_when_an_agent_is_not_reached(desk: Desk) -> None:
    relay = desk.relayed()
    (entry,) = desk.post(report(desk, ANA, about=str(relay.mail["Message-ID"])))
    assert entry.outcome is Outcome.AUTOMATIC
    assert desk.conversation_of(entry) is None
    (told,) = desk.of(Purpose.NOTICE)
    assert told.recipients == ("olga@acme.example",)
    desk.post(report(desk, "olga@acme.example", about=str(told.mail["Message-ID"])))
    assert len(desk.of(Purpose.NOTICE)) == 1, "the word about it may come back for ever"


def test_an_absence_note_is_filed_and_told_once_a_day(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Since when?"))
    answer = str(desk.of(Purpose.ANSWER)[0].mail["Message-ID"])
    with desk.house.store.reading() as work:
        before = work.conversation(1001)
    note = {"auto_submitted": "auto-replied", "subject": "Automatic reply: away"}
    for text in ("I am away until Monday.", "I am away until Monday, really."):
        (entry,) = desk.post(desk.write(text=text, answers=answer, **note))
        assert desk.conversation_of(entry) == 1001
    with desk.house.store.reading() as work:
        assert work.conversation(1001) == before, "no state and no clock has changed"
    (notice,) = desk.of(Purpose.NOTICE)
    assert "I am away until Monday." in notice.text
    desk.now += timedelta(days=1)
    desk.post(desk.write(text="Still away.", answers=answer, **note))
    assert len(desk.of(Purpose.NOTICE)) == 2
    (entry,) = desk.post(desk.write("dan@customer.example", **note))
    assert desk.conversation_of(entry) is None
    assert entry.outcome is Outcome.AUTOMATIC


def test_an_agents_mail_program_that_answers_by_itself_does_not_flood_the_customer(
    desk: Desk,
) -> None:
    """It hides that it is one, and answers relays, receipts and notices alike."""
    desk.relayed()
    for _ in range(60):
        inside = [sent for sent in desk.outgoing() if sent.recipients == (ANA,)]
        for sent in (one for one in inside if one.mail["Reply-To"]):
            desk.post(desk.reply(sent, HOLIDAYS["sv"]))
        desk.now += MINUTE
    assert len(desk.of(Purpose.ANSWER)) == 2
    (told,) = desk.of(Purpose.NOTICE)
    assert "nearly the same words" in told.text
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "A person again."))
    assert len(desk.of(Purpose.ANSWER)) == 3
