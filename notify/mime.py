"""The body of an outgoing mail as bytes: 7bit, quoted-printable or base64, with canonical CRLF.

Nothing that a mail client might run is passed on under its own type: it goes as bytes to save.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote

from samehand.ingest.message import Attachment
from samehand.notify.headers import Field, clean

LONGEST_FILE_NAME = 120

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_TYPE = re.compile(
    r"(?:application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9.+-]{0,80}"
)
_RUNS = re.compile(r"html|xml|svg|script")
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|;', "_"))

Part = tuple[list[Field], bytes]


def text_part(text: str, subtype: str = "plain") -> Part:
    """A text, readable in the raw mail where its language allows it."""
    if not text.replace("\n", "").isprintable():
        text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    text = text.rstrip("\n") + "\n"
    data = text.encode()
    if text.isascii() and max(map(len, text.split("\n"))) <= 990:
        encoding, charset, body = "7bit", "us-ascii", data
    elif len(data) - len(text) < len(text) // 4:
        encoding, charset, body = "quoted-printable", "utf-8", binascii.b2a_qp(data)
    else:
        encoding, charset, body = "base64", "utf-8", base64.encodebytes(data)
    fields = [
        ("Content-Type", f"text/{subtype}; charset={charset}"),
        ("Content-Transfer-Encoding", encoding),
    ]
    return fields, body.replace(b"\n", b"\r\n")


def attached_part(attachment: Attachment, content_id: str | None = None) -> Part:
    """A file to save, under its own name and a type that nobody's client runs.

    With a `content_id` it is a picture that stands within the HTML.
    """
    place = "inline" if content_id else "attachment"
    fields = [
        ("Content-Type", _safe_type(attachment.type)),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"{place}{_file_name(clean_file_name(attachment.name))}"),
        *((("Content-ID", f"<{content_id}>"),) if content_id else ()),
    ]
    return fields, base64.encodebytes(attachment.content).replace(b"\n", b"\r\n")


def together(kind: str, parts: Sequence[Part], message_id: str) -> Part:
    """Several parts as one: `mixed`, `alternative` or `related`; a single one as it is.

    The boundary's `=_` can stand in no encoded part, and nobody guesses the rest of it.
    """
    if len(parts) == 1:
        return parts[0]
    boundary = f"=_{sha256(f'{kind} {message_id}'.encode()).hexdigest()[:40]}"
    pieces: list[bytes] = []
    for fields, body in parts:
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        pieces += [f"--{boundary}\r\n{head}\r\n".encode(), body, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    inner = ' type="text/html";' if kind == "related" else ""  # RFC 2387
    content_type = f'multipart/{kind};{inner}\r\n boundary="{boundary}"'
    return [("Content-Type", content_type)], b"".join(pieces)


def clean_file_name(name: str) -> str:
    """A bare file name: first made visible, then rid of folders and leading dots."""
    name = clean(name, 1_000).replace("\\", "/").rpartition("/")[2].translate(_NOT_IN_NAMES)
    name = name.strip(" .")
    if len(name) > LONGEST_FILE_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 10 else ""
        name = (stem or name)[: LONGEST_FILE_NAME - len(ending)].rstrip(" .") + ending
    return name or "attachment"


def _safe_type(type_: str) -> str:
    type_ = type_.lower()
    safe = _TYPE.fullmatch(type_) and not _RUNS.search(type_.replace("openxml", ""))
    return type_ if safe else "application/octet-stream"


def _file_name(name: str) -> str:
    """The parameter; in RFC 2231's form where it is not ASCII, in pieces where that is long."""
    if name.isascii():
        return f';\r\n filename="{name}"'
    pieces = re.findall(r"(?:%..|[^%]){1,250}", "utf-8''" + quote(name, safe=""))
    if len(pieces) == 1:
        return f";\r\n filename*={pieces[0]}"
    return "".join(f";\r\n filename*{n}*={piece}" for n, piece in enumerate(pieces))
