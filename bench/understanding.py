"""How well mail is understood, on a folder of real mail with ground truth.

Takes a folder that holds labelled mails and their scorer (`evaluate.py`), which calls
`samehand inspect`. Each figure is printed beside the one that is kept in `understanding.toml`,
and one that has become worse fails the run: whoever changes a rule sees what it costs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("understanding.toml")
GROUPS = ("parsing", "replies", "bounces", "threading")
FEWER_IS_BETTER = ("lost text", "foreign mails", "quotes leaked")
SLACK = 0.0005  # figures are told with four places
ENOUGH = 400  # mails a second that `inspect` reads, on one core of a quiet machine


def main() -> int:
    """Print the figures; 1 if one of them is worse than what is kept."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "corpora", type=Path, help="a folder of labelled mails, with evaluate.py"
    )
    asked.add_argument("groups", nargs="*", choices=[[], *GROUPS], help="all by default")
    asked.add_argument("--split", type=Path, help="another set of the same kind")
    asked.add_argument("--keep", action="store_true", help="keep these figures from now on")
    given = asked.parse_args()
    result = scored(given.corpora, given.groups or list(GROUPS), given.split)
    figures = dict(told(result))
    kept = {} if given.split else tomllib.loads(KEPT.read_text(encoding="utf-8"))
    worse = [name for name, figure in figures.items() if is_worse(name, figure, kept)]
    for name, figure in figures.items():
        was = f"{kept[name]:10.4f}" if name in kept else " " * 10
        print(f"{name:44}{figure:10.4f}{was}{'  WORSE' if name in worse else ''}")
    for group, rate in rates(result):
        slow = f"  below {ENOUGH}" if rate < ENOUGH else ""
        print(f"{group + ': mails a second':44}{rate:10.0f}{slow}")
    if given.keep:
        keep(kept | figures)
    return 1 if worse else 0


def scored(corpora: Path, groups: list[str], split: Path | None) -> dict[str, Any]:
    command = [sys.executable, str(corpora / "evaluate.py"), *groups, "--json"]
    command += ["--samehand", f"{sys.executable} -m samehand"]
    command += ["--split", str(split)] if split else []
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    last: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return last


def told(result: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Every figure that is kept, by its name."""
    if parsing := result.get("parsing"):
        yield "parsing: read", parsing["did_not_crash"]
        yield "parsing: core fields", parsing["core_fields_all_right"]
    if replies := result.get("replies"):
        yield "replies: clean", replies["PRIMARY"]["clean"]
        yield "replies: lost text", replies["PRIMARY"]["lost_text"]
        yield "replies: quotes leaked", replies["PRIMARY"]["quote_leak"]
        yield "replies: lines", replies["PRIMARY"]["line_f1"]
    if bounces := result.get("bounces"):
        yield "bounces: F1", bounces["bounce"]["f1"]
        yield "bounces: severity", share(bounces["severity_right"])
        yield "bounces: failed recipients", share(bounces["failed_recipients_right"])
        yield "auto-replies: real ones", share(bounces["autoreply_found"]["real"])
        yield "persons' mails kept", bounces["person_mail_kept"]
    for name, figure in result.get("threading", {}).items():
        if name.startswith("mean/"):
            variant = name.removeprefix("mean/")
            yield f"threading: {variant}: pairs", figure["pairwise_f1"]
            yield f"threading: {variant}: foreign mails", figure["foreign"]


def rates(result: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """How fast each run of `inspect` was, with its start."""
    for group, figures in result.items():
        if group == "threading":
            found = [f["mails_per_second"] for f in figures.values() if "mails_per_second" in f]
            yield "threading, the slowest", min(found)
        else:
            yield group, figures["mails_per_second"]


def share(told: str) -> float:
    return float(Fraction(told))


def is_worse(name: str, figure: float, kept: Mapping[str, float]) -> bool:
    if name not in kept:
        return False
    if name.endswith(FEWER_IS_BETTER):
        return figure > kept[name] + SLACK
    return figure < kept[name] - SLACK


def keep(figures: Mapping[str, float]) -> None:
    lines = [f'"{name}" = {figure:.4f}\n' for name, figure in sorted(figures.items())]
    head = "# The figures of bench/understanding.py; `--keep` renews them.\n"
    KEPT.write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
