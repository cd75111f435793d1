"""What stands under an agent's answer."""

from __future__ import annotations

from samehand.config.settings import Agent


def signature_under(text: str, agent: Agent, desk: str) -> str:
    """The agent's signature; "" where their words end with it already."""
    signature = f"{agent.name}\n{desk}" if agent.signature is None else agent.signature
    lines = _bare(signature)
    return "" if _bare(text)[-len(lines) :] == lines else signature


def _bare(text: str) -> list[str]:
    """The words of each line, whatever a client made of blanks and capitals."""
    return [" ".join(line.split()).casefold() for line in text.splitlines() if line.strip()]
