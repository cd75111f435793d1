"""Enriched text (RFC 1896), which some old programs still write: the text in it.

Commands and their parameters are left out; a single line break is only there for the journey.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<<|<(/?)([A-Za-z0-9-]{1,60})>|\n+|[^<\n]+|<")


def text_from_enriched(text: str) -> str:
    """What a reader of enriched text saw."""
    out: list[str] = []
    as_it_is = parameters = 0
    for token in _TOKEN.finditer(text):
        closes, command = token.groups()
        said = token[0]
        if command:
            step = -1 if closes else 1
            as_it_is = max(as_it_is + step * (command.lower() == "nofill"), 0)
            parameters = max(parameters + step * (command.lower() == "param"), 0)
        elif parameters:
            continue
        elif said == "<<":
            out.append("<")
        elif said[0] == "\n" and not as_it_is:
            out.append("\n" * (len(said) - 1) or " ")
        else:
            out.append(said)
    return "".join(out)
