"""A batch handed to a real Postfix lands in the mailboxes of a real Dovecot."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes

from samehand.config.settings import Settings
from samehand.notify.compose import compose
from samehand.notify.outbox import Accepted, Parcel, Result
from samehand.notify.render import Render
from samehand.notify.smtp import Sender
from samehand.tests.notify.samples_of_letters import NOW, RELAY, TOKEN
from samehand.tests.notify.test_outbox_steps import ROW
from samehand.tests.servers.dovecot import DovecotServer
from samehand.tests.servers.postfix import PostfixServer


def test_a_relay_reaches_the_agents_mailbox(
    dovecot: DovecotServer, postfix: PostfixServer, settings: Settings, texts: Render
) -> None:
    support, ana = dovecot.user("support"), dovecot.user("ana")
    mail = compose(RELAY, settings, texts, now=NOW)
    row = replace(ROW, envelope_from=support.address, recipients=(ana.address,))
    results: list[Result] = []
    Sender(postfix.submission(support), hostname="desk.acme.example").send(
        [Parcel(row, mail.content)],
        handing_over=lambda _: True,
        done=lambda _, result: results.append(result),
    )
    assert results == [Accepted()]
    ana.wait_for(1)
    (arrived,) = ana.mails()
    assert arrived.endswith(mail.content)  # Postfix writes its Received field on top
    assert message_from_bytes(arrived)["Message-ID"] == f"<a.{TOKEN}@acme.example>"
