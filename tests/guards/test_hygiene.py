"""What a file says of itself, and what it must never say of the machine it was written on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from samehand.tests.guards.house import code, text, tracked, tree

TEXTS = [path for path in tracked() if path.suffix not in {".eml", ".mbox", ".png"}]
PYTHON = [path for path in tracked() if path.suffix == ".py"]

# Written in pieces, so that this file may be searched as well.
A_MACHINE = re.compile("/(?:root|work|home/[a-z]+|Users/[a-z]+)" + "/")
AN_INDEX = re.compile(
    "(?:py" + "pi|python" + r"hosted|npm" + r"js)\.(?:org|com)|--index-" + "url|find-" + "links"
)
UNFINISHED = re.compile(
    r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error|pragma: no " + "cover"
)

# The field's word for each thing, and words that would be a second name for the same.
SECOND_NAMES = {
    "ticket": "conversation",
    "deadline": "due_at",
    "assignee": "owner",
    "requester": "customer",
    "msgid": "message_id",
    "msg_id": "message_id",
}
HEADERS = ("Message-Id", "In-Reply-to", "Reply-to", "Mime-Version")  # wrong by a letter


def test_a_file_names_no_machine_and_no_package_index() -> None:
    assert [path for path in TEXTS if A_MACHINE.search(text(path))] == []
    naming = [path for path in TEXTS if AN_INDEX.search(text(path))]
    assert [path for path in naming if path != Path("dev")] == []  # it tells uv to leave it out


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_host_and_pins_every_package_by_its_hash(name: str) -> None:
    lock = text(Path(name))
    assert "://" not in lock
    pins = re.split(r"\n(?=[a-z])", lock.replace("\\\n", " "))
    whole = re.compile(r"[\w.-]+==\S+( ; [^#]*?)?\s+--hash=sha256:[0-9a-f]{64}\s")
    assert [pin for pin in pins if not whole.match(pin)] == []


def test_the_lock_of_the_tests_holds_the_other_one() -> None:
    """So an environment for the tests runs the demo with the very same packages."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==.*?(?= \\$)", text(Path(name)), re.MULTILINE))

    assert pins("requirements.lock") < pins("requirements-test.lock")


def test_a_file_opens_with_what_it_is_about() -> None:
    written = [path for path in PYTHON if text(path)]
    assert [path for path in written if not ast.get_docstring(tree(path))] == []


def test_nothing_is_left_for_later() -> None:
    assert [path for path in PYTHON if UNFINISHED.search(text(path))] == []


def test_a_thing_has_one_name() -> None:
    said = [
        (path, name, right)
        for path in code()
        for name in names(path)
        for second, right in SECOND_NAMES.items()
        if second in name.lower()
    ]
    assert said == []


def test_headers_are_written_as_the_standard_writes_them() -> None:
    assert [path for path in code() for name in HEADERS if name in text(path)] == []


def names(path: Path) -> set[str]:
    """Every name that a file gives or uses."""
    fields = ("id", "attr", "arg", "name")
    said = {getattr(node, field, None) for node in ast.walk(tree(path)) for field in fields}
    return {name for name in said if isinstance(name, str)}
