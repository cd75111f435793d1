"""A mail of the desk as an agent's mail program holds it open, and what they type into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html import escape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = {"br", "img", "hr", "meta", "col", "wbr", "input"}


@dataclass(frozen=True)
class Typed:
    """What an agent types: above the quoted mail, below it, and after some of its lines."""

    above: tuple[str, ...] = ()  # paragraphs
    below: tuple[str, ...] = ()
    between: tuple[
        tuple[str, str], ...
    ] = ()  # (words of the quoted mail, the answer after them)


@dataclass(frozen=True)
class Opened:
    """The mail that is answered. `html` is the inside of its body, made from the text if it has
    none, as mail programs do."""

    sender: str
    address: str
    to: str
    at: datetime
    subject: str
    text: str
    html: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def opened(mail: EmailMessage) -> Opened:
    """A mail as its reader's program understands it."""
    sender = mail["From"].addresses[0]
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    text = str(plain.get_content()).rstrip() if isinstance(plain, EmailMessage) else ""
    html = str(rich.get_content()) if isinstance(rich, EmailMessage) else from_text(text)
    body = re.search(r"<body[^>]*>(.*)</body>", html, re.DOTALL)
    return Opened(
        sender=sender.display_name,
        address=sender.addr_spec,
        to=mail["To"].addresses[0].addr_spec,
        at=mail["Date"].datetime,
        subject=str(mail["Subject"]),
        text=text,
        html=body[1] if body else html,
    )


def from_text(text: str) -> str:
    """A text as HTML, each line a line."""
    return "<br>\n".join(escape(line, quote=False) for line in text.splitlines())


def quoted(mail: Opened, typed: Typed, prefix: str = "> ") -> str:
    """The text with marks before its lines, and the answers between them."""
    waiting = list(typed.between)
    lines: list[str] = []
    for line in mail.lines:
        lines.append(f"{prefix}{line}".rstrip() if prefix.strip() else line)
        if waiting and waiting[0][0] in line:
            lines += ["", waiting.pop(0)[1], ""]
    assert not waiting, f"the mail does not say {waiting}"
    return "\n".join(lines)


def broken_open(html: str, typed: Typed, around: tuple[str, str], answer: str) -> str:
    """The quoted HTML with the answers in it.

    Where an answer stands, every element is closed that is open there, and `around` as well
    (the quotation itself); behind it, all of them open again.
    """
    opens, closes = around
    for words, said in typed.between:
        at = html.index(escape(words, quote=False)) + len(escape(words, quote=False))
        path = _path(html[:at])
        ends = "".join(f"</{name}>" for name, _ in reversed(path))
        begins = "".join(tag for _, tag in path)
        said = answer.format(escape(said, quote=False))
        html = f"{html[:at]}{ends}{closes}{said}{opens}{begins}{html[at:]}"
    return f"{opens}{html}{closes}"


def put_between(html: str, typed: Typed, answer: str) -> str:
    """The quoted HTML with the answers written right into it, as Outlook lets one do."""
    for words, said in typed.between:
        at = html.index(escape(words, quote=False)) + len(escape(words, quote=False))
        html = html[:at] + answer.format(escape(said, quote=False)) + html[at:]
    return html


def _path(html: str) -> list[tuple[str, str]]:
    """The elements that are open at the end, each with its tag."""
    path: list[tuple[str, str]] = []
    for match in _TAG.finditer(html):
        closing, name, empty = match[1], match[2].lower(), match[3]
        if closing:
            while path and path.pop()[0] != name:
                pass
        elif not empty and name not in _VOID:
            path.append((name, match[0]))
    return path
