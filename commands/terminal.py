"""Talking with a person at a terminal: questions, and what may be shown of strangers' words."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click


def ask(words: str, *, default: str, hidden: bool, check: Callable[[str], object]) -> str:
    """Ask until the answer will do, saying each time what is wrong with it."""
    while True:
        try:
            answer: str = click.prompt(words, default=default or None, hide_input=hidden)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise click.UsageError(
                "Nobody is there to answer; give the answers as options, and --yes."
            ) from None
        try:
            check(answer)
        except ValueError as error:
            click.echo(f"  This {error}" + ("" if str(error).endswith("?") else "."))
        else:
            return answer


def harmless(words: str) -> str:
    """A mail's or a server's words in one line, without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in words)
