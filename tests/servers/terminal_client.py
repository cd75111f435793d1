"""neomutt in a terminal of its own, used as a person uses it: by keys, and by looking.

Its mailbox is on the tests' Dovecot, its way out the tests' Postfix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pexpect

from samehand.tests.servers.dovecot import HOST, Account
from samehand.tests.servers.postfix import PostfixServer
from samehand.tests.servers.process import program

CONFIG = Path(__file__).with_name("neomuttrc")
COLUMNS, LINES = 100, 60
_CONTROLS = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|[\x0e\x0f\r]")


@dataclass
class TerminalClient:
    """What somebody sees of their mailbox, and the keys under their hands."""

    _child: pexpect.spawn[bytes]
    _answer: Path

    def press(self, keys: str) -> None:
        self._child.send(keys)

    def see(self, words: str) -> str:
        """Wait until these words are on the screen; what has come there until then."""
        gap = rb"(?:\x1b\[[0-9;?]*[A-Za-z]|\s)+"  # a program moves over blanks, or colours them
        self._child.expect(gap.join(re.escape(word.encode()) for word in words.split()))
        shown = self._child.before + self._child.after
        return _CONTROLS.sub(b"", shown).decode("utf-8", "replace")

    def answer(self, text: str) -> None:
        """Press reply, keep To and Subject as they are offered, write above, and send."""
        self._answer.write_text(f"{text}\n")
        self.press("r")
        self.see("Reply to")
        self.press("\r")
        self.see("To:")
        self.press("\r")
        self.see("Subject:")
        self.press("\r")
        self.see("Send")
        self.press("y")
        self.see("Mail sent")

    def leave(self) -> None:
        self.press("qx" if self._child.isalive() else "")
        self._child.expect(pexpect.EOF)


@contextmanager
def at_the_terminal(
    account: Account, postfix: PostfixServer, name: str, folder: Path
) -> Iterator[TerminalClient]:
    """Somebody sits down and opens their mailbox."""
    neomutt = program("neomutt", package="neomutt")
    answer, editor, config = folder / "answer", folder / "editor", folder / "neomuttrc"
    editor.write_text(f'#!/bin/sh\ncat "{answer}" "$1" >"$1.new" && mv "$1.new" "$1"\n')
    editor.chmod(0o700)
    smtp = postfix.submissions(account)
    config.write_text(
        Template(CONFIG.read_text()).substitute(
            name=name,
            address=account.address,
            password=account.password,
            imap=f"imaps://{HOST}:{account.imap.port}",
            smtp=f"smtps://{HOST}:{smtp.port}",
            ca_file=account.server.authority.ca_file,
            editor=editor,
            folder=folder,
        )
    )
    child = pexpect.spawn(
        str(neomutt),
        ["-n", "-F", str(config)],
        timeout=30,
        dimensions=(LINES, COLUMNS),
        env={"HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    try:
        yield TerminalClient(child, answer)
    finally:
        child.close(force=True)
