"""Agents forward mails, and others pretend to: whose matter it becomes, what goes to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samehand.config.settings import Settings, Trust
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import (
    ANA,
    BEN,
    CARLA,
    FAILED,
    MALLORY,
    SUPPORT,
    VOUCHED,
    Desk,
    Sent,
)
from samehand.tests.ingest.forward.mail_programs import (
    ABOVE,
    INLINE,
    LANGUAGES,
    SUBJECT,
    WORDS,
    gmail,
)
from samehand.tests.pipeline.office import opened

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
KETTLE = "<kettle@customer.example>"
DAVE = "dave@customer.example"
VENDOR = "vendor@other.example"


def forward(desk: Desk, text: str = "", *, agent: str = ANA, **fields: str) -> bytes:
    """A mail of Carla's as an agent's mail program passes it on."""
    fields = {"authentication_results": VOUCHED, "subject": f"Fwd: {SUBJECT}"} | fields
    return desk.write(agent, text=text or gmail(LANGUAGES["en"]), **fields)


def carlas(**fields: str) -> str:
    """Carla's mail to Ana, whole."""
    header = {"From": f"Carla Costa <{CARLA}>", "To": ANA, "Cc": DAVE, "Subject": SUBJECT}
    header |= {"Date": "Mon, 23 Nov 2026 09:30:00 +0100", "Message-ID": KETTLE} | fields
    return "\n".join(f"{name}: {value}" for name, value in header.items()) + f"\n\n{WORDS}"


def attaching(
    desk: Desk, mail: str, *, agent: str = ANA, text: str = ABOVE, **fields: str
) -> bytes:
    body = (
        f"--b\nContent-Type: text/plain\n\n{text}\n"
        f"--b\nContent-Type: message/rfc822\n\n{mail}\n--b--\n"
    )
    kind = 'multipart/mixed; boundary="b"'
    return forward(desk, body, agent=agent, content_type=kind, mime_version="1.0", **fields)


def to_customers(desk: Desk) -> list[Sent]:
    return [sent for sent in desk.outgoing() if sent.purpose.reaches_customer]


def owner_of(desk: Desk, number: int) -> str:
    with desk.house.store.reading() as work:
        return work.conversation(number).owner


def open_conversations(desk: Desk) -> set[int | None]:
    return {desk.conversation_of(entry) for entry in desk.ledger()} - {None}


@pytest.mark.parametrize("program", INLINE)
def test_a_forward_begins_a_conversation_that_the_agent_owns(program: str, desk: Desk) -> None:
    desk.post(forward(desk, INLINE[program](LANGUAGES["en"]), agent=BEN))
    (relay,) = desk.outgoing()
    assert (relay.purpose, relay.recipients) == (Purpose.RELAY, (BEN,))
    assert WORDS in relay.text
    desk.post(desk.reply(relay, "I send you another one.", sender=BEN))
    (answer,) = to_customers(desk)
    assert answer.recipients == (CARLA,)
    assert answer.text.partition("\n-- \n")[0].strip() == "I send you another one."


def test_an_attached_mail_is_answered_in_the_customers_own_thread(desk: Desk) -> None:
    desk.post(attaching(desk, carlas(References="<root@customer.example>")))
    (relay,) = desk.outgoing()
    desk.post(desk.reply(relay, "I send you another one."))
    (answer,) = to_customers(desk)
    assert answer.mail["In-Reply-To"] == KETTLE
    assert answer.mail["References"].split() == ["<root@customer.example>", KETTLE]


def test_the_customers_next_mail_comes_to_the_same_hand(desk: Desk) -> None:
    (first,) = desk.post(attaching(desk, carlas(), agent=BEN))
    (second,) = desk.post(desk.write(CARLA, text="And?", answers=KETTLE))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    assert {sent.recipients for sent in desk.outgoing()} == {(BEN,)}


def test_who_was_copied_takes_part_when_they_write_and_not_before(desk: Desk) -> None:
    (first,) = desk.post(attaching(desk, carlas()))
    (relay,) = desk.outgoing()
    desk.post(desk.reply(relay, "I send you another one."))
    assert {sent.recipients for sent in to_customers(desk)} == {(CARLA,)}
    (second,) = desk.post(desk.write(DAVE, text="Any news?", answers=KETTLE))
    assert desk.conversation_of(first) == desk.conversation_of(second)


def test_no_acknowledgement_follows_from_a_forward(desk: Desk) -> None:
    desk.post(forward(desk, in_reply_to=KETTLE))
    desk.post(desk.write(CARLA, text="And?", answers=KETTLE))
    assert not desk.of(Purpose.ACKNOWLEDGEMENT)


def test_the_clock_starts_when_the_forward_arrives(desk: Desk) -> None:
    desk.post(forward(desk))
    desk.outgoing()
    desk.pass_time(timedelta(hours=4, minutes=1))
    assert [sent.purpose for sent in desk.outgoing()] == [Purpose.ALERT]


def test_the_agents_words_stay_inside(desk: Desk) -> None:
    (entry,) = desk.post(forward(desk))
    (relay,) = desk.outgoing()
    desk.post(desk.reply(relay, "I send you another one."))
    assert not any(ABOVE.encode() in sent.raw for sent in to_customers(desk))
    with desk.house.store.reading() as work:
        number = desk.conversation_of(entry)
        assert number is not None
        notes = [m for m in work.messages(number) if m.kind == "note"]
    assert [(note.author, note.text) for note in notes] == [("ana", ABOVE)]


@pytest.mark.parametrize("copies", [1, 2])
def test_a_forward_acts_once(copies: int, desk: Desk) -> None:
    raw = forward(desk)
    entries = desk.post(*[raw] * copies)
    assert [e.outcome for e in entries[1:]] == [Outcome.DUPLICATE] * (copies - 1)
    assert len(desk.outgoing()) == 1


def test_a_mail_that_the_desk_has_already_is_not_taken_twice(desk: Desk) -> None:
    (first,) = desk.post(desk.write(CARLA, text=WORDS, subject=SUBJECT, message_id=KETTLE))
    desk.outgoing()
    (second,) = desk.post(attaching(desk, carlas(), agent=BEN))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    to_ben, to_ana = desk.outgoing()
    assert (to_ben.recipients, to_ana.recipients) == ((BEN,), (ANA,))
    assert "ALREADY HERE" in to_ben.mail["Subject"]
    assert "Ana Ruiz owns" in " ".join(to_ben.text.split())
    assert ABOVE in to_ana.text


def test_two_agents_who_forward_the_same_mail_begin_one_conversation(desk: Desk) -> None:
    """Carla has written to both; her few words have no prints, and nothing names an id."""
    text = gmail(LANGUAGES["en"]).replace(WORDS, "It drips.")
    (first,) = desk.post(forward(desk, text, agent=BEN))
    desk.outgoing()
    (second,) = desk.post(forward(desk, text))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    to_ana, to_ben = desk.outgoing()
    assert (to_ana.recipients, to_ben.recipients) == ((ANA,), (BEN,))
    assert "Ben Okafor owns" in " ".join(to_ana.text.split())


def test_an_address_that_nobody_reads_is_pointed_out(desk: Desk) -> None:
    text = gmail(LANGUAGES["en"]).replace(CARLA, "no-reply@shop.example")
    desk.post(forward(desk, text))
    (relay,) = desk.outgoing()
    assert "nobody reads mail to no-reply@shop.example" in " ".join(relay.text.split())


def test_words_that_the_desk_has_already_are_known_without_an_id(desk: Desk) -> None:
    (first,) = desk.post(desk.write(CARLA, text=WORDS, subject=SUBJECT))
    desk.now += timedelta(minutes=5)
    text = gmail(LANGUAGES["en"]).replace("Mar 2, 2026 at 9:30 AM", "Nov 24, 2026 at 12:00 PM")
    (second,) = desk.post(forward(desk, text))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    assert "ALREADY HERE" in desk.outgoing()[-1].mail["Subject"]


def test_the_mail_itself_may_come_after_its_forward(desk: Desk) -> None:
    (first,) = desk.post(forward(desk, agent=BEN, in_reply_to=KETTLE))
    (second,) = desk.post(desk.write(CARLA, text=WORDS, subject=SUBJECT, message_id=KETTLE))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    assert not desk.of(Purpose.ACKNOWLEDGEMENT)


def test_a_further_mail_of_the_customer_goes_to_who_owns_the_matter(desk: Desk) -> None:
    (first,) = desk.post(desk.write(CARLA, subject=SUBJECT, message_id="<other@x.example>"))
    desk.outgoing()
    mail = carlas(**{"In-Reply-To": "<other@x.example>"})
    (second,) = desk.post(attaching(desk, mail, agent=BEN))
    assert desk.conversation_of(first) == desk.conversation_of(second)
    to_ana, to_ben = desk.outgoing()
    assert (to_ana.purpose, to_ana.recipients) == (Purpose.RELAY, (ANA,))
    assert ABOVE in " ".join(to_ana.text.split())
    assert (to_ben.purpose, to_ben.recipients) == (Purpose.NOTICE, (BEN,))


def test_the_same_words_of_somebody_else_are_another_mail(desk: Desk) -> None:
    desk.post(desk.write(CARLA, cc=DAVE, subject=SUBJECT, message_id="<other@x.example>"))
    desk.post(desk.write(DAVE, text=WORDS, answers="<other@x.example>"))
    desk.outgoing()
    desk.post(attaching(desk, carlas(**{"In-Reply-To": "<other@x.example>"})))
    (relay,) = desk.outgoing()
    assert relay.purpose is Purpose.RELAY


def test_no_id_that_only_agents_may_see_reaches_the_customer(desk: Desk) -> None:
    """A forward may name a mail of ours that nobody remembers any more."""
    token = f"<a.{'x' * 26}@acme.example>"
    desk.post(forward(desk, in_reply_to=token, references=f"{token} <root@x.example>"))
    (relay,) = desk.outgoing()
    desk.post(desk.reply(relay, "I send you another one."))
    (answer,) = to_customers(desk)
    assert answer.mail["In-Reply-To"].endswith("@no-id.invalid>")
    assert answer.mail["References"].split()[:-1] == ["<root@x.example>"]


def test_what_was_answered_since_asks_for_no_answer(desk: Desk) -> None:
    relay = desk.relayed(subject=SUBJECT, message_id="<other@x.example>")
    desk.post(desk.reply(relay, "It is on its way."))
    desk.outgoing()
    desk.post(attaching(desk, carlas(**{"In-Reply-To": "<other@x.example>"})))
    (word,) = desk.outgoing()
    assert "ALREADY HERE" in word.mail["Subject"]
    desk.pass_time(timedelta(days=1))
    assert not desk.outgoing()


def test_a_forward_that_the_customer_got_too_has_told_them_something(desk: Desk) -> None:
    """Ana has passed the mail on with Carla in copy: nobody waits for an answer."""
    (entry,) = desk.post(forward(desk, to=f"{SUPPORT}, {CARLA}"))
    number = desk.conversation_of(entry)
    assert number is not None
    with desk.house.store.reading() as work:
        found = work.conversation(number)
    assert (found.customer.address, found.owner, found.state) == (CARLA, "ana", State.WAITING)
    assert not to_customers(desk)


def test_what_belonged_to_somebody_who_has_left_is_whose_forward_it_is(
    settings: Settings,
) -> None:
    with opened(settings) as house:
        desk = Desk(house, NOW)
        desk.post(forward(desk, agent=ANA, in_reply_to=KETTLE))
    without_ana = tuple(agent for agent in settings.agents if agent.id != "ana")
    left = replace(
        settings, agents=without_ana, desk=replace(settings.desk, fallback_owner="ben")
    )
    with opened(left) as house:
        desk = Desk(house, NOW, first_uid=2)
        mail = carlas(**{"In-Reply-To": KETTLE, "Message-ID": "<next@x.example>"})
        (entry,) = desk.post(attaching(desk, mail.replace(WORDS, "And?"), agent=BEN))
        number = desk.conversation_of(entry)
        assert number == 1001
        assert owner_of(desk, number) == "ben"


def test_a_sender_without_an_address_is_asked_for(desk: Desk) -> None:
    text = gmail(LANGUAGES["en"]).replace(" <carla@customer.example>", "")
    (entry,) = desk.post(forward(desk, text))
    assert entry.outcome is Outcome.HELD
    (word,) = desk.outgoing()
    assert word.recipients == (ANA,)
    assert "NOT DONE" in word.mail["Subject"]
    assert "Carla Costa's address" in " ".join(word.text.split())
    assert "attachment" in word.text


def test_a_forward_that_the_server_denies_opens_nothing(desk: Desk) -> None:
    (entry,) = desk.post(forward(desk, authentication_results=FAILED))
    assert entry.outcome is Outcome.HELD
    assert not open_conversations(desk)
    (word,) = desk.outgoing()
    assert (word.purpose, word.recipients) == (Purpose.NOTICE, (ANA,))


def test_denied_forwards_flood_nobody(desk: Desk) -> None:
    desk.post(*[forward(desk, authentication_results=FAILED) for _ in range(30)])
    assert len(desk.outgoing()) == 1


def test_a_forward_that_answers_elsewhere_opens_nothing(desk: Desk) -> None:
    (entry,) = desk.post(forward(desk, reply_to=MALLORY))
    assert entry.outcome is Outcome.HELD
    assert not open_conversations(desk)


def test_a_forward_that_nobody_vouches_for_is_marked_and_sends_nothing_out(
    desk: Desk,
) -> None:
    desk.post(forward(desk, authentication_results="mx.acme.example; none"))
    (relay,) = desk.outgoing()
    assert relay.recipients == (ANA,)
    assert "does not vouch" in " ".join(relay.text.split())


def test_a_forward_carries_out_no_commands_and_says_so(desk: Desk) -> None:
    (entry,) = desk.post(forward(desk, gmail(LANGUAGES["en"]).replace(ABOVE, "#assign ben")))
    (relay,) = desk.outgoing()
    assert "carries out no commands" in relay.text
    number = desk.conversation_of(entry)
    assert number is not None
    assert owner_of(desk, number) == "ana"


UNPROVED = {"authentication_results": "mx.acme.example; none"}


def test_forwards_that_nobody_vouches_for_open_few_conversations(desk: Desk) -> None:
    for number in range(20):
        mail = carlas(Subject=f"Matter {number}", **{"Message-ID": f"<{number}@x.example>"})
        desk.post(attaching(desk, mail.replace(WORDS, f"{number}"), **UNPROVED))
    assert len(open_conversations(desk)) == desk.settings.limits.new_conversations


def test_forwards_that_nobody_vouches_for_are_passed_on_seldom(desk: Desk) -> None:
    desk.post(desk.write(CARLA, subject=SUBJECT, message_id="<other@x.example>"))
    for number in range(30):
        ids = {"In-Reply-To": "<other@x.example>", "Message-ID": f"<{number}@x.example>"}
        desk.post(attaching(desk, carlas(**ids).replace(WORDS, f"{number}"), **UNPROVED))
    assert len(desk.of(Purpose.RELAY)) == desk.settings.limits.relays


def test_notes_that_nobody_vouches_for_are_told_once_a_day_and_marked(desk: Desk) -> None:
    desk.post(desk.write(CARLA, text=WORDS, subject=SUBJECT, message_id=KETTLE))
    desk.outgoing()
    for number in range(20):
        desk.post(attaching(desk, carlas(), agent=BEN, text=f"Pay {number}.", **UNPROVED))
    to_ben, to_ana = desk.outgoing()
    assert (to_ben.recipients, to_ana.recipients) == ((BEN,), (ANA,))
    assert "nothing vouches" in " ".join(to_ana.text.split())


def test_a_forward_by_somebody_else_is_their_own_mail(desk: Desk) -> None:
    (entry,) = desk.post(forward(desk, agent=MALLORY))
    number = desk.conversation_of(entry)
    assert number is not None
    with desk.house.store.reading() as work:
        assert work.conversation(number).customer.address == MALLORY


@pytest.mark.parametrize("named", [ANA, BEN, SUPPORT, "support+x@acme.example"])
def test_none_of_us_becomes_a_customer(named: str, desk: Desk) -> None:
    text = gmail(LANGUAGES["en"]).replace(CARLA, named)
    (entry,) = desk.post(forward(desk, text))
    assert entry.outcome is Outcome.HELD
    reply_to = gmail(LANGUAGES["en"]).replace("Subject:", f"Reply-To: {named}\nSubject:")
    desk.post(forward(desk, reply_to))
    relay = desk.outgoing()[-1]
    desk.post(desk.reply(relay, "I send you another one."))
    assert {sent.recipients for sent in to_customers(desk)} == {(CARLA,)}


def test_what_mallory_writes_into_a_mail_makes_nobody_else_the_customer(desk: Desk) -> None:
    inner = gmail(LANGUAGES["en"])
    text = inner.replace(CARLA, MALLORY).replace(WORDS, inner.replace(CARLA, DAVE))
    (entry,) = desk.post(forward(desk, text))
    with desk.house.store.reading() as work:
        number = desk.conversation_of(entry)
        assert number is not None
        assert work.conversation(number).customer.address == MALLORY


def test_mallory_gets_into_no_conversation_by_being_forwarded(desk: Desk) -> None:
    """Her mail names one of Carla's, and Ana forwards it in good faith."""
    (first,) = desk.post(desk.write(CARLA, message_id=KETTLE, subject=SUBJECT))
    mail = carlas(**{"From": MALLORY, "Message-ID": "<m@evil.example>", "In-Reply-To": KETTLE})
    (second,) = desk.post(attaching(desk, mail))
    assert desk.conversation_of(first) != desk.conversation_of(second)
    desk.post(desk.reply(desk.outgoing()[-1], "Hello Mallory."))
    assert {sent.recipients for sent in to_customers(desk)} == {(MALLORY,)}


@pytest.mark.parametrize("to", [SUPPORT, f"{VENDOR}, {SUPPORT}"])
@pytest.mark.parametrize(
    ("program", "mark"),
    [
        *(("gmail", "Fwd: "), ("gmail", "")),  # whose user has changed the subject
        *(("outlook_on_a_desktop", "FW: "), ("apple_mail", "Fwd: "), ("mutt", "Fwd: ")),
    ],
)
def test_what_stands_above_a_forwarded_mail_of_ours_goes_to_no_customer(
    program: str, mark: str, to: str, desk: Desk
) -> None:
    relay = desk.relayed()
    desk.outgoing()
    text = INLINE[program](LANGUAGES["en"]).replace(CARLA, SUPPORT).replace(WORDS, relay.text)
    raw = desk.write(
        ANA,
        to,
        text.replace(ABOVE, "These people are a nuisance."),
        subject=f"{mark}{relay.mail['Subject']}",
        answers=str(relay.mail["Message-ID"]),
        authentication_results=VOUCHED,
    )
    (entry,) = desk.post(raw)
    assert (entry.outcome, "was forwarded" in entry.reason) == (Outcome.HELD, True)
    (word,) = desk.outgoing()
    assert (word.purpose, word.recipients) == (Purpose.NOTICE, (ANA,))


@pytest.mark.parametrize("program", INLINE)
def test_an_answer_to_who_has_forwarded_something_goes_out(program: str, desk: Desk) -> None:
    """The customer's own mail passes one on; what the agent's program repeats has it, too."""
    forwarded = INLINE[program](LANGUAGES["en"])
    relay = desk.relayed(subject="Fwd: The offer", text=forwarded)
    quoted = "\n".join(f"> {line}" for line in relay.text.split("\n"))
    for repeated in (
        f"On Tue, 24 Nov 2026 at 12:00, Carla via Acme Support <{SUPPORT}> wrote:\n{quoted}",
        f"From: Carla via Acme Support <{SUPPORT}>\nSent: 24 November 2026 12:00\n"
        f"To: Ana Ruiz\nSubject: Fwd: The offer\n\n{relay.text}",
    ):
        desk.post(desk.reply(relay, f"It is a good one: {len(repeated)}.\n\n{repeated}"))
        said, _, _ = desk.of(Purpose.ANSWER)[-1].text.partition("\n-- \n")
        assert said.strip() == f"It is a good one: {len(repeated)}."


def test_an_answer_in_which_the_agent_repeats_somebody_elses_mail_is_no_forward(
    desk: Desk,
) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, gmail(LANGUAGES["en"]).replace(CARLA, VENDOR)))
    assert ABOVE in desk.of(Purpose.ANSWER)[-1].text


def test_an_attached_mail_of_ours_makes_no_conversation(desk: Desk) -> None:
    relay = desk.relayed()
    desk.outgoing()
    (entry,) = desk.post(attaching(desk, relay.raw.decode().replace("\r\n", "\n")))
    assert entry.outcome is Outcome.HELD
    (word,) = desk.outgoing()
    assert word.purpose is Purpose.NOTICE


class TestWithoutVerdicts:
    """A server that says nothing about anybody."""

    @pytest.fixture
    def trust(self) -> Trust:
        return Trust()

    def test_a_forward_opens_a_conversation_and_is_marked(self, desk: Desk) -> None:
        desk.post(forward(desk, agent=BEN))
        (relay,) = desk.outgoing()
        assert relay.recipients == (BEN,)
        assert "does not vouch" in " ".join(relay.text.split())

    def test_who_was_copied_takes_no_part(self, desk: Desk) -> None:
        desk.post(attaching(desk, carlas()))
        with desk.house.store.reading() as work:
            (number,) = open_conversations(desk)
            assert number is not None
            people = {one.address for one in work.conversation(number).participants}
        assert people == {CARLA}
