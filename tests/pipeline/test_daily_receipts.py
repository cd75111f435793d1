"""An agent who wants receipts once a day gets one mail for the day, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from samehand.config.settings import Receipts
from samehand.tests.pipeline.office import Office, parsed


def test_the_answers_of_a_day_come_in_one_mail_after_it(office: Office) -> None:
    (ana,) = office.house.settings.agents
    settings = replace(office.house.settings, agents=(replace(ana, receipts=Receipts.DAILY),))
    office.house = replace(office.house, settings=settings)
    office.reply(office.ask(), "An answer.")
    assert len(office.ana.mails()) == 1, "no receipt for the single answer"
    office.pass_time(timedelta(days=1))
    office.pass_time(timedelta(hours=1))
    _, receipts = map(parsed, office.ana.wait_for(2))
    assert receipts["Subject"].startswith("YOUR ANSWERS: 1 on ")
    assert "#1001 Hello, to carla@acme.example" in receipts.get_content()
    office.pass_time(timedelta(days=1))
    assert len(office.ana.mails()) == 2, "nothing for a day without answers"
