"""The parts of a mail: which of them are its text, and which are attachments.

Plain text is taken where it is there; HTML is turned into text only where it is all there is,
because that is slow. An attached mail is passed on whole, never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email import policy
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from mimetypes import guess_extension

from samehand.ingest import charset, headers
from samehand.ingest.body import text_from_html
from samehand.ingest.message import Attachment

LONGEST_NAME = 120
LONGEST_TEXT = 1_000_000  # characters: what nobody would read is not searched either
_AS_IT_CAME = policy.compat32.clone(max_line_length=0, cte_type="8bit")
if hasattr(_AS_IT_CAME, "verify_generated_headers"):  # Python 3.11 may not know it
    _AS_IT_CAME = _AS_IT_CAME.clone(verify_generated_headers=False)
_ENCODINGS = ("base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue")
_UNSPEAKABLE = re.compile(r'[\\/:*?"<>|]')
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ATTACHED_TEXTS = {"text/calendar", "text/rfc822-headers", "text/vcard", "text/x-vcard"}
_STUB = re.compile(
    r"\b(?:html|browser|view|display|ansehen|anzeigen|afficher|ver|visualiz)", re.I
)


@dataclass(frozen=True)
class Status:
    """The fields of a machine's report about one recipient, by lower-case name."""

    fields: dict[str, str]


@dataclass(frozen=True)
class Parts:
    """What a mail holds. `types` are the content types of all parts, in order."""

    text: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    types: frozenset[str] = frozenset()
    report_type: str = ""
    statuses: tuple[Status, ...] = ()
    returned: Message | None = None


def read_parts(mail: Message) -> Parts:
    """Sort the parts of a parsed mail."""
    gathered = _Gathered(mail)
    text = gathered.text_of(mail)
    return Parts(
        text=text,
        attachments=tuple(gathered.attachments),
        types=frozenset(gathered.types),
        report_type=_parameter(mail, "report-type").lower(),
        statuses=tuple(gathered.statuses),
        returned=gathered.returned,
    )


class _Gathered:
    def __init__(self, mail: Message) -> None:
        self._mail = mail
        self.attachments: list[Attachment] = []
        self.types: set[str] = set()
        self.statuses: list[Status] = []
        self.returned: Message | None = None

    def text_of(self, part: Message, *, wanted: bool = True) -> str:
        """The text of a part and everything below it; the depth was limited on the bytes.

        Where it is not wanted, only the attachments and types below are gathered.
        """
        _repair(part)
        kind = part.get_content_type()
        self.types.add(kind)
        children = _children(part)
        if kind == "multipart/alternative" and children:
            return self._best_of(children, wanted=wanted)
        if kind.startswith("multipart/") and children:
            return _joined(self.text_of(child, wanted=wanted) for child in children)
        if kind.startswith("message/") and children:
            self._attach_mail(part, kind, children)
        elif _is_text(part, kind, is_all=part is self._mail):
            return self._text(part, kind) if wanted else ""
        else:
            self._attach(part, kind)
        return ""

    def _best_of(self, children: Sequence[Message], *, wanted: bool) -> str:
        """One text in several forms: the plain one, unless it only points to the others."""
        plain = [child for child in children if child.get_content_type() == "text/plain"]
        text = _joined(self.text_of(child, wanted=wanted) for child in plain)
        wanted = wanted and _is_stub(text)
        others = [
            self.text_of(child, wanted=wanted) for child in children if child not in plain
        ]
        return next((other for other in others if other.strip()), text)

    def _text(self, part: Message, kind: str) -> str:
        """A part's text; what is too long to be read is cut, and attached as a whole."""
        text = charset.decode(_content(part), _parameter(part, "charset") or None)
        text = tidy(text_from_html(text) if kind == "text/html" else text)
        if len(text) > LONGEST_TEXT:
            self._attach(part, kind)
        return text[:LONGEST_TEXT]

    def _attach(self, part: Message, kind: str) -> None:
        content = _content(part)
        name = _file_name(part)
        extension = guess_extension(kind) or ".bin"
        self.attachments.append(
            Attachment(
                name=name or f"attachment-{len(self.attachments) + 1}{extension}",
                type=kind,
                content=content,
                inline=_disposition(part) != "attachment" and "content-id" in part,
                content_id=next(
                    iter(headers.message_ids(str(part.get("content-id", "")))), None
                ),
                named=bool(name),
            )
        )

    def _attach_mail(self, part: Message, kind: str, children: list[Message]) -> None:
        if kind == "message/delivery-status":
            self.statuses.extend(Status(_status_fields(child)) for child in children)
            content = b"\n".join(_flat(child) for child in children)
            extension = ".txt"
        else:
            mail = children[0]
            if self.returned is None:
                self.returned = mail
            content, extension = _attached_mail(part, mail), ".eml"
        name = _file_name(part)
        subject = file_name(headers.text(_raw(children[0], "subject")))
        self.attachments.append(
            Attachment(
                name=name or f"{subject or 'message'}{extension}",
                type=kind,
                content=content,
                named=bool(name),
            )
        )


def _repair(part: Message) -> None:
    """Give a part's header its raw characters back, which the library replaces by U+FFFD."""
    for name, value in list(part.raw_items()):
        if not str(value).isascii():
            part.replace_header(name, headers.undo_escape(str(value)))


def _raw(part: Message, name: str) -> str:
    values = (str(value) for known, value in part.raw_items() if known.lower() == name)
    return next(values, "")


def _children(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else None
    return [child for child in payload if isinstance(child, Message)] if payload else []


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _is_text(part: Message, kind: str, *, is_all: bool) -> bool:
    """Whether a part is to be read; one with a name is passed on, unless it is all there is."""
    if kind.startswith("multipart/"):
        return True  # its boundary is missing, or never comes
    if not kind.startswith("text/") or kind in _ATTACHED_TEXTS:
        return False
    if _disposition(part) == "attachment":
        return False
    return is_all or kind == "text/html" or not part.get_filename()


def _is_stub(text: str) -> bool:
    """Whether a plain alternative is empty, or says only where the real mail is to be read."""
    words = text.split()
    if len(words) > 40 or len(text) > 400:
        return False
    return not words or ("html" in text.lower() and bool(_STUB.search(text)))


def tidy(text: str) -> str:
    """Lines end in LF; what no text should hold (NUL and its like) is taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)


def _content(part: Message) -> bytes:
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    if encoding and encoding not in _ENCODINGS:
        known = (one for one in _ENCODINGS if encoding.strip().startswith(one))
        meant = next(known, "8bit")
        part.replace_header("content-transfer-encoding", meant)
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _attached_mail(part: Message, mail: Message) -> bytes:
    encoding = str(part.get("content-transfer-encoding", "")).lower().strip()
    if encoding == "base64" and not mail.keys():  # forbidden by RFC 2046, and seen in the wild
        return headers.base64_bytes(_content(mail))
    return _flat(mail)


def _flat(mail: Message) -> bytes:
    out = BytesIO()
    _AnyBytes(out, mangle_from_=False, policy=_AS_IT_CAME).flatten(mail)
    return out.getvalue()


class _AnyBytes(BytesGenerator):
    """Writes what the library's own generator refuses: boundaries outside ASCII."""

    _fp: BytesIO  # where the library's own `write` writes

    def write(self, text: str) -> None:
        self._fp.write(text.encode("utf-8", "surrogateescape"))


def _status_fields(block: Message) -> dict[str, str]:
    return {name.lower(): headers.text(str(value)) for name, value in block.raw_items()}


def _disposition(part: Message) -> str:
    return str(part.get("content-disposition", "")).partition(";")[0].strip().lower()


def _parameter(part: Message, name: str) -> str:
    """A parameter of Content-Type; RFC 2231 may give it in three pieces."""
    value = part.get_param(name, "")
    return headers.text(value[2] if isinstance(value, tuple) else str(value))


def _file_name(part: Message) -> str:
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(parameter, header=header)
        if isinstance(value, tuple):
            named = charset.decode(value[2].encode("latin-1", "replace"), value[0] or "utf-8")
        else:
            named = str(value or "")
        if named.strip():
            return file_name(headers.text(named))
    return ""


def file_name(named: str) -> str:
    """A name for people, cleaned first and cut second: no path, no device, no trailing dots."""
    name = _UNSPEAKABLE.sub("_", named.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:
        return name[:LONGEST_NAME].strip(" .")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
