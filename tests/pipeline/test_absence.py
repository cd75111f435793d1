"""A holiday, mail in and mail out: Ana's mail program answers, Ben stands in, Ana is back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from samehand.config.settings import Agent, Settings
from samehand.house import House
from samehand.tests.pipeline.office import Office, opened, parsed, text_of, written
from samehand.tests.servers.dovecot import Account, DovecotServer


def vacation(office: Office, to: EmailMessage, day: str) -> None:
    """What Ana's mail program answers by itself to a mail of the desk."""
    address = to["Reply-To"].addresses[0].addr_spec
    note = written(
        "ana@acme.example",
        address,
        f"Automatic reply: {to['Subject']}",
        f"I am out of the office until {day}.",
    )
    note["In-Reply-To"] = to["Message-ID"]
    note["Auto-Submitted"] = "auto-replied"
    before = len(office.support.mails())
    office.postfix.receive(note.as_bytes(), sender="ana@acme.example", to=address)
    office.support.wait_for(before + 1)
    office.work()


def latest(account: Account, number: int) -> EmailMessage:
    return parsed(account.wait_for(number)[-1])


def test_a_holiday_from_the_first_automatic_reply_to_the_return(
    settings: Settings,
    office_of: Callable[[House], Office],
    dovecot: DovecotServer,
) -> None:
    ben = dovecot.user("ben")
    team = (*settings.agents, Agent("ben", "Ben Okafor", "ben@acme.example", "always", 1))
    with opened(replace(settings, agents=team)) as house:
        office = office_of(house)
        relayed = office.ask()
        last_day = office.now + timedelta(days=2)
        vacation(office, relayed, f"{last_day.day} {last_day:%B %Y}")

        handed = latest(ben, 1)
        assert "Ana Ruiz is away until" in text_of(handed)
        assert "A question." in text_of(handed)
        assert "you are marked as away until" in text_of(latest(office.ana, 2))
        assert len(office.carla.mails()) == 1, "the acknowledgement, and no automatic reply"

        office.pass_time(timedelta(days=4))
        given_back = [text_of(parsed(raw)) for raw in office.ana.wait_for(4)[2:]]
        assert any("Ben Okafor stood in for you" in text for text in given_back)
        assert any("yours again" in text for text in given_back)
        assert "Ana Ruiz has these again" in text_of(
            next(m for m in map(parsed, ben.mails()) if "HANDED BACK" in m["Subject"])
        )
        assert house.store.status(office.now).owners == {"ana": 1}
