"""What the fields of the settings say about themselves, besides their type.

The reader checks the file by it, and the reference page is made from it.
"""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import Annotated, Any


def key(doc: str, *, written: str = "", **options: Any) -> Any:
    """A field with its sentence; `written` is its name in the file, if that is another."""
    return field(metadata={"doc": doc, "written": written}, **options)


class Form(Enum):
    """What a value has to be beyond its type."""

    WORD = "a short word"
    ADDRESS = "a mail address"
    OUTSIDE = "a mail address that is none of the desk's"
    HOST = "a host name"
    PORT = "a port"
    COUNT = "a whole number"
    SIZE = "a size, `50MB`"
    PART = "a number between 0 and 1"
    POSITIVE = "a duration, `15m`"
    STORE = "a database URL"
    RAW = "a folder or an fsspec URL"
    FILE = "a file"
    FOLDER = "a folder"
    LINES = "a text, also of several lines"
    PERHAPS = 'text, or `""` for none'
    AGENT = "an agent's id"
    CALENDAR = "a calendar's name"
    MAILBOX = "a mailbox's name"
    RECIPIENT = "`owner`, an agent's id or an address"
    HOURS = 'weekdays, `{ mon = "09:00-18:00" }`'


Address = Annotated[str, Form.ADDRESS]
Outside = Annotated[str, Form.OUTSIDE]
AgentId = Annotated[str, Form.AGENT]
CalendarName = Annotated[str, Form.CALENDAR]
MailboxName = Annotated[str, Form.MAILBOX]
Recipient = Annotated[str, Form.RECIPIENT]
Size = Annotated[int, Form.SIZE]
