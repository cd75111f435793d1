"""Whether agents' mails would be believed, from the newest one of each in the mailbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samehand.commands.findings import Finding
from samehand.config.settings import Agent, Mailbox
from samehand.ingest.authentication import Result, vouched
from samehand.ingest.message import InboundMessage

_MEANING = {
    Result.FAIL: "an answer like it would be held",
    Result.NONE: "an answer like it waits for their yes",
}


def check(
    mailbox: Mailbox, agents: Sequence[Agent], mails: Sequence[InboundMessage]
) -> Iterator[Finding]:
    """One finding for each agent of whom there is a mail, and one for all the others."""
    found = {mail.identity: mail for mail in mails}
    for agent in agents:
        if (mail := found.get(agent.address.lower())) is not None:
            yield _judged(mailbox, agent, mail)
    missing = [agent.id for agent in agents if agent.address.lower() not in found]
    if missing:
        yield Finding(
            None,
            f"mailbox {mailbox.name}, agents",
            f"there is no mail of {', '.join(missing)} yet, so it cannot be seen whether the"
            " server vouches for them",
            f"`samehand check --from-agent {missing[0]}` asks for one",
        )


def _judged(mailbox: Mailbox, agent: Agent, mail: InboundMessage) -> Finding:
    what = f"mailbox {mailbox.name}, agent {agent.id}"
    said = vouched(mail, agent.address, mailbox.trust)
    if said.result is Result.PASS:
        return Finding(True, what, f"the server vouches for their newest mail: {said.reason}")
    return Finding(
        None,
        what,
        f"the server does not vouch for their newest mail ({said.reason});"
        f" {_MEANING[said.result]}",
        "docs/trust.md tells what helps",
    )
