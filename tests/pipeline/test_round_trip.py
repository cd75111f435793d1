"""Mail in, mail out: a customer and the owner, through Dovecot and Postfix alone."""

from __future__ import annotations

from datetime import timedelta

from samehand.tests.pipeline.office import Office, parsed, text_of

CUSTOMER_HEADERS = {
    *("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "x-loop"),
}
AUTOMATIC = {"auto-submitted", "x-auto-response-suppress"}
ADDED_BY_SERVERS = {"return-path", "delivered-to", "received", "x-original-to"}
INSIDE = (
    *(b"ana@acme.example", b"samehand", b"write above this line", b"#close", b"support+a."),
    *(b"Conversation:", b"conversation-", b"first response", b"policy"),
)


def test_a_customer_an_owner_and_back_again_with_exactly_the_expected_mails(
    office: Office,
) -> None:
    first = office.write(
        "carla@acme.example", "support@acme.example", "The kettle leaks", "It drips."
    )
    office.support.wait_for(1)
    office.work()

    (ack,) = map(parsed, office.carla.wait_for(1))
    assert ack["In-Reply-To"] == first["Message-ID"]
    assert "Ana Ruiz" in ack.get_content()
    (relayed,) = map(parsed, office.ana.wait_for(1))
    assert "It drips." in text_of(relayed)
    assert text_of(relayed).startswith("--- #1001 | Ana Ruiz | due today ")

    answered = office.write(
        "ana@acme.example",
        relayed["Reply-To"].addresses[0].addr_spec,
        f"Re: {relayed['Subject']}",
        "Please send a photo.\n\nThank you,\nAna",
        answers=relayed,
    )
    office.support.wait_for(2)
    office.pass_time(timedelta(minutes=30))
    assert len(office.carla.mails()) == 1, "it can be undone for a minute"
    office.pass_time(timedelta(minutes=1))

    _, raw = office.carla.wait_for(2)
    answer = parsed(raw)
    assert answer["From"] == '"Ana Ruiz, Acme Support" <support@acme.example>'
    assert answer["Subject"] == "Re: The kettle leaks"
    assert answer["In-Reply-To"] == first["Message-ID"]
    assert answer["References"] == first["Message-ID"]
    words = "Please send a photo.\n\nThank you,\nAna"
    assert text_of(answer).strip() == f"{words}\n\n-- \nAna Ruiz\nAcme Support"

    office.write(
        "carla@acme.example",
        "support@acme.example",
        "Re: The kettle leaks",
        "Here it is.",
        answers=answer,
    )
    office.support.wait_for(3)
    office.pass_time(timedelta(minutes=5))

    assert len(office.carla.mails()) == 2, "no second acknowledgement"
    mails = [parsed(raw) for raw in office.ana.wait_for(3)]
    assert [m["Subject"] for m in mails] == [
        "[#1001] The kettle leaks",
        "Re: [#1001] The kettle leaks",  # the receipt
        "[#1001] The kettle leaks",
    ]
    assert "Here it is." in text_of(mails[2])
    assert "Our last answer, by Ana Ruiz, today" in text_of(mails[2])
    root = mails[0]["References"]
    assert mails[2]["References"] == f"{root} {answered['Message-ID']}", "one thread for Ana"
    assert mails[1]["In-Reply-To"] == mails[2]["In-Reply-To"] == answered["Message-ID"]
    assert not office.olga.mails()


def test_nothing_of_the_inside_is_in_what_a_customer_gets(office: Office) -> None:
    office.reply(office.ask(), "An answer.")
    office.pass_time(timedelta(minutes=2))
    for raw in office.carla.wait_for(2):
        mail = parsed(raw)
        own = {name.lower() for name in mail} - ADDED_BY_SERVERS
        automatic = AUTOMATIC if mail["Auto-Submitted"] else set()
        assert own <= CUSTOMER_HEADERS | automatic
        sent = raw[raw.index(b"From:") :]
        assert [word for word in INSIDE if word.lower() in sent.lower()] == []


def test_a_missed_target_warns_and_breaches_once_each(office: Office) -> None:
    office.ask()
    for _ in range(3):
        office.pass_time(timedelta(hours=3))
        office.pass_time(timedelta(minutes=1))
    subjects = [parsed(raw)["Subject"] for raw in office.olga.wait_for(2)]
    assert len(subjects) == 2
    assert subjects[0].startswith("Due in")
    assert subjects[1].startswith("BREACHED: first response")


def test_three_days_of_policy_time_pass_without_sleeping(office: Office) -> None:
    office.reply(office.ask(), "An answer.")
    for _ in range(3):
        office.pass_time(timedelta(days=1))
    assert not office.olga.mails(), "nothing is late while we wait for the customer"


def test_a_second_delivery_of_the_same_mails_does_nothing(office: Office) -> None:
    office.ask()
    again = office.support.mails()
    office.support.deliver(*again)
    office.support.renumber()
    office.work()
    assert len(office.carla.wait_for(1)) == 1
    assert len(office.ana.mails()) == 1
    with office.house.store.reading() as work:
        assert len(work.messages(1001)) == 2, "the mail and its acknowledgement"


def test_an_answer_can_be_taken_back_while_it_waits(office: Office) -> None:
    office.reply(office.ask(), "A wrong answer.")
    _, receipt = map(parsed, office.ana.wait_for(2))
    office.now += timedelta(seconds=30)
    office.reply(receipt, "#undo")
    office.pass_time(timedelta(hours=1))
    assert len(office.carla.mails()) == 1, "the acknowledgement alone"
    office.pass_time(timedelta(hours=4))
    assert len(office.olga.wait_for(1)) == 1, "and the clock runs on"
