"""What kind of mail this is, by the weight of all that speaks for it.

A kind holds where its signs reach the threshold together; where several do, the one that stands
first in the table. A person is what is left. A request not to be answered by machines
(X-Auto-Response-Suppress) says nothing about who wrote, and `Auto-Submitted: no` says that a
person did.
"""

from __future__ import annotations

from dataclasses import dataclass

from samehand.ingest.kinds.clues import Clues
from samehand.ingest.kinds.signs import SIGNS
from samehand.ingest.message import Kind

THRESHOLD = 10
CERTAIN_BY_MARKS = 5
CERTAIN_BY_ALL = 15

_KINDS = tuple(dict.fromkeys(sign.kind for sign in SIGNS))


@dataclass(frozen=True)
class Classification:
    """The kind of a mail, and all that counted.

    `certain` is False where a machine's mail is one by its words alone: a person who writes
    about a bounce, or about their holiday, may come close to them.
    """

    kind: Kind
    reasons: tuple[str, ...]
    certain: bool = True


def classify(mail: Clues) -> Classification:
    """Weigh what speaks for each kind."""
    found = [(sign, said) for sign in SIGNS if (said := sign.ask(mail)) is not None]
    for kind in _KINDS:
        about = [(sign, said) for sign, said in found if sign.kind is kind]
        marks = sum(sign.weight for sign, _ in about if sign.is_mark)
        words = sum(sign.weight for sign, _ in about if not sign.is_mark)
        total = marks + max(0, words)
        if total >= THRESHOLD:
            reasons = tuple(f"{said} ({sign.weight:+})" for sign, said in about)
            certain = marks >= CERTAIN_BY_MARKS or total >= CERTAIN_BY_ALL
            return Classification(kind, reasons, certain)
    weak = (f"too weak for {s.kind.value}: {said}" for s, said in found if s.weight > 0)
    return Classification(Kind.PERSON, tuple(weak) or ("nothing says otherwise",))
