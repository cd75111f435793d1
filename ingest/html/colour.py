"""The colours of HTML and CSS, and whether text of one can be seen on another.

A colour that is not understood is None, and nothing is ever said to be invisible because of it.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
from functools import lru_cache
from typing import NamedTuple


class Colour(NamedTuple):
    """Red, green and blue, each 0 to 255; opacity 0 (clear as glass) to 1."""

    red: float
    green: float
    blue: float
    opacity: float = 1.0

    def over(self, ground: Colour | None) -> Colour | None:
        """What is seen when this is painted on a ground."""
        if self.opacity >= 1:
            return self
        if ground is None:
            return None
        red, green, blue = (
            top * self.opacity + below * (1 - self.opacity)
            for top, below in zip(self[:3], ground[:3], strict=True)
        )
        return Colour(red, green, blue)


BLACK, WHITE, LINK = Colour(0, 0, 0), Colour(255, 255, 255), Colour(0, 0, 238)

_SAME = 20  # of 255, in each of red, green and blue: nobody tells them apart
_LIGHTEST = 150  # of 255, as bright as an eye takes it: what is lighter is hard to read
_HEX = re.compile(r"#?([0-9a-f]{3,8})$")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]{1,80})\)$")
_NUMBER = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(%|deg|turn)?$")
_NAMES = dict(
    re.findall(
        r"(\w+) (\w+)",
        """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc
bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a
burlywood deb887 cadetblue 5f9ea0 canvas ffffff canvastext 000000 chartreuse 7fff00
chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff
darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400
darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00
darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b
darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3
deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff
firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc
ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f
grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0
khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd
lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2
lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a
lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6
magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3
mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa
mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000
olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa
palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9
peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399
red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072
sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb
slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f
steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 transparent 00000000
turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 window ffffff
windowtext 000000 yellow ffff00 yellowgreen 9acd32
""",
    )
)


def is_seen(text: Colour | None, ground: Colour | None) -> bool:
    """Whether text can be told from what is behind it."""
    seen = text.over(ground) if text is not None else None
    if seen is None or ground is None:
        return True
    return any(abs(a - b) > _SAME for a, b in zip(seen[:3], ground[:3], strict=True))


@lru_cache(maxsize=256)
def on_white(text: Colour) -> str:
    """A colour as `#rrggbb`, if it can be read on white; else nothing."""
    seen = text.over(WHITE)
    if seen is None or 0.2126 * seen.red + 0.7152 * seen.green + 0.0722 * seen.blue > _LIGHTEST:
        return ""
    return "#" + "".join(f"{round(part):02x}" for part in seen[:3])


@lru_cache(maxsize=256)
def colour(written: str) -> Colour | None:
    """A colour in any notation of CSS or HTML, in lower case."""
    if digits := _HEX.match(_NAMES.get(written, written)):
        return _from_hex(digits[1])
    if function := _FUNCTION.match(written):
        return _from_function(function[1], re.split(r"[\s,/]+", function[2].strip()))
    return None


def _from_hex(digits: str) -> Colour | None:
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in {6, 8}:
        return None
    red, green, blue, *opacity = bytes.fromhex(digits)
    return Colour(red, green, blue, opacity[0] / 255 if opacity else 1.0)


def _from_function(kind: str, written: list[str]) -> Colour | None:
    numbers = [_NUMBER.match(one) for one in written]
    found = [(float(one[1]), one[2]) for one in numbers if one is not None]
    if len(found) != len(numbers) or len(found) not in {3, 4}:
        return None
    amount, unit = found[3] if len(found) == 4 else (1.0, "")
    opacity = _within(amount / 100 if unit == "%" else amount, 1)
    (a, a_unit), (b, b_unit), (c, c_unit) = found[:3]
    if kind == "hsl":
        hue = a if a_unit == "turn" else a / 360
        shades = hls_to_rgb(hue % 1, _within(c / 100, 1), _within(b / 100, 1))
        red, green, blue = (shade * 255 for shade in shades)
    else:
        units = ((a, a_unit), (b, b_unit), (c, c_unit))
        red, green, blue = (
            _within(part * 2.55 if unit == "%" else part, 255) for part, unit in units
        )
    return Colour(red, green, blue, opacity)


def _within(part: float, most: float) -> float:
    return min(max(part, 0.0), most)
