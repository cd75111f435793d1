"""`samehand run` as an operator meets it: a process with a log, which stops when told."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samehand.config.load import load
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Server
from samehand.store.store import Store
from samehand.tests.commands.desk_file import desk_file
from samehand.tests.pipeline.office import parsed, text_of, written
from samehand.tests.servers.dovecot import Account, DovecotServer
from samehand.tests.servers.postfix import PostfixServer
from samehand.tests.servers.process import free_port, wait_until

TOKEN = re.compile(r"[a-z2-7]{26}")


@dataclass
class Running:
    """A running desk, and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[dict[str, Any]]:
        """The lines that are complete, each of which has to be JSON."""
        whole, _, _ = self.log.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    def wait_for(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first line of which this is true."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found[:] = filter(true, self.lines())
            return bool(found) or self.process.poll() is not None

        wait_until(is_there, f"the log has no such line: {self.log.read_text()}")
        assert found, f"it ended: {self.log.read_text()}"
        return found[0]


@contextmanager
def running(config: Path) -> Iterator[Running]:
    """`samehand run` in a process of its own, from the start of its work."""
    log = config.with_name("log")
    with log.open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "samehand", "--config", config, "run"],
            stdout=words,
            stderr=words,
        )
    try:
        desk = Running(process, log)
        desk.wait_for(lambda line: line["event"] == "started")
        yield desk
    finally:
        process.kill()
        process.wait()


def ended(config: Path) -> tuple[int, str]:
    """The status and the words of a `samehand run` that cannot start."""
    done = subprocess.run(
        [sys.executable, "-m", "samehand", "--config", config, "run"],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.fixture
def support(dovecot: DovecotServer) -> Account:
    return dovecot.user("support")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_mail_is_relayed_and_a_signal_ends_the_desk_in_order(
    number: signal.Signals,
    support: Account,
    dovecot: DovecotServer,
    postfix: PostfixServer,
    tmp_path: Path,
) -> None:
    ana, carla = dovecot.user("ana"), dovecot.user("carla")
    config = desk_file(tmp_path, support.imap, postfix.submission(support))
    support.deliver(
        bytes(written(carla.address, support.address, "The kettle leaks", "It drips."))
    )
    with running(config) as desk:
        (relay,) = map(parsed, ana.wait_for(1))
        assert "It drips." in text_of(relay)
        assert len(carla.wait_for(1)) == 1
        desk.process.send_signal(number)
        assert desk.process.wait(10) == 0
        assert [line["event"] for line in desk.lines()][-1] == "stopped"
    log = desk.log.read_text()
    assert support.password not in log
    assert not TOKEN.search(log), "a reply token"
    assert "drips" not in log, "the text of a mail"
    assert "kettle" not in log


def test_a_second_desk_on_the_same_file_is_refused(tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    with Store.open(load(config).desk.store):
        status, words = ended(config)
    assert status == 1
    assert f"another process (pid {os.getpid()}) works on" in words
    assert "stop it first" in words
    assert "Traceback" not in words


def unreachable(account: Account) -> Server:
    return Server("localhost", free_port(), account.address, account.imap.password)


def refused_login(account: Account) -> Server:
    wrong = account.password_file.with_name(f"wrong-{account.address}")
    wrong.touch(mode=0o600)
    wrong.write_text("not the password of anybody")
    known = account.imap
    source = PasswordSource(file=wrong)
    return Server(known.host, known.port, known.user, source, known.security, known.ca_file)


def untrusted(account: Account) -> Server:
    known = account.imap
    return Server(known.host, known.port, known.user, known.password, known.security)


@pytest.mark.parametrize(
    ("imap", "words"),
    [
        (unreachable, "nobody listens on this port"),
        (refused_login, "check user and password"),
        (untrusted, "certificate"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_told_in_the_log_and_the_desk_stays_up(
    imap: Callable[[Account], Server],
    words: str,
    support: Account,
    postfix: PostfixServer,
    tmp_path: Path,
) -> None:
    server = imap(support)
    config = desk_file(tmp_path, server, postfix.submission(support))
    with running(config) as desk:
        said = desk.wait_for(lambda line: line["event"] == "unreachable")
        assert (said["mailbox"], said["channel"]) == ("support", "imap")
        assert words in said["why"]
        assert f"localhost:{server.port}" in said["why"]
        assert desk.process.poll() is None
        desk.process.terminate()
        assert desk.process.wait(10) == 0
    log = desk.log.read_text()
    assert support.password not in log
    assert "not the password" not in log
    assert "exception" not in log


def test_a_wrong_config_ends_it_with_every_problem_in_a_sentence(tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    text = config.read_text().replace("fallback_owner", "fallback_ower")
    config.write_text(text.replace('timezone = "Europe/Madrid"', 'timezone = "Europe/Madird"'))
    status, words = ended(config)
    assert status == 1
    assert "fallback_owner" in words, "the known key is named"
    assert "Europe/Madird" in words
    assert "Traceback" not in words


def test_a_desk_that_waits_for_a_silent_server_still_ends_in_time(
    support: Account, postfix: PostfixServer, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(20)
        server = Server(
            "localhost", silent.getsockname()[1], support.address, support.imap.password
        )
        with running(desk_file(tmp_path, server, postfix.submission(support))) as desk:
            caller, _ = silent.accept()
            desk.process.terminate()
            assert desk.process.wait(10) == 0
            caller.close()
