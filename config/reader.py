"""Reads the tables of the config into frozen settings, led by the types of their fields.

Whatever is wrong is noted with its place and its remedy, and reading goes on, so that all
problems come at once. A password in the file is refused unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from samehand.config import notation
from samehand.config.document import Place, Table
from samehand.config.forms import Form
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Duration
from samehand.config.values import Values, instead_of, kind_of, text, variable

WRONG: Final = object()
"""Stands for a value that could not be read; the problem is noted."""


def anatomy(hint: Any) -> tuple[Any, Form | None]:
    """The type and the form of a field, from its annotation; that it may be None aside."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (arm for arm in get_args(hint) if arm is not NoneType)
    if get_origin(hint) is Annotated:
        kind, form = get_args(hint)
        return kind, form
    return hint, None


def layout(kind: type[Any]) -> Iterator[tuple[Field[Any], Any, Form | None]]:
    """The fields of a dataclass of settings, each with its type and form."""
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        yield field, *anatomy(hints[field.name])


def written(field: Field[Any]) -> str:
    """The field's key in the file."""
    return field.metadata["written"] or field.name


def is_table(kind: Any) -> bool:
    """Whether a value of this type is a table of its own in the file."""
    return is_dataclass(kind) and kind is not Duration


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
        parts = [part for part in layout(kind) if part[0].name not in given]
        self._unknown(raw, [key for field, of, _ in parts for key in keys(field, of)], at)
        values = given | {
            field.name: self._field(field, of, form, raw, at) for field, of, form in parts
        }
        return WRONG if _any_wrong(values.values()) else kind(**values)

    def _unknown(self, raw: Table, known: list[str], at: Place) -> None:
        for name in raw:
            refused = name == "password" and "password_env" in known  # with words of its own
            if name not in known and not refused:
                self.note(at / name, f"is unknown; {instead_of(name, known)}")

    def _field(
        self, field: Field[Any], kind: Any, form: Form | None, raw: Table, at: Place
    ) -> Any:
        name = written(field)
        if kind is PasswordSource:
            return self._password(raw, at)
        if name in raw:
            return self._value(field, kind, form, raw[name], at / name)
        if field.default is MISSING:
            self.note(at / name, f"is missing; add it. {field.metadata['doc']}")
            return WRONG
        if form in (Form.STORE, Form.RAW):  # their defaults are relative paths
            return self._one(kind, form, field.default, at / name)
        return field.default

    def _value(
        self, field: Field[Any], kind: Any, form: Form | None, raw: object, at: Place
    ) -> Any:
        if form is Form.HOURS:
            return self._week(raw, at)
        if get_origin(kind) is tuple:
            return self._list(
                get_args(kind)[0], raw, at, may_be_empty=field.default is not MISSING
            )
        if get_origin(kind) is Mapping:
            return self._named(get_args(kind)[1], raw, at)
        return self._one(kind, form, raw, at)

    def _one(self, kind: Any, form: Form | None, raw: object, at: Place) -> Any:
        if is_table(kind):
            return self.table(kind, raw, at)
        return self._noted(lambda: self._values.read(kind, form, raw), at)

    def _list(self, hint: Any, raw: object, at: Place, *, may_be_empty: bool) -> Any:
        kind, form = anatomy(hint)
        if not isinstance(raw, list):
            example = f"[[{at}]]" if is_table(kind) and len(at.keys) == 1 else "[ … ]"
            self.note(at, f"must be a list, not {kind_of(raw)}; write {example}")
            return WRONG
        if not raw and not may_be_empty:
            self.note(at, "is empty; name at least one")
            return WRONG
        items = tuple(
            self._one(kind, form, item, at.item(index, item) if is_table(kind) else at)
            for index, item in enumerate(raw)
        )
        return WRONG if _any_wrong(items) else items

    def _named(self, kind: type[Any], raw: object, at: Place) -> Any:
        if not isinstance(raw, dict) or not raw:
            self.note(at, f"must hold a table for each name; write [{at}.office]")
            return WRONG
        items = {
            name: self.table(kind, item, at / name, name=name) for name, item in raw.items()
        }
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
        path = self._one(Path, None, raw["password_file"], at / "password_file")
        return path if path is WRONG else PasswordSource(file=path)

    def _noted(self, read: Callable[[], Any], at: Place) -> Any:
        try:
            return read()
        except ValueError as error:
            self.note(at, str(error))
            return WRONG


def keys(field: Field[Any], kind: Any) -> tuple[str, ...]:
    """The keys under which a field may stand in the file."""
    if kind is PasswordSource:
        return ("password_env", "password_file")
    return (written(field),)


def _any_wrong(values: Iterable[object]) -> bool:
    return any(value is WRONG for value in values)
