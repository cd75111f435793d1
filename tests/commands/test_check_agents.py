"""A check tells for each agent whether their newest mail would have been believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samehand.commands.check_agents import check
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Mailbox, Security, Server, Trust
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header

HOST = Server("mail.acme.example", 993, "support", PasswordSource(env="X"), Security.TLS)
MAILBOX = Mailbox("support", "support@acme.example", HOST, HOST, trust=Trust("mx.acme.example"))
ANA = Agent("ana", "Ana Ruiz", "Ana@acme.example", "office")
BEN = Agent("ben", "Ben Li", "ben@acme.example", "office")


def mail(sender: str, dmarc: str) -> InboundMessage:
    said = f"mx.acme.example; dmarc={dmarc} header.from=acme.example"
    return read_header(f"Authentication-Results: {said}\r\nFrom: {sender}\r\n\r\n".encode())


@pytest.mark.parametrize(
    ("dmarc", "ok", "words"),
    [
        ("pass", True, "vouches for their newest mail: dmarc=pass for acme.example"),
        ("none", None, "(nothing passed for acme.example); an answer like it waits"),
        ("fail", None, "(dmarc=fail); an answer like it would be held"),
    ],
)
def test_the_verdict_on_an_agents_newest_mail_is_told(
    dmarc: str, ok: bool | None, words: str
) -> None:
    (finding,) = check(MAILBOX, [ANA], [mail("Ana <ana@acme.example>", dmarc)])
    assert (finding.ok, finding.what) == (ok, "mailbox support, agent ana")
    assert words in finding.detail


def test_agents_without_a_mail_are_named_together() -> None:
    (finding,) = check(MAILBOX, [ANA, BEN], [])
    assert finding.ok is None
    assert "no mail of ana, ben yet" in finding.detail
    assert "--from-agent ana" in finding.remedy


def test_a_name_that_looks_like_an_agents_is_nobodys() -> None:
    strange = mail('"ana@acme.example" <mallory@evil.example>', "pass")
    (finding,) = check(MAILBOX, [ANA], [strange, replace(strange, identity=None)])
    assert "no mail of ana yet" in finding.detail
