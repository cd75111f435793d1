"""Links and pictures: where a link leads, what a picture shows, and either of them in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_SCHEMES = ("http://", "https://", "ftp://", "mailto:", "tel:", "sms:")
_SCHEME = re.compile(r"(?:https?://|ftp://|mailto:|tel:|sms:)", re.IGNORECASE)
LONGEST_LINK = 2_000  # characters
_PASSED_ON = re.compile(r"(?:https?://[^/\\]|mailto:|tel:)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ENCODED = re.compile("%([0-9a-fA-F]{2})")
_NEVER_ENCODED = "-._~@+"
_ENCODED_IN_LINK = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "\"'<>\\`{}|^"})
_CONTENT_ID = re.compile(r"[\w.@$+=~!#*/-]{1,200}$", re.ASCII)
_NOT_IN_A_LINK = str.maketrans({"<": "%3C", ">": "%3E"})
_FILE_NAME = re.compile(r"[^\s/]{1,80}\.(?:png|jpe?g|gif|bmp|webp|svg|tiff?)$", re.IGNORECASE)
_SAYS_NOTHING = {
    *("image", "img", "picture", "photo", "bild", "imagen", "immagine", "imagem"),
    *("spacer", "pixel", "blank", "inline image", "pasted image", "attachment"),
}
_SIZE = re.compile(r"\s{0,3}(\d{1,5})")
_STYLED_SIZE = re.compile(
    r"(?:^|[;\s])(?:width|height):\s{0,3}(\d{1,5})(?:\.\d{1,4})?(?:px|pt|;|$)"
)


class Picture(NamedTuple):
    """A picture that came with the mail; `width` in pixels, "" where that is not said."""

    content_id: str
    alt: str
    width: str


@lru_cache(maxsize=256)
def link(href: str) -> str:
    """The address of a link as it may be passed on, "" where there is none.

    Percent-encoding is taken off what does not need it (RFC 3986 section 6.2.2.2), so that
    nothing is hidden in it.
    """
    href = _UNSEEN.sub("", href)
    if not _PASSED_ON.match(href) or len(href) > LONGEST_LINK:
        return ""
    href = _ENCODED.sub(lambda found: _decoded(found[1]), href)
    return href.translate(_ENCODED_IN_LINK).replace("&", "&amp;")


def _decoded(digits: str) -> str:
    sign = chr(int(digits, 16))
    return (
        sign if sign.isascii() and (sign.isalnum() or sign in _NEVER_ENCODED) else f"%{digits}"
    )


def own_picture(attributes: Mapping[str, str], names: Mapping[str, str]) -> Picture | None:
    """The picture that an element shows, if it came with the mail under that name."""
    source = attributes.get("src", "").strip()
    content_id = unquote(source[4:]) if source[:4].lower() == "cid:" else ""
    if content_id not in names or not _CONTENT_ID.match(content_id) or is_filling(attributes):
        return None
    width = _SIZE.match(attributes.get("width", ""))
    return Picture(content_id, _alt(attributes, names[content_id]), width[1] if width else "")


def _alt(attributes: Mapping[str, str], name: str) -> str:
    said = " ".join(attributes.get("alt", "").split())
    return name if _says_nothing(said) else said


def _says_nothing(said: str) -> bool:
    return not said or said.lower() in _SAYS_NOTHING or bool(_FILE_NAME.match(said))


def target(href: str, shown: str) -> str:
    """The address that a link leads to, "" where it leads nowhere or its text says the same."""
    href = "".join(href.split())
    if not href.lower().startswith(_SCHEMES):
        return ""
    if href.lower().startswith("mailto:") and "?" not in href:
        href = unquote(href[len("mailto:") :])
    if not href or _bare(shown) == _bare(href):
        return ""
    return href.translate(_NOT_IN_A_LINK)


def _bare(address: str) -> str:
    """An address as people write it."""
    return _SCHEME.sub("", "".join(address.split()), count=1).rstrip("/").lower().strip("<>")


def picture(attributes: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A picture in words; "" for what nobody sees, or what says nothing.

    `names` tells what the pictures that came with the mail are called, by Content-ID (without
    angle brackets) or Content-Location.
    """
    if is_filling(attributes):
        return ""
    said = " ".join(attributes.get("alt", "").split())
    if said and not any(character.isalnum() for character in said):
        return said  # an emoji, a bullet
    source = attributes.get("src", "").strip()
    is_ours = source.lower().startswith("cid:")
    name = names.get(unquote(source[4:]) if is_ours else source, "")
    is_inside = is_ours or source.lower().startswith("data:")
    if _says_nothing(said):
        said = name or (said if is_inside else "")
    if said:
        return f"[image: {said}]"
    return "[image]" if is_inside else ""


def is_filling(attributes: Mapping[str, str]) -> bool:
    """Whether a picture only keeps other things apart, or only tells that a mail was opened."""
    sizes = [attributes.get(side, "") for side in ("width", "height")]
    sizes += _STYLED_SIZE.findall(attributes.get("style", "").lower()[:400])
    found = map(_SIZE.match, sizes)
    return any(size is not None and int(size[1]) <= 2 for size in found)
