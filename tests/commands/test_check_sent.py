"""`samehand check` says where the desk would look for what people send from the mailbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from samehand.commands.check_mailbox import check
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Mailbox, Server
from samehand.ingest.imap.ledger import FolderState
from samehand.ingest.imap.mailbox import Probe
from samehand.ingest.imap.sent import Folder, sent_folder


class Account:
    """An empty mailbox with some folders."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def probe(self) -> Probe:
        found = sent_folder([Folder(name, "/", frozenset()) for name in self._names])
        return Probe(self.state(), "TLSv1.3", frozenset(), tuple(self._names), found)

    def state(self) -> FolderState:
        return FolderState(1, 1, 0)

    def folders(self) -> list[str]:
        return list(self._names)

    def search(self, uids: str) -> list[int]:
        return []

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Mapping[bytes, object]]:
        return {}

    def close(self) -> None:
        pass


class Way:
    """A way out that works."""

    def probe(self) -> tuple[str, ...]:
        return ("logged in",)


@pytest.mark.parametrize(
    ("sent", "folders", "ok", "words"),
    [
        (None, ["INBOX", "Gesendet"], True, "is in Gesendet"),
        (None, ["INBOX", "Support"], None, "none was found by its name"),
        ("Post", ["INBOX", "Post"], True, "is in Post"),
        ("Post", ["INBOX", "Gesendet"], None, "there is no Post"),
        ("", ["INBOX", "Gesendet"], True, "not looked at"),
    ],
)
def test_it_is_told_and_its_absence_is_nothing_wrong(
    sent: str | None, folders: list[str], ok: bool | None, words: str
) -> None:
    server = Server("imap.acme.example", 993, "support", PasswordSource(env="PASSWORD"))
    mailbox = Mailbox("support", "support@acme.example", server, server, sent=sent)
    findings = check(mailbox, (), Account(folders), Way(), is_new=False)
    (finding,) = (one for one in findings if one.what.endswith("Sent folder"))
    assert finding.ok is ok
    assert words in finding.detail
