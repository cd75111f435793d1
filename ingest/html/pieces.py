"""The pieces of a mail that are open on a walk through it, and what they do to its lines."""

from __future__ import annotations

from collections import Counter

from samehand.ingest.html import quoting
from samehand.ingest.html.dialects import Piece
from samehand.ingest.html.lines import Lines, Place


class Pieces:
    """Which pieces are open, one in the other."""

    def __init__(self) -> None:
        self._open: Counter[Piece] = Counter()

    def meant(self, piece: Piece | None, lines: Lines) -> Piece | None:
        """What a piece is at this place; one in another of its kind is none."""
        if piece is Piece.SET_OFF:
            return Piece.QUOTATION if quoting.is_below_lead_in(lines) else None
        if piece in (Piece.HISTORY, Piece.SIGNATURE) and self._open[piece]:
            return None
        return piece

    def begin(self, piece: Piece, lines: Lines) -> None:
        self._open[piece] += 1
        if piece is Piece.QUOTATION:
            lines.depth += 1
        elif piece is Piece.INDENT:
            lines.inset += 1
        else:
            lines.start_line()

    def end(self, piece: Piece, lines: Lines, place: Place) -> None:
        """End the piece that was begun last, at some place in these lines."""
        self._open[piece] -= 1
        lines.start_line()
        match piece:
            case Piece.QUOTATION:
                lines.depth -= 1
            case Piece.INDENT:
                lines.inset -= 1
            case Piece.HISTORY:
                quoting.mark_history(lines, place)
            case Piece.SIGNATURE:
                quoting.mark_signature(lines, place)
