"""A store with its tables, at once: the migrations run one time, and each test gets a copy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from samehand.store.store import Store

_SQLITE = "sqlite:///"


def give_tables(url: str) -> None:
    """Bring a database that is not there yet to this version; any other by its migrations."""
    path = Path(url.removeprefix(_SQLITE))
    if url.startswith(_SQLITE) and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(_new())
        return
    with Store.open(url) as store:
        store.upgrade()


@cache
def _new() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "samehand.db")
        with Store.open(f"{_SQLITE}{path}") as store:
            store.upgrade()
        return path.read_bytes()
