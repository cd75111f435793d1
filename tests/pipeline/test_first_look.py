"""With `begin = new`, mails count from when the desk first ran, also if it came in late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from samehand.config.settings import Begin
from samehand.desk.decision import Outcome
from samehand.tests.pipeline.office import Office, settled, written


def begin_new(office: Office) -> None:
    """The desk runs from now on, and has not come to look yet."""
    office.mailbox = replace(office.mailbox, begin=Begin.NEW)
    office.house.store.expect(office.mailbox.name, office.mailbox.folder, office.now)


def mail(text: str) -> bytes:
    return bytes(written("carla@acme.example", "support@acme.example", text, text))


def test_what_was_there_is_left_alone_and_what_comes_is_handled(office: Office) -> None:
    office.support.deliver(mail("Last year."), mail("Last week."))
    office.now += timedelta(seconds=2)  # servers count in seconds
    begin_new(office)
    office.work()
    assert settled(office) == {}
    office.support.deliver(mail("Today."))
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 1}


def test_mail_that_came_while_the_server_was_out_of_reach_is_handled(office: Office) -> None:
    office.now -= timedelta(hours=1)
    begin_new(office)
    office.support.deliver(mail("While you could not log in."))
    office.now += timedelta(hours=1, minutes=1)
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 1}
    assert len(office.ana.wait_for(1)) == 1
