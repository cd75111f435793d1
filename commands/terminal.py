"""What a terminal may be given of a stranger's words: a mail's, or a server's."""

from __future__ import annotations


def harmless(words: str) -> str:
    """The words in one line, without what a terminal would obey instead of showing it."""
    return "".join(c if c.isprintable() else " " for c in words)
