"""Reads the tables of the config into frozen settings, led by the types of their fields.

Whatever is wrong is noted with its place and its remedy, and reading goes on, so that all
problems come at once. A password in the file is refused unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, assert_never

from samehand.config import notation
from samehand.config.document import Place, Table
from samehand.config.forms import Form
from samehand.config.layout import Shape, Slot, layout
from samehand.config.secrets import PasswordSource
from samehand.config.values import Values, instead_of, kind_of, text, variable

WRONG: Final = object()
"""Stands for a value that could not be read; the problem is noted."""


class Reader:
    """Reads one document and gathers what is wrong with it in `problems`."""

    def __init__(self, values: Values) -> None:
        self.problems: list[str] = []
        self._values = values

    def note(self, at: Place, problem: str) -> None:
        """Takes down a problem: `problem` goes on where the place ends."""
        self.problems.append(f"{at} {problem}")

    def table(self, kind: type[Any], raw: object, at: Place, **given: object) -> Any:
        """The dataclass that a table describes, or WRONG. `given` stands outside the table."""
        if not isinstance(raw, dict):
            self.note(at, f"must be a table, not {kind_of(raw)}")
            return WRONG
        slots = [slot for slot in layout(kind) if slot.field not in given]
        self._unknown(raw, [key for slot in slots for key in slot.keys], at)
        values = given | {slot.field: self._slot(slot, raw, at) for slot in slots}
        return WRONG if _any_wrong(values.values()) else kind(**values)

    def _unknown(self, raw: Table, known: list[str], at: Place) -> None:
        for name in raw:
            refused = name == "password" and "password_env" in known  # with words of its own
            if name not in known and not refused:
                self.note(at / name, f"is unknown; {instead_of(name, known)}")

    def _slot(self, slot: Slot, raw: Table, at: Place) -> Any:
        if slot.kind is PasswordSource:
            return self._password(raw, at)
        if slot.key in raw:
            return self._value(slot, raw[slot.key], at / slot.key)
        if slot.required:
            self.note(at / slot.key, f"is missing; add it. {slot.doc}")
            return WRONG
        if slot.form in (Form.STORE, Form.RAW):  # their defaults are relative paths
            return self._one(slot, slot.default, at / slot.key)
        return slot.default

    def _value(self, slot: Slot, raw: object, at: Place) -> Any:
        match slot.shape:
            case Shape.LIST:
                return self._list(slot, raw, at)
            case Shape.NAMED:
                return self._named(slot, raw, at)
            case Shape.ONE:
                return (
                    self._week(raw, at) if slot.form is Form.HOURS else self._one(slot, raw, at)
                )
            case _:
                assert_never(slot.shape)

    def _one(self, slot: Slot, raw: object, at: Place) -> Any:
        if slot.is_table:
            return self.table(slot.kind, raw, at)
        if slot.form is Form.HOURS:
            return self._week(raw, at)
        return self._noted(lambda: self._values.read(slot.kind, slot.form, raw), at)

    def _list(self, slot: Slot, raw: object, at: Place) -> Any:
        if not isinstance(raw, list):
            example = f"[[{at}]]" if slot.is_table and len(at.keys) == 1 else "[ … ]"
            self.note(at, f"must be a list, not {kind_of(raw)}; write {example}")
            return WRONG
        if not raw and slot.required:
            self.note(at, "is empty; name at least one")
            return WRONG
        places = [at.item(n, item) if slot.is_table else at for n, item in enumerate(raw)]
        items = tuple(map(self._one, [slot] * len(raw), raw, places))
        return WRONG if _any_wrong(items) else items

    def _named(self, slot: Slot, raw: object, at: Place) -> Any:
        if not isinstance(raw, dict) or not raw:
            self.note(at, f"must hold a table for each name; write [{at}.office]")
            return WRONG
        items = {k: self.table(slot.kind, item, at / k, name=k) for k, item in raw.items()}
        return WRONG if _any_wrong(items.values()) else items

    def _week(self, raw: object, at: Place) -> Any:
        if not isinstance(raw, dict):
            self.note(
                at, f'must be a table, not {kind_of(raw)}; write {{ mon = "09:00-18:00" }}'
            )
            return WRONG
        self._unknown(raw, list(notation.WEEKDAYS), at)
        week = tuple(self._day(raw.get(day, ""), at / day) for day in notation.WEEKDAYS)
        if _any_wrong(week):
            return WRONG
        if not any(week):
            self.note(at, 'are never open; write hours for a day, as in mon = "09:00-18:00"')
        overlaps = notation.overlaps(week)
        for day in overlaps:
            self.note(at / day, "begins before earlier hours have ended; join or shorten them")
        return WRONG if overlaps or not any(week) else week

    def _day(self, raw: object, at: Place) -> Any:
        return () if raw == "" else self._noted(lambda: notation.spans(text(raw)), at)

    def _password(self, raw: Table, at: Place) -> Any:
        if "password" in raw:
            self.note(
                at / "password",
                "does not belong in this file; put it into an environment variable and write"
                ' password_env = "SUPPORT_PASSWORD", or into a file with mode 0600 and write'
                ' password_file = "secrets/support"',
            )
            return WRONG
        if ("password_env" in raw) == ("password_file" in raw):
            self.note(at, "needs either password_env or password_file, and not both")
            return WRONG
        if "password_env" in raw:
            name = self._noted(lambda: variable(raw["password_env"]), at / "password_env")
            return name if name is WRONG else PasswordSource(env=name)
        path = self._noted(
            lambda: self._values.path(text(raw["password_file"])), at / "password_file"
        )
        return path if path is WRONG else PasswordSource(file=path)

    def _noted(self, read: Callable[[], Any], at: Place) -> Any:
        try:
            return read()
        except ValueError as error:
            self.note(at, str(error))
            return WRONG


def _any_wrong(values: Iterable[object]) -> bool:
    return any(value is WRONG for value in values)
