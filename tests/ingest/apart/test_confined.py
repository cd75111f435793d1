"""A mail that has found a fault of ours can end one process, and that was started for it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from samehand.ingest import limits
from samehand.ingest.apart import confined
from samehand.ingest.apart.confined import read_safely
from samehand.ingest.parse import read
from samehand.tests.servers.process import wait_until

FAULTY = (sys.executable, "-m", "samehand.tests.ingest.apart.faulty_cell")
CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.eml"))
LONG_TEXT = b"The kettle drips, and it has done so for weeks.\r\n" * 6_000


def mail(fault: str, text: bytes = b"It drips.") -> bytes:
    head = f"From: Carla <carla@customer.example>\r\nSubject: Kettle\r\nX-Fault: {fault}\r\n"
    return head.encode() + b"\r\n" + text


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "COMMAND", FAULTY)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_a_mail_is_understood_in_the_same_way_there_as_here(file: Path) -> None:
    content = file.read_bytes()
    assert read_safely(content, is_suspect=True) == read(content)


ENDS = {
    "crash": "ended with a crash (Segmentation fault)",
    "kill": "ended with a crash (Killed)",
    "loop": "of computing",
    "memory": "more memory than",
    "error": "reading it failed",
    "silence": "makes no sense",
    "nonsense": "makes no sense",
    "network": "reading it failed",
    "program": "reading it failed",
    "shell": "reading it failed",
    "fork": "reading it failed",
    "write": "reading it failed",
    "remove": "reading it failed",
}


@pytest.mark.usefixtures("faulty")
@pytest.mark.parametrize(("fault", "words"), ENDS.items())
def test_whatever_the_process_does_its_mail_has_a_sender_and_a_reason(
    fault: str, words: str
) -> None:
    message = read_safely(mail(fault), is_suspect=True)
    assert words in (message.error or "")
    assert (message.sender.address, message.subject) == ("carla@customer.example", "Kettle")
    assert message.identity == "carla@customer.example"
    assert message.text == ""


@pytest.mark.usefixtures("faulty")
def test_who_waits_for_ever_is_waited_for_no_longer_than_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confined, "SECONDS", 1)
    assert read_safely(mail("wait"), is_suspect=True).error == "reading it took more than 1 s"


@pytest.mark.usefixtures("faulty")
def test_an_answer_without_end_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LONGEST_ANSWER", 1_000_000)
    assert "crash" in (read_safely(mail("flood"), is_suspect=True).error or "")


@pytest.mark.usefixtures("faulty")
def test_no_secret_is_there_and_nothing_is_believed_that_would_make_an_agent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SAMEHAND_PASSWORD", "pa55w0rd")
    message = read_safely(mail("secret"), is_suspect=True)
    assert "environ" not in message.text
    assert "pa55w0rd" not in message.text
    assert message.text.startswith("{")
    assert message.identity == "carla@customer.example"
    assert message.statements == ()


@pytest.mark.usefixtures("faulty")
def test_only_what_is_doubtful_is_read_apart() -> None:
    assert read_safely(mail("crash")).error is None
    assert read_safely(mail("crash", LONG_TEXT)).error is not None


def test_what_breaks_a_limit_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "COMMAND", ("/nowhere",))
    endless = b"From: carla@customer.example\r\nX: " + b"x" * limits.LONGEST_FIELD + b"\r\n\r\n"
    assert "longer than 64 KB" in (read_safely(endless).error or "")


def test_a_process_that_cannot_be_started_is_no_mails_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confined, "COMMAND", ("/nowhere",))
    with pytest.raises(OSError, match="nowhere"):
        read_safely(mail("none"), is_suspect=True)


def children() -> set[str]:
    """The processes that are ours, the dead ones that nobody has asked for among them."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"PPid:\t{os.getpid()}\n" in (process / "status").read_text():
                found.add(process.name)
    return found


@pytest.mark.usefixtures("faulty")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no /proc to look into")
def test_several_at_once_leave_neither_a_process_nor_a_thread() -> None:
    before, others = threading.active_count(), children()
    with ThreadPoolExecutor(4) as pool:
        faults = ["crash", "error", "none", "nonsense"] * 2
        messages = pool.map(
            lambda fault: read_safely(mail(fault), is_suspect=True),
            [fault.replace("none", "secret") for fault in faults],
        )
        assert [one.error is None for one in messages] == [False, False, True, False] * 2
    assert threading.active_count() <= before
    assert children() <= others


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere it may go on for 10 s of computing"
)
def test_it_does_not_outlive_its_parent(tmp_path: Path) -> None:
    poison = tmp_path / "poison.eml"
    poison.write_bytes(mail("wait"))
    parent = (
        "import sys, pathlib\n"
        "from samehand.ingest.apart import confined\n"
        f"confined.COMMAND = {FAULTY!r}\n"
        f"confined.read_safely(pathlib.Path({str(poison)!r}).read_bytes(), is_suspect=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent]) as process:
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(lambda: bool(listed.read_text()), "no process reads the mail")
        reading = Path("/proc") / listed.read_text().strip()
        is_confined = re.compile(r"Max file size +0 ")
        wait_until(
            lambda: bool(is_confined.search((reading / "limits").read_text())), "no limits"
        )
        process.send_signal(signal.SIGTERM)
    wait_until(lambda: has_ended(reading), "the process lives on")


def has_ended(process: Path) -> bool:
    """Whether there is nothing left of it but its number, until somebody asks."""
    try:
        return "State:\tZ" in (process / "status").read_text()
    except OSError:
        return True
