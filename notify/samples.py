"""Sample values for every template, so that a slip is found before a customer meets it.

Each template has a sample with everything in it, and others without what can be missing.
`TWIN` is what the HTML of a mail has besides the values of its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

Values = Mapping[str, object]

_NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
_ZONE = ZoneInfo("Europe/Madrid")
_CARLA = {"name": "Carla Gómez", "address": "carla@example.com"}
_NAMELESS = {"name": "", "address": "carla@example.com"}
_LATER, _EARLIER = _NOW + timedelta(minutes=40), _NOW - timedelta(days=1)

_MARK = "--- write above this line ---"

TWIN: Values = {
    "html": Markup("<p>It does not print.</p>"),
    "first_line": "--- #1042 | Ana Ruiz | due today 14:00 ---",
}

_ACKNOWLEDGEMENT: Values = {
    "desk": "Acme Support",
    "owner": "Ana Ruiz",
    "answer_by": _LATER,
    "subject": "Printer",
    "zone": _ZONE,
}
_ANSWER: Values = {
    "agent": "Ana Ruiz",
    "desk": "Acme Support",
    "subject": "Printer",
    "text": "Hello Carla,\nit works again.",
    "signature": "Ana Ruiz\nAcme Support",
}
_RELAY: Values = {
    "number": 1042,
    "owner": "Ana Ruiz",
    "customer": _CARLA,
    "subject": "Printer",
    "state": "open",
    "target": "first response",
    "due_at": _LATER,
    "left": timedelta(minutes=40),
    "told": (("Priority", "high"),),
    "notes": ("the sender could not be verified",),
    "text": "It does not print.",
    "written_at": _NOW,
    "attachments": ({"name": "photo.jpg", "type": "image/jpeg", "size": 84_000},),
    "last": {"who": "Ana Ruiz", "at": _EARLIER, "lines": ("Is it plugged in?",)},
    "commands": (("#close", "the matter is settled"),),
    "mark": _MARK,
    "now": _NOW,
    "zone": _ZONE,
}
_RECEIPT: Values = {
    "number": 1042,
    "subject": "Printer",
    "recipients": ("carla@example.com",),
    "text": "It works again.",
    "signature": "Ana Ruiz\nAcme Support",
    "attachments": ({"name": "lid.pdf", "type": "application/pdf", "size": 84_000},),
    "cut": ("12 quoted lines",),
    "undo_until": _LATER,
    "done": ("closed",),
    "brief": "closed",
    "state": "waiting for the customer",
    "target": "resolution",
    "due_at": _LATER,
    "notes": ("A newer mail waits.",),
    "mark": _MARK,
    "now": _NOW,
    "zone": _ZONE,
}
_NOTICE: Values = {
    "headline": "NOT SENT",
    "subject": "Printer",
    "number": 1042,
    "lines": ("Nothing of your mail went to the customer.",),
    "text": "It works again.",
    "mark": _MARK,
}
_ALERT: Values = {
    "number": 1042,
    "target": "first response",
    "subject": "Printer",
    "customer": _CARLA,
    "owner": "Ana Ruiz",
    "policy": "everybody",
    "calendar": "office",
    "started_at": _EARLIER,
    "due_at": _LATER,
    "used": "2h of Tue 24 Nov 09:00-11:00 (Europe/Madrid)",
    "notes": ("A held reply is waiting.",),
    "stage": 1,
    "now": _NOW,
    "zone": _ZONE,
}

SAMPLES: Mapping[str, tuple[Values, ...]] = {
    "acknowledgement": (
        _ACKNOWLEDGEMENT,
        {**_ACKNOWLEDGEMENT, "answer_by": None, "subject": None},
    ),
    "answer": (_ANSWER, {**_ANSWER, "text": "", "signature": ""}),
    "relay": (
        _RELAY,
        {
            **_RELAY,
            **dict.fromkeys(("target", "due_at", "left", "written_at", "last")),
            **dict.fromkeys(("told", "notes", "attachments"), ()),
            "customer": _NAMELESS,
            "text": "",
        },
        {**_RELAY, "due_at": _EARLIER, "left": timedelta(hours=-9)},
    ),
    "receipt": (
        _RECEIPT,
        {**_RECEIPT, "undo_until": None},
        {
            **_RECEIPT,
            **dict.fromkeys(("undo_until", "target", "due_at")),
            **dict.fromkeys(("recipients", "attachments", "cut", "done"), ()),
            **dict.fromkeys(("text", "signature", "state", "brief"), ""),
        },
    ),
    "notice": (_NOTICE, {**_NOTICE, "number": None, "text": "", "lines": ()}),
    "alert_warning": (_ALERT, {**_ALERT, "customer": _NAMELESS}),
    "alert_breach": (
        {**_ALERT, "due_at": _EARLIER, "stage": 2},
        {**_ALERT, "due_at": _NOW, "stage": 2, "customer": _NAMELESS},
    ),
    "alert_ladder": ({**_ALERT, "due_at": _EARLIER, "stage": 3},),
}
