"""Reading tables that people have written by hand: every problem is noted with its place and
its remedy, and reading goes on, so that all of them come at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samehand.config.notation import nearest


class Table:
    """One table of a document; hands out its values and notes what is wrong with them."""

    def __init__(self, raw: object, place: str, problems: list[str]) -> None:
        self.place = place
        self.problems = problems
        self._raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(raw, dict):
            self.note("must be a table")

    def note(self, text: str) -> None:
        """Write down a problem of this table."""
        self.problems.append(f"{self.place}: {text}" if self.place else text)

    def get(self, key: str) -> Any:
        """The value as it stands, None when it is not there."""
        self._asked.add(key)
        return self._raw.get(key)

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._raw

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it has to be there."""
        value = self._raw.get(key, default)
        self._asked.add(key)
        if isinstance(value, str):
            return value
        self.note(f"`{key}` is missing" if value is None else f"`{key}` must be a text")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts; empty when it is not there."""
        value = self.get(key)
        found = [value] if isinstance(value, str) else value or []
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
        self.note(f"`{key}` must be a text or a list of texts")
        return ()

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if not isinstance(value, bool | None):
            self.note(f"`{key}` must be true or false")
        return value is True

    def count(self, key: str) -> int | None:
        """A whole number from 0; None when it is not there."""
        value = self.get(key)
        if value is None or (type(value) is int and value >= 0):
            return value
        self.note(f"`{key}` must be a whole number")
        return None

    def word(self, key: str, known: Mapping[str, object] | None, default: str = "") -> str:
        """A text that has to be one of the known words."""
        value = self.text(key, default or None)
        if value and known is not None and value not in known:
            self.note(f"`{key}` names {value!r}, which is not there{_hint(value, known)}")
        return value

    def table(self, key: str) -> Table:
        """A table below this one; empty when it is not there."""
        return Table(self._raw.get(key, {}), self._below(key), self._seen(key))

    def tables(self, key: str) -> Iterator[Table]:
        """A list of tables, each with its number from 1 as its place."""
        self._asked.add(key)
        found = self._raw.get(key, [])
        if not isinstance(found, list):
            self.note(f"`{key}` must be a list of tables")
            return
        for number, raw in enumerate(found, 1):
            yield Table(raw, f"{self._below(key)} {number}", self.problems)

    def items(self) -> tuple[tuple[str, Any], ...]:
        """Everything in it, where the keys are free."""
        self._asked.update(self._raw)
        return tuple(self._raw.items())

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._raw:
            if key not in self._asked:
                self.note(f"`{key}` is not known{_hint(key, dict.fromkeys(self._asked))}")

    def _seen(self, key: str) -> list[str]:
        self._asked.add(key)
        return self.problems

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def _hint(word: str, known: Mapping[str, object]) -> str:
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""
