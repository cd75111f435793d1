"""The form of an agent's answer: their HTML, as far as it says the words that go out.

Where it would show more to the customer than the text does, the text goes out alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from samehand.config.settings import Settings
from samehand.desk.marks import has_bare_token, shows_the_inside
from samehand.ingest.html.excerpt import exposed, only, pictures_in
from samehand.ingest.message import Attachment, InboundMessage


def html_of(mail: InboundMessage, text: str, settings: Settings) -> str:
    """What of a mail's HTML says this text, and nothing of the inside; "" where none does."""
    html = only(mail.html, text)
    said = exposed(html)
    is_inside = shows_the_inside(said) or has_bare_token(said) or agents_address(said, settings)
    return "" if is_inside else html


def files_of(mail: InboundMessage, html: str) -> tuple[Attachment, ...]:
    """What is attached; a picture that is not shown at its place stands below the words."""
    shown = pictures_in(html)
    return tuple(
        replace(file, inline=file.inline and file.content_id in shown)
        for file in mail.attachments
    )


def agents_address(text: str, settings: Settings) -> str | None:
    """The first address of an agent that a text names."""
    for agent in settings.agents:
        if re.search(rf"(?<![\w.+-]){re.escape(agent.address)}(?![\w-])", text, re.IGNORECASE):
            return agent.address
    return None
