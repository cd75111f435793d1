"""The HTML of a mail, written anew while its text is read: what a reader saw, and nothing else.

Everything is closed in the order in which it was opened and stands where a browser would leave
it, so that reading the result once more changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from samehand.ingest.html.inline import Picture
from samehand.ingest.html.kept import Kept
from samehand.ingest.html.lines import without_unseen

LARGEST = 300_000  # characters; of a larger mail, the text has to be enough
DEEPEST = 90  # elements in one another

_NOT_IN_A_TAG = dict.fromkeys(map(ord, '<>"'))
_VOID = {"br", "hr"}
_PHRASING = {"a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "span", "br"}
_HOLDS_PHRASES = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_PARENTS = {
    **{"tr": {"table"}, "td": {"tr"}, "th": {"tr"}},
    **{"dt": {"dl"}, "dd": {"dl"}},
}
_AROUND_ITEMS = {"ul", "ol", "li", "table", "dl"}
_BROKEN = -1  # an element of which only a new line is kept
_CELL = {"table": (Kept("tr"), Kept("td")), "tr": (Kept("td"),)}


class Twin:
    """HTML that is being written: `begin` and `end` for each element, `say` for words."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._size = 0
        self._tags: list[str] = []  # that are open
        self._opened: list[int] = []  # how many of them each element has opened
        self._phrases = 0  # those that no block may stand in
        self._is_fresh = True  # nothing stands in this line

    def html(self) -> str:
        """All that was written; "" where that is too much."""
        return "" if self._size > LARGEST else "".join(self._written)

    def here(self) -> int:
        return len(self._written)

    def begin(self, kept: Sequence[Kept]) -> None:
        """Begin an element, of which so much is kept."""
        if not kept:
            self._opened.append(0)
            return
        before = len(self._tags)
        for one in kept:
            if self._phrases and one.tag not in _PHRASING:
                self._break()
                self._opened.append(_BROKEN)
                return
            self._open(*one)
        self._opened.append(len(self._tags) - before)

    def end(self) -> None:
        """End the element that was begun last."""
        opened = self._opened.pop()
        if opened == _BROKEN:
            self._break()
        for _ in range(opened):
            tag = self._tags.pop()
            self._phrases -= tag in _HOLDS_PHRASES
            self._is_fresh |= tag not in _PHRASING
            self._write(f"</{tag}>")

    def say(self, text: str, *, verbatim: bool = False) -> None:
        """Words, with their white space as one blank unless it is to be kept."""
        if self._size + len(text) > LARGEST:  # it will not be asked for; keep no copy of it
            self._size += len(text)
            return
        is_idle = (self._is_fresh and not verbatim) or self._is_in_table()
        if is_idle and not text.strip(" \n\t\r\f"):
            return
        said = escape(text if text.isascii() else without_unseen(text), quote=False)
        if verbatim:
            said = self._verbatim(said)
        self._put(said)

    def show(self, picture: Picture) -> None:
        """A picture that came with the mail."""
        alt = escape(picture.alt.translate(_NOT_IN_A_TAG))
        width = f' width="{picture.width}"' if picture.width else ""
        self._put(f'<img src="cid:{picture.content_id}" alt="{alt}"{width}>')

    def take_back(self, place: int) -> None:
        """Unwrite what was written in the innermost element since a place."""
        del self._written[place:]

    def _open(self, tag: str, attributes: str) -> None:
        around = self._tags[-1] if self._tags else ""
        is_nested_link = tag == "a" and "a" in self._tags
        if len(self._tags) >= DEEPEST or is_nested_link or (tag == "br" and around in _CELL):
            return
        cell = _CELL.get(around, ())
        if tag == "li":
            tag, attributes = ("li", attributes) if self._is_in_list() else ("div", "")
        elif tag in _PARENTS:
            if around in _PARENTS[tag]:
                cell = ()
            elif tag in {"td", "th"} and around == "table":
                cell = (Kept("tr"),)
            else:
                tag, attributes = "div", ""
        for one in cell:
            self._push(*one)
        self._push(tag, attributes)

    def _push(self, tag: str, attributes: str) -> None:
        self._write(f"<{tag}{attributes}>")
        self._is_fresh |= tag not in _PHRASING or tag == "br"
        if tag not in _VOID:
            self._tags.append(tag)
            self._phrases += tag in _HOLDS_PHRASES

    def _break(self) -> None:
        if not self._is_fresh:
            self._write("<br>")
            self._is_fresh = True

    def _put(self, said: str) -> None:
        """Write what stands in a line, in a cell of its own where no cell is open."""
        if self._is_in_table():
            self.begin(_CELL[self._tags[-1]])
            self._write(said)
            self.end()
        else:
            self._write(said)
            self._is_fresh = False

    def _is_in_list(self) -> bool:
        """Whether an item may begin here: a list is open, and no item in it."""
        nearest = (tag for tag in reversed(self._tags) if tag in _AROUND_ITEMS)
        return next(nearest, "") in {"ul", "ol"}

    def _is_in_table(self) -> bool:
        return bool(self._tags) and self._tags[-1] in _CELL

    def _verbatim(self, said: str) -> str:
        said = said.replace("\r\n", "\n").replace("\r", "\n")
        if "pre" not in self._tags:
            return said.replace("\n", "<br>").replace("  ", "&nbsp; ")
        # A browser takes no notice of a first line that is empty.
        return said.lstrip("\n") if self._written[-1:] == ["<pre>"] else said

    def _write(self, said: str) -> None:
        self._size += len(said)
        if self._size <= LARGEST:
            self._written.append(said)


def html_of(text: str) -> str:
    """Plain text as HTML: its lines as they are, with their indents."""
    return escape(text, quote=False).replace("\n", "<br>").replace("  ", "&nbsp; ")
