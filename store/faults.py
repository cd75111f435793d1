"""What an error of the database means, in words for the person who runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from samehand.store.errors import Conflict, Permanent, StoreError, Temporary

UPGRADE = "it has not the tables of this version: run `samehand db upgrade`"

# SQLite's primary result codes, https://www.sqlite.org/rescode.html
_SQLITE: dict[int, tuple[type[StoreError], str]] = {
    3: (Permanent, "it may not be opened: check the owner and mode of the file"),
    5: (Temporary, "it is locked by another program: close that, it is tried again"),
    6: (Temporary, "it is locked by another program: close that, it is tried again"),
    8: (Permanent, "it may not be written: check the owner and mode of file and folder"),
    10: (Temporary, "it cannot be read or written: check the disk"),
    11: (Permanent, "the file is damaged: restore it from a backup"),
    13: (Temporary, "the disk is full: make room, it is tried again"),
    14: (Permanent, "it cannot be opened: check that the folder is there and writable"),
    26: (Permanent, "the file is not an SQLite database: name another one"),
}
_SQLITE_UNIQUE = (1555, 2067)  # extended codes of a doubled primary or unique key

# PostgreSQL's codes, by their beginning: Appendix A of its manual
_POSTGRESQL: tuple[tuple[str, type[StoreError], str], ...] = (
    ("23505", Conflict, "somebody else has saved the same at the same time"),
    ("28", Permanent, "it refuses the login: check user and password"),
    ("3D000", Permanent, "there is no such database: create it"),
    ("42501", Permanent, "the user may not do that: grant the rights"),
    ("42P01", Permanent, UPGRADE),
    ("42703", Permanent, UPGRADE),
    ("53100", Temporary, "its disk is full: make room, it is tried again"),
    ("53300", Temporary, "it takes no more connections: it is tried again"),
    ("55P03", Temporary, "a row is locked by another process: it is tried again"),
    ("40", Temporary, "another transaction was in the way: it is tried again"),
    ("22", Permanent, "it cannot hold such a value"),
    ("23", Permanent, "a rule of the tables was broken"),
)
_UNREACHABLE = "it cannot be reached: check that it runs and that the address is right"
_REFUSED = {  # libpq gives no code while it connects
    "password authentication failed": "it refuses the login: check user and password",
    "no password supplied": "it asks for a password: put it into the URL",
    "no pg_hba.conf entry": "it lets nobody in from here: add this host to its pg_hba.conf",
    "does not exist": "there is no such database or user: create it",
}


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Turn what SQLAlchemy raises in the block into a StoreError that says what to do."""
    try:
        yield
    except (StatementError, PoolTimeout) as error:
        raise meaning(error, url) from error


def meaning(error: StatementError | PoolTimeout, url: URL) -> Exception:
    """The StoreError for an error of SQLAlchemy. A naive instant stays a ValueError."""
    if isinstance(error, PoolTimeout):
        return Temporary(f"{where(url)}: all connections are busy: it is tried again")
    if not isinstance(error, DBAPIError):
        return error.orig if isinstance(error.orig, ValueError) else error
    verdict = _sqlite(error) if url.get_backend_name() == "sqlite" else _postgresql(error)
    if verdict is not None:
        family, words = verdict
        return family(f"{where(url)}: {words}")
    return Temporary(f"{where(url)}: {_without_password(str(error.orig), url)}")


def where(url: URL) -> str:
    """The database as a person calls it, without user and password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL {url.database} at {url.host or 'localhost'}{port}"


def _sqlite(error: DBAPIError) -> tuple[type[StoreError], str] | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return None
    if code in _SQLITE_UNIQUE:
        return Conflict, "somebody else has saved the same at the same time"
    if code & 0xFF == 19:
        return Permanent, f"a rule of the tables was broken ({error.orig})"
    if str(error.orig).startswith(("no such table", "no such column")):
        return Permanent, UPGRADE
    return _SQLITE.get(code & 0xFF)


def _postgresql(error: DBAPIError) -> tuple[type[StoreError], str] | None:
    code = getattr(error.orig, "sqlstate", None)
    if code is None:  # the connection was not made, or broke
        text = str(error.orig)
        refused = next((words for sign, words in _REFUSED.items() if sign in text), None)
        return (Permanent, refused) if refused else (Temporary, _UNREACHABLE)
    for beginning, family, words in _POSTGRESQL:
        if code.startswith(beginning):
            return family, words
    return (Temporary, _UNREACHABLE) if error.connection_invalidated else None


def _without_password(text: str, url: URL) -> str:
    first_line = text.strip().partition("\n")[0]
    password = url.password
    return first_line.replace(str(password), "***") if password else first_line
