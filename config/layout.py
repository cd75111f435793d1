"""How the fields of the settings lie in the file: under which keys, of which type and form.

The reader and the reference page both go by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from samehand.config.forms import Form
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Duration


class Shape(Enum):
    """How many values a key holds."""

    ONE = "one"
    LIST = "list"
    NAMED = "named"


@dataclass(frozen=True)
class Slot:
    """A field of a table, as the file sees it. `kind` and `form` are those of each value."""

    field: str
    key: str
    shape: Shape
    kind: Any
    form: Form | None
    default: object
    doc: str

    @property
    def required(self) -> bool:
        return self.default is MISSING

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that may fill it; a password only ever says where it is."""
        return ("password_env", "password_file") if self.kind is PasswordSource else (self.key,)

    @property
    def is_table(self) -> bool:
        """Whether each value is a table of its own in the file."""
        return is_dataclass(self.kind) and self.kind not in (Duration, PasswordSource)


def layout(table: type[Any]) -> Iterator[Slot]:
    """The fields of a dataclass of settings, in their order."""
    hints = get_type_hints(table, include_extras=True)
    for field in fields(table):
        key = field.metadata.get("written") or field.name
        shape, kind, form = _anatomy(hints[field.name])
        yield Slot(field.name, key, shape, kind, form, field.default, field.metadata["doc"])


def _anatomy(hint: Any) -> tuple[Shape, Any, Form | None]:
    kind, form = _bare(hint)
    if form is None and get_origin(kind) is tuple:
        return Shape.LIST, *_bare(get_args(kind)[0])
    if get_origin(kind) is Mapping:
        return Shape.NAMED, *_bare(get_args(kind)[1])
    return Shape.ONE, kind, form


def _bare(hint: Any) -> tuple[Any, Form | None]:
    """The type and the form in an annotation; that it may be None aside."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (arm for arm in get_args(hint) if arm is not NoneType)
    if get_origin(hint) is Annotated:
        kind, form = get_args(hint)
        return kind, form
    return hint, None
