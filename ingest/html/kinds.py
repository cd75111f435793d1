"""Elements that are alike, as far as their tag and their attributes say.

Most of a page is a few kinds of elements over and over: what a kind means is found out once.
"""

from __future__ import annotations

from typing import NamedTuple

from samehand.ingest.html.cascade import Attributes, Cascade
from samehand.ingest.html.css import Style
from samehand.ingest.html.dialects import piece
from samehand.ingest.html.display import Display, display_of
from samehand.ingest.html.kept import Kept, kept
from samehand.ingest.html.visibility import Look, is_gone, look_of


class Form(NamedTuple):
    """How an element stands and looks, inside of another look, and what is kept of it."""

    display: Display
    look: Look
    kept: tuple[Kept, ...]
    around: Look


class Kind:
    """All elements with one tag, the same attributes and the same style."""

    def __init__(self, tag: str, attributes: Attributes, style: Style) -> None:
        self.tag = tag
        self.attributes = attributes
        self.is_gone = "hidden" in attributes or is_gone(tag, style)
        self.piece = None if self.is_gone else piece(tag, attributes)
        self._style = style
        self._forms: dict[tuple[int, bool], Form] = {}

    def form(self, around: Look, *, in_list: bool) -> Form:
        key = id(around), in_list  # of a look that lives as long as the form does
        if key not in self._forms:
            self._forms[key] = self._form(around, in_list)
        return self._forms[key]

    def _form(self, around: Look, in_list: bool) -> Form:
        look = look_of(self.tag, self._style, around)
        display = display_of(self.tag, self._style, in_list=in_list)
        written = kept(
            self.tag, self.attributes, self._style, display, self.piece, look, around
        )
        return Form(display, look, written, around)


class Kinds:
    """The kinds of elements in one page, on a walk from the outside to the inside."""

    def __init__(self, cascade: Cascade) -> None:
        self._cascade = cascade
        self._known: dict[tuple[object, ...], Kind] = {}

    def enter(self, tag: str, attributes: Attributes) -> Kind:
        """The kind of the next element inwards."""
        if self._cascade.looks_around:
            return Kind(tag, attributes, self._cascade.enter(tag, attributes))
        key = (tag, *attributes.items())
        if key not in self._known:
            self._known[key] = Kind(tag, attributes, self._cascade.enter(tag, attributes))
            self._cascade.leave()
        return self._known[key]

    def leave(self) -> None:
        """Go one element outwards."""
        if self._cascade.looks_around:
            self._cascade.leave()
