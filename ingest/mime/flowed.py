"""Text whose lines were broken for the journey (format=flowed, RFC 3676): made whole again.

A line that ends in a space goes on in the next one of the same depth of quotation. The mark
above a signature ends in a space and stays alone all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from samehand.ingest.reply import signature


@dataclass
class _Paragraph:
    depth: int
    pieces: list[str]


def unwrapped(text: str, *, delete_space: bool) -> str:
    """Paragraphs on one line each; with `delete_space` words went on without a gap."""
    whole: list[_Paragraph] = []
    goes_on = False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        is_mark = said == signature.MARK
        if not goes_on or is_mark or depth != whole[-1].depth:
            whole.append(_Paragraph(depth, []))
        goes_on = said.endswith(" ") and not is_mark
        whole[-1].pieces.append(said[:-1] if goes_on and delete_space else said)
    return "\n".join(map(_quoted, whole))


def _quoted(paragraph: _Paragraph) -> str:
    said = "".join(paragraph.pieces)
    return f"{'>' * paragraph.depth} {said}".rstrip(" ") if paragraph.depth else said
