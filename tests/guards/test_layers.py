"""Imports point one way, each outside library has one home, and few may open the doors."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from samehand.tests.guards.house import (
    PLACES,
    calls,
    code,
    imports,
    is_in,
    place,
    project,
    tree,
)

FILES = [path for path in code() if path != Path("__init__.py")]

HOMES: dict[str, tuple[str, ...]] = {
    "imapclient": ("ingest/imap/mailbox.py", "sandbox/"),
    "aiosmtplib": ("notify/smtp.py",),
    "sqlalchemy": ("store/",),
    "alembic": ("store/",),
    "psycopg": ("store/",),
    "apscheduler": ("app.py",),
    "bs4": ("ingest/html/body.py",),
    "lxml": ("ingest/html/body.py",),
    "nh3": ("ingest/html/wall.py", "notify/shown.py"),
    "holidays": ("config/holidays.py",),
    "jinja2": ("notify/", "config/"),
    "markupsafe": ("notify/",),
    "fsspec": ("store/",),
    "zstandard": ("store/",),
    "structlog": ("app.py", "commands/logs.py"),
    "click": ("cli.py", "commands/"),
    "rich": ("commands/", "sandbox/"),
    "pymap": ("sandbox/",),
    "pysasl": ("sandbox/",),
    "proxyprotocol": ("sandbox/",),
    "aiosmtpd": ("sandbox/",),
    # Parts of the standard library that touch the same borders.
    "imaplib": ("ingest/imap/mailbox.py", "ingest/imap/refusals.py", "sandbox/"),
    "smtplib": ("sandbox/",),
    "sqlite3": ("store/",),
    "logging": ("commands/logs.py", "sandbox/"),
    "subprocess": ("ingest/apart/confined.py",),
}

# The modules behind which the network begins, and who may name them.
DOORS = ("samehand.ingest.imap.mailbox", "samehand.notify.smtp")
MAY_OPEN = ("app.py", "sandbox/", "commands/")
MAY_HOLD = ("pipeline.py", *MAY_OPEN)


def libraries(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)} - {"samehand"}


def ahead(path: Path) -> set[str]:
    """The places to the right of its own that a file imports from."""
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("samehand.")}
    return ours & set(PLACES[PLACES.index(place(path)) + 1 :])


def test_every_file_stands_in_a_place_of_the_line() -> None:
    assert [path for path in FILES if place(path) not in PLACES] == []


def test_imports_are_written_in_full() -> None:
    relative = [path for path in FILES for name in imports(path) if name.startswith(".")]
    bare = [path for path in FILES if libraries(path) & set(PLACES) - {"threading"}]
    assert relative + bare == []


def test_imports_point_left() -> None:
    assert [(path, ahead(path)) for path in FILES if ahead(path)] == []


def test_a_library_is_used_in_its_home_only() -> None:
    free = sys.stdlib_module_names - set(HOMES)
    strangers = [
        (path, name)
        for path in FILES
        for name in libraries(path) - free
        if not is_in(path, HOMES.get(name, ()))
    ]
    assert strangers == []


def test_every_library_that_is_imported_is_asked_for() -> None:
    """Else it is there by chance, because something else needs it, and may go as it came."""
    asked = {re.split(r"[\[<>=~!; ]", line)[0] for line in project()["project"]["dependencies"]}
    known_as = {"beautifulsoup4": "bs4"}
    names = {known_as.get(name, name) for name in asked}
    companions = {"pysasl", "proxyprotocol"}  # parts of pymap's own interface
    used = {name for path in FILES for name in libraries(path)} - sys.stdlib_module_names
    assert used - companions <= names


def test_only_the_wiring_names_the_doors() -> None:
    naming = [path for path in FILES if any(name.startswith(DOORS) for name in imports(path))]
    doors = tuple(f"{door.removeprefix('samehand.').replace('.', '/')}.py" for door in DOORS)
    assert [path for path in naming if not is_in(path, MAY_HOLD + doors)] == []


def test_the_pipeline_is_handed_its_connections_and_opens_none() -> None:
    pipeline = Path("pipeline.py")
    doors = {
        alias.name
        for node in ast.walk(tree(pipeline))
        if isinstance(node, ast.ImportFrom) and node.module in DOORS
        for alias in node.names
    }
    opened = {name for name, _ in calls(pipeline) if name.split(".")[0] in doors}
    mails = {"Fetched", "Parcel"}  # what goes through a door is no door
    assert opened - mails == set()
