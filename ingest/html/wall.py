"""The second wall around HTML that is passed on: nh3 takes out what is not on the lists here.

It knows nothing of how mails look, and nothing of what the walk before it decided. Nesting
without bounds would keep it busy, so that only markup of our own making is given to it.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    (
        *("p", "div", "span", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup"),
        *("a", "img", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "tr", "td", "th"),
    )
)
ATTRIBUTES = {
    "*": frozenset(("align", "dir", "style")),
    "a": frozenset(("href",)),
    "img": frozenset(("src", "alt", "width")),
    "ol": frozenset(("start", "type")),
    "li": frozenset(("value",)),
    "td": frozenset(("colspan", "rowspan")),
    "th": frozenset(("colspan", "rowspan")),
}
LINKS = ("http:", "https:", "mailto:", "tel:")
PICTURES = "cid:"

# nh3 takes no halves of letters, and no page should hold what is no letter.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=lambda tag, name, value: _kept(name, value),
    filter_style_properties={"color"},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel="noopener noreferrer",
)


def walled(html: str) -> str:
    """HTML with nothing in it but the tags and attributes above."""
    if not html.replace("\n", "").isprintable():
        html = _UNPRINTABLE.sub("", html)
    return _CLEANER.clean(html)


def _kept(name: str, value: str) -> str | None:
    """Only what came with a mail is shown, and only what is elsewhere is linked to."""
    if name == "href":
        return value if value.lower().startswith(LINKS) else None
    if name == "src":
        return value if value.lower().startswith(PICTURES) else None
    return value
