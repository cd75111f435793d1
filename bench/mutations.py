"""Ten thousand broken mails: each has to be read, or to say why not, within time and memory.

    python bench/mutations.py [--count 10000] [--seed 1] [--keep FOLDER] [FOLDER of .eml …]

The mails in the folders are bent beside our own. A mail that raises, that hangs or whose sender
is lost is kept, if a folder is named; the exit status says whether there was one.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from samehand.ingest.apart.confined import read_safely
from samehand.ingest.limits import is_doubtful
from samehand.tests.ingest.mutated import mutations, seeds, shortcoming

SLOW = 1.0  # seconds


def main() -> int:
    """Bend, read, and print the figures."""
    asked = argparse.ArgumentParser(description="Read mails that are broken by lot.")
    asked.add_argument("folders", type=Path, nargs="*", help="more mails to bend")
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="where to put those that were not read well")
    given = asked.parse_args()
    files = [file for folder in given.folders for file in sorted(folder.rglob("*.eml"))]
    mails = seeds() + [file.read_bytes() for file in files]
    times: list[float] = []
    counts: Counter[str] = Counter()
    for number, mail in enumerate(islice(mutations(mails, Random(given.seed)), given.count)):
        began = perf_counter()
        wrong = looked_at(mail, counts)
        times.append(perf_counter() - began)
        wrong = "it took long" if wrong is None and times[-1] > SLOW else wrong
        if wrong is not None:
            counts["wrong"] += 1
            print(f"{number}: {wrong} ({times[-1]:.2f} s)")
            if given.keep:
                (given.keep / f"{given.seed}-{number}.eml").write_bytes(mail)
    show(times, counts, len(mails))
    return 1 if counts["wrong"] else 0


def looked_at(mail: bytes, counts: Counter[str]) -> str | None:
    """What is wrong with how a mail is read."""
    counts["doubtful"] += is_doubtful(mail)
    try:
        message = read_safely(mail)
        counts["by header only"] += message.error is not None
        return shortcoming(mail, message)
    except Exception as failure:  # noqa: BLE001 - what this is about
        return f"{type(failure).__name__}: {failure}"


def show(times: list[float], counts: Counter[str], mails: int) -> None:
    total, times = sum(times), sorted(times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'mails':24}{len(times):10,} from {mails:,}")
    for name in ("wrong", "by header only", "doubtful"):
        print(f"{name:24}{counts[name]:10,}")
    print(f"{'together':24}{total:10.1f} s")
    for name, share in (("half within", 0.5), ("99 of 100 within", 0.99), ("all within", 1)):
        print(f"{name:24}{times[int(share * (len(times) - 1))] * 1000:10.1f} ms")
    print(f"{'peak memory':24}{peak:10.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
