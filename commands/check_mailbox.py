"""What can be found out about a mailbox by logging in and looking at its newest mails.

Reads headers only and sends nothing. Where something cannot be seen from here, it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from samehand.commands import check_agents, check_trust
from samehand.commands.check_trust import none_of
from samehand.commands.findings import Finding, counted, wrong
from samehand.config.notation import nearest
from samehand.config.settings import Agent, Begin, Mailbox
from samehand.ingest.imap.ledger import FolderState
from samehand.ingest.imap.mailbox import FolderMissing, MailboxError, Probe
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header
from samehand.notify.smtp import ChannelDown

_NEWEST = 20  # mails are looked at
_WINDOW = 500  # UIDs are searched for them; they may have gaps
_HEADER = "BODY.PEEK[HEADER]"
_SENDER = "BODY.PEEK[HEADER.FIELDS (FROM)]"


class MailboxDoor(Protocol):
    """What a check asks of an IMAP connection."""

    def probe(self) -> Probe:
        """Log in and open the folder. Raises MailboxError."""

    def folders(self) -> list[str]:
        """The names of all folders."""

    def state(self) -> FolderState:
        """Open the folder anew, so that what came meanwhile is seen."""

    def search(self, uids: str) -> list[int]:
        """The UIDs in a set."""

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Mapping[bytes, object]]:
        """What the server answers for these UIDs."""

    def close(self) -> None:
        """Log out."""


class SenderDoor(Protocol):
    """What a check asks of an SMTP account."""

    def probe(self) -> tuple[str, ...]:
        """Log in; what there is to know. Raises ChannelDown."""


def check(
    mailbox: Mailbox,
    agents: Sequence[Agent],
    reader: MailboxDoor,
    sender: SenderDoor,
    *,
    is_new: bool,
) -> Iterator[Finding]:
    """Try both accounts. `is_new`: the desk has never read this folder."""
    try:
        yield from _incoming(mailbox, agents, reader, is_new=is_new)
    finally:
        reader.close()
    yield _outgoing(mailbox, sender)


def _incoming(
    mailbox: Mailbox, agents: Sequence[Agent], reader: MailboxDoor, *, is_new: bool
) -> Iterator[Finding]:
    what = f"mailbox {mailbox.name}, IMAP"
    try:
        probe = reader.probe()
        yield Finding(True, what, _welcome(mailbox, probe))
        yield _sent(mailbox, probe)
        newest = newest_mails(reader, probe.state)
        theirs = _mails_of(agents, reader, probe.state)
    except FolderMissing as error:
        yield _missing_folder(mailbox, reader, error)
        return
    except MailboxError as error:
        yield wrong(what, error)
        return
    if is_new:
        yield _begin(mailbox, probe.state)
    yield check_trust.check(mailbox, newest)
    yield from check_agents.check(mailbox, agents, theirs)
    yield _plus(mailbox, newest)


def _welcome(mailbox: Mailbox, probe: Probe) -> str:
    user, host = mailbox.imap.user, mailbox.imap.host
    mails = f"{mailbox.folder} has {probe.state.exists} mails"
    return f"logged in at {host} as {user} ({probe.tls or 'in the clear'}); {mails}"


def _sent(mailbox: Mailbox, probe: Probe) -> Finding:
    """Where what people write in the mailbox itself is seen. The desk works without it."""
    what = f"mailbox {mailbox.name}, Sent folder"
    if mailbox.sent == "":
        return Finding(True, what, "not looked at, as `sent` of the mailbox says")
    found = mailbox.sent if mailbox.sent in probe.folders else None
    if mailbox.sent is None:
        found = probe.sent
    if found is not None:
        return Finding(True, what, f"what people send from the mailbox itself is in {found}")
    missing = f"there is no {mailbox.sent}" if mailbox.sent else "none was found by its name"
    return Finding(
        None,
        what,
        f"{missing}, so answers that people write in the mailbox itself stop no clock",
        'name the folder in `sent` of the mailbox, or write "" for none;'
        " many servers make it with the first mail that is sent",
    )


def _missing_folder(mailbox: Mailbox, reader: MailboxDoor, error: FolderMissing) -> Finding:
    what = f"mailbox {mailbox.name}, folder"
    try:
        near = nearest(mailbox.folder, reader.folders())
    except MailboxError:
        near = ""
    if not near:
        return wrong(what, error)
    return Finding(False, what, f"there is no {mailbox.folder}", f'did you mean "{near}"?')


def _begin(mailbox: Mailbox, state: FolderState) -> Finding:
    what = f"mailbox {mailbox.name}, first run"
    if state.exists == 0:
        return Finding(True, what, "the folder is empty, so nothing old is touched")
    if mailbox.begin is Begin.NEW:
        old = counted(state.exists, "mail")
        return Finding(None, what, f"what is there already, {old}, is left alone")
    return Finding(
        None,
        what,
        f"what is there already, {counted(state.exists, 'mail')}, is handled and acknowledged",
        'write begin = "new" to leave them alone',
    )


def newest_mails(reader: MailboxDoor, state: FolderState) -> list[InboundMessage]:
    """The newest mails, as far as their headers tell."""
    return list(_headers(reader, _latest(reader, state)[-_NEWEST:], _HEADER).values())


def _mails_of(
    agents: Sequence[Agent], reader: MailboxDoor, state: FolderState
) -> list[InboundMessage]:
    """The newest mail of each agent, among the latest of the folder."""
    addresses = {agent.address.lower() for agent in agents}
    senders = _headers(reader, _latest(reader, state), _SENDER)
    last = {mail.identity: uid for uid, mail in senders.items() if mail.identity in addresses}
    return list(_headers(reader, sorted(last.values()), _HEADER).values())


def _latest(reader: MailboxDoor, state: FolderState) -> list[int]:
    if not state.exists or state.uidnext is None:
        return []
    return reader.search(f"{max(1, state.uidnext - _WINDOW)}:*")


def _headers(
    reader: MailboxDoor, uids: Sequence[int], fields: str
) -> dict[int, InboundMessage]:
    answers = reader.fetch(uids, fields) if uids else {}
    return {
        uid: read_header(value)
        for uid, answer in sorted(answers.items())
        for key, value in answer.items()
        if key.startswith(b"BODY[") and isinstance(value, bytes)
    }


def _plus(mailbox: Mailbox, newest: list[InboundMessage]) -> Finding:
    what = f"mailbox {mailbox.name}, plus-addressing"
    local, _, domain = mailbox.address.partition("@")
    test = f"{local}+test@{domain}"
    seen = any(
        address.lower() != mailbox.address.lower() and mailbox.receives(address)
        for mail in newest
        for address in mail.recipients
    )
    if not mailbox.plus_addressing:
        return Finding(True, what, "is off; replies are recognised by other marks")
    if seen:
        return Finding(True, what, f"works: a mail to {local}+…@{domain} has arrived")
    return Finding(
        None,
        what,
        f"{none_of(newest)} came to such an address, so it cannot be seen",
        f"send a mail to {test} and check again, or let `samehand check --probe` try it;"
        " write plus_addressing = false if it does not arrive",
    )


def _outgoing(mailbox: Mailbox, sender: SenderDoor) -> Finding:
    what = f"mailbox {mailbox.name}, SMTP"
    try:
        return Finding(True, what, "; ".join(sender.probe()))
    except ChannelDown as error:
        return wrong(what, error)
