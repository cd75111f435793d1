"""What a check has found, in plain words: fine, wrong with its remedy, or worth knowing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was tried. `ok` is None for a hint: it works, but should be known."""

    ok: bool | None
    what: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        mark = {True: "ok   ", False: "WRONG", None: "note "}[self.ok]
        return f"{mark} {self.what}: {self.detail}" + (
            f"; {self.remedy}" if self.remedy else ""
        )


def wrong(what: str, problem: object) -> Finding:
    """A finding from an error, whose text says what happened; and after that, what helps."""
    detail, _, remedy = str(problem).partition("; ")
    return Finding(False, what, detail, remedy)


def counted(count: int, thing: str) -> str:
    """`1 mail`, `2 mails`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def exit_status(findings: Iterable[Finding]) -> int:
    """For scripts: 1 when anything is wrong; hints do not count."""
    return int(any(finding.ok is False for finding in findings))
