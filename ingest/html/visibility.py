"""Whether a reader of an HTML mail could see the text in an element.

What is gone takes all that is inside with it; size, colour and visibility pass down, and may
come back further in. In doubt, text is seen: nothing that a person wrote may be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from samehand.ingest.html.colour import BLACK, LINK, WHITE, Colour, colour, is_seen
from samehand.ingest.html.css import Style, pixels

_GROWING = {"table", "tbody", "tr", "td", "th"}  # as large as what is in them, in any case
_HIDING = {
    *("display", "mso-hide", "content-visibility", "opacity", "overflow", "position"),
    *("text-indent", "margin-left", "margin-top", "transform", "clip-path", "filter"),
}
_SPECK = 1.4  # pixels: letters or boxes of this size and below are not seen
_FAR_OFF = 400  # pixels beyond the left or upper edge of a page
_FAR_RIGHT = 5_000
_NO_CLIP = re.compile(r"rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:50|100)%|circle\(0")
_PART = re.compile(r"[^\s(]{1,60}(?:\([^)]{0,80}\))?")
_NO_SCALE = re.compile(r"scale[xy]?\(0(?:\.0\d*)?[,)]")
_AWAY = re.compile(r"translate(?:3d|[xy])?\((?:0[a-z]*, ?)?-\d{4}")
_NO_OPACITY = re.compile(r"opacity(?:\(|=)0(?:\.0|%|\))")


@dataclass(frozen=True)
class Look:
    """What an element passes on to the elements in it."""

    text: Colour | None = BLACK
    ground: Colour | None = WHITE
    has_size: bool = True
    is_visible: bool = True
    keeps_lines: bool = False  # as in <pre>

    @cached_property
    def is_seen(self) -> bool:
        return self.is_visible and self.has_size and is_seen(self.text, self.ground)

    @property
    def is_only_faint(self) -> bool:
        """Whether text would be seen, had it not the colour of what is behind it."""
        return self.is_visible and self.has_size and not self.is_seen


PLAIN = Look()


def is_gone(tag: str, style: Style) -> bool:
    """Whether nothing inside an element can be seen, whatever its own style."""
    return not _HIDING.isdisjoint(style) and (
        style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("content-visibility") == "hidden"
        or _is_speck(style.get("opacity", ""), of=0.05)
        or (tag not in _GROWING and _has_no_room(style))
        or _is_off_the_page(style)
        or _is_cut_away(style)
    )


def _is_speck(length: str, *, of: float = _SPECK) -> bool:
    """Of a percentage, 5 are as good as nothing."""
    share = length.removesuffix("%")
    size = pixels(share)
    return size is not None and size <= (of if share == length else 5)


def _has_no_room(style: Style) -> bool:
    if style.get("overflow") not in {"hidden", "clip"}:
        return False
    sides = ("width", "max-width", "height", "max-height")
    rooms = [pixels(style[side]) for side in sides if side in style]
    return any(room is not None and room <= _SPECK for room in rooms)


def _is_off_the_page(style: Style) -> bool:
    sides = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in {"absolute", "fixed", "relative"}:
        sides += ["left", "top", "right", "bottom"]
    places = [(side, pixels(style[side])) for side in sides if side in style]
    return any(
        place is not None and (place <= -_FAR_OFF or (side == "left" and place >= _FAR_RIGHT))
        for side, place in places
    )


def _is_cut_away(style: Style) -> bool:
    clip = style.get("clip-path", "")
    if style.get("position") in {"absolute", "fixed"}:
        clip += style.get("clip", "")
    transform = style.get("transform", "")
    return bool(
        _NO_CLIP.search(clip)
        or _NO_SCALE.search(transform)
        or _AWAY.search(transform)
        or _NO_OPACITY.search(style.get("filter", ""))
    )


def look_of(tag: str, style: Style, inherited: Look) -> Look:
    """How text in an element looks, from its style and what is around it."""
    if tag == "a" and "color" not in style:
        inherited = replace(inherited, text=LINK)
    elif tag == "pre":
        inherited = replace(inherited, keeps_lines=True)
    if not style:
        return inherited
    return Look(
        text=_text(style.get("color", "inherit"), inherited.text),
        ground=_ground(style, inherited.ground),
        has_size=_has_size(style.get("font-size", "inherit"), inherited=inherited.has_size),
        is_visible={"inherit": inherited.is_visible, "visible": True}.get(
            style.get("visibility", "inherit"), False
        ),
        keeps_lines=style["white-space"].startswith(("pre", "break"))
        if "white-space" in style
        else inherited.keeps_lines,
    )


def _text(written: str, inherited: Colour | None) -> Colour | None:
    if written in {"inherit", "currentcolor", "unset"}:
        return inherited
    return BLACK if written == "initial" else colour(written)


def _ground(style: Style, inherited: Colour | None) -> Colour | None:
    """What is painted behind; a picture is not known."""
    if "(" in style.get("background-image", ""):
        return None
    written = style.get("background-color", "")
    parts = _PART.findall(written)
    painted = next((known for part in parts if (known := colour(part))), None)
    if painted is None:
        return inherited if "(" not in written else None
    return painted.over(inherited)


def _has_size(written: str, *, inherited: bool) -> bool:
    """Seen in the wild: columns in a cell of font size 0, each with a size of its own."""
    if written.endswith(("%", "em")) and not written.endswith("rem"):
        return inherited and not _is_speck(written)
    size = pixels(written)
    return inherited if size is None else size > _SPECK
