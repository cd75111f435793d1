"""Text whose lines were broken for the journey (format=flowed, RFC 3676): made whole again.

A line that ends in a space goes on in the next one of the same depth of quotation. The mark
above a signature ends in a space and stays alone all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

SIGNATURE_MARK = "-- "


@dataclass
class _Paragraph:
    depth: int
    said: str


def unwrapped(text: str, *, delete_space: bool) -> str:
    """Paragraphs on one line each; with `delete_space` words went on without a gap."""
    whole: list[_Paragraph] = []
    goes_on = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        is_mark = said == SIGNATURE_MARK
        if goes_on and not is_mark and depth == whole[-1].depth:
            whole[-1].said += said
        else:
            whole.append(_Paragraph(depth, said))
        goes_on = said.endswith(" ") and not is_mark
        if goes_on and delete_space:
            whole[-1].said = whole[-1].said[:-1]
    return "\n".join(map(_quoted, whole))


def _quoted(paragraph: _Paragraph) -> str:
    if not paragraph.depth:
        return paragraph.said
    return f"{'>' * paragraph.depth} {paragraph.said}".rstrip(" ")
