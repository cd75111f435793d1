"""The style of an element: its attributes, the mail's stylesheet and its own, in this order.

What a stylesheet marks as important is stronger than the element's own style, unless that is
marked too. Mail programs that show mail on a dark screen note the colours that were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from samehand.ingest.html.css import Declarations, Style, declarations
from samehand.ingest.html.stylesheet import Names, Stylesheet, names_of

Attributes = Mapping[str, str]

_WRITTEN = {
    **{"data-ogsc": "color", "data-ogac": "color"},
    **{"data-ogsb": "background-color", "data-ogab": "background-color"},
}
_UNSAID = {"color": "initial", "background-color": "transparent"}
_NOTHING = Declarations()


class Cascade:
    """Tells the style of each element, on a walk from the outside to the inside."""

    def __init__(self, css: str, anywhere: Collection[str]) -> None:
        """`anywhere` holds the names of all elements, in the way that a selector has them.

        Where it does not `look_around`, elements that are alike have the same style.
        """
        self._sheet = Stylesheet(css) if css else None
        self._anywhere = anywhere
        self._inside: Counter[str] = Counter()
        self._open: list[Names] = []
        self._own: dict[str, Declarations] = {}
        self.looks_around = self._sheet is not None and self._sheet.looks_around

    def enter(self, tag: str, attributes: Attributes) -> Style:
        """The style of the next element inwards."""
        if self._sheet is None:
            said = _NOTHING
        else:
            names = names_of(tag, attributes)
            said = self._sheet.said_of(names, self._inside, self._anywhere)
            self._open.append(names)
            self._inside.update(names)
        return self._merged(tag, attributes, said) if attributes else said.together

    def leave(self) -> None:
        """Go one element outwards."""
        if self._sheet is not None:
            self._inside.subtract(names := self._open.pop())
            for name in names:
                if not self._inside[name]:
                    del self._inside[name]

    def _merged(self, tag: str, attributes: Attributes, said: Declarations) -> Style:
        own = self._own_style(attributes)
        return {
            **_presentation(tag, attributes),
            **said.plain,
            **own.plain,
            **said.important,
            **own.important,
            **_as_written(attributes),
        }

    def _own_style(self, attributes: Attributes) -> Declarations:
        written = attributes.get("style", "")
        if not written:
            return _NOTHING
        if written not in self._own:
            self._own[written] = declarations(written)
        return self._own[written]


def _presentation(tag: str, attributes: Attributes) -> Style:
    if not {"bgcolor", "background", "color", "text"} & attributes.keys():
        return {}
    said = {"background-color": attributes.get("bgcolor", "")}
    if attributes.get("background"):
        said["background-image"] = "url()"
    said["color"] = attributes.get({"font": "color", "body": "text"}.get(tag, ""), "")
    return {name: value.strip().lower() for name, value in said.items() if value.strip()}


def _as_written(attributes: Attributes) -> Style:
    return {
        name: attributes[attribute].strip().lower() or _UNSAID[name]
        for attribute, name in _WRITTEN.items()
        if attribute in attributes
    }
