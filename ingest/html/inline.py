"""Links and pictures as words: where a link leads, what a picture shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

_SCHEMES = ("http://", "https://", "ftp://", "mailto:", "tel:", "sms:")
_SCHEME = re.compile(r"(?:https?://|ftp://|mailto:|tel:|sms:)", re.IGNORECASE)
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
    if not said or said.lower() in _SAYS_NOTHING or _FILE_NAME.match(said):
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
