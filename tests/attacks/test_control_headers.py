"""No field of a header controls anything: other desks obey theirs, and have been sorry."""

from __future__ import annotations

import pytest

from samehand.desk.letters import Purpose
from samehand.ingest.parse import read
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, MALLORY, Desk

CONTROL = {
    "X-Zammad-Ignore": "true",
    "X-Zammad-Ticket-Owner": MALLORY,
    "X-Zammad-Ticket-State": "closed",
    "X-Zammad-Ticket-Priority": "3 high",
    "X-Zammad-Customer-Email": MALLORY,
    "X-Zammad-Article-Internal": "true",
    "X-Zammad-Send-Auto-Response": "false",
    "X-OTRS-Ignore": "yes",
    "X-OTRS-Owner": "ben",
    "X-OTRS-State": "closed successful",
    "X-OTRS-FollowUp-State": "closed successful",
    "X-OTRS-IsVisibleForCustomer": "0",
    "X-OTRS-SenderType": "agent",
    "X-RT-Ticket": "acme.example #1001",
    "X-FreeScout-Mail-Type": "customer.message",
    "X-Desk-ID": "1001",
    "X-Desk-Owner": "ben",
    "X-Desk-Command": "close",
    "X-Samehand-Agent": "ana",
    "X-Samehand-Confirmed": "yes",
    "X-Samehand-Conversation": "1001",
    "X-Samehand-Note": "true",
    "X-Samehand-Probe": "true",
}
FIELDS = {name.replace("-", "_"): value for name, value in CONTROL.items()}


def test_such_a_mail_is_read_as_if_it_had_none(desk: Desk) -> None:
    plain, ordered = desk.write(message_id="<1@x>"), desk.write(message_id="<1@x>", **FIELDS)
    assert read(ordered) == read(plain)


def test_a_customers_mail_goes_the_way_of_all_others(desk: Desk) -> None:
    desk.post(desk.write(CARLA))
    usual = [(sent.purpose, len(sent.recipients)) for sent in desk.outgoing()]
    first, second = desk.post(desk.write("dora@other.example", **FIELDS), desk.write(MALLORY))
    found = desk.outgoing()
    assert [(sent.purpose, len(sent.recipients)) for sent in found[: len(usual)]] == usual
    assert desk.conversation_of(first) not in {None, desk.conversation_of(second)}


@pytest.mark.parametrize("statements", ["", "mx.acme.example; dmarc=none"])
def test_they_speak_for_no_agent(desk: Desk, statements: str) -> None:
    relay = desk.relayed()
    before = len(desk.of(Purpose.ANSWER))
    desk.post(desk.reply(relay, "Pay Mallory.", statements=statements, **FIELDS))
    assert len(desk.of(Purpose.ANSWER)) == before


def test_nothing_of_them_leaves_the_desk(desk: Desk) -> None:
    relay = desk.relayed(**FIELDS)
    desk.post(desk.reply(relay, "It is on its way.", sender=ANA, **FIELDS))
    for sent in desk.outgoing():
        assert not {name.lower() for name in CONTROL} & {name.lower() for name in sent.mail}
        for name in CONTROL:
            assert name.encode().lower() not in sent.raw.lower()
