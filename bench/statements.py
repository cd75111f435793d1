"""A hundred thousand headers in which a sender forges what servers state: none may pass.

    python bench/statements.py [--count 100000] [--seed 1]

The exit status says whether one did; it is printed then.
"""

from __future__ import annotations

import argparse
import sys
from random import Random
from time import perf_counter

from samehand.tests.ingest.statements_by_lot import false_passes


def main() -> int:
    """Draw, judge, and print the figures."""
    asked = argparse.ArgumentParser(description="Judge headers that are forged by lot.")
    asked.add_argument("--count", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    began = perf_counter()
    wrong, passed = false_passes(Random(given.seed), given.count)
    for header in wrong[:10]:
        print(header.decode(), end="")
    took = perf_counter() - began
    print(f"{given.count} headers, {passed} passed, {len(wrong)} of them wrongly; {took:.0f} s")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
