"""Mail that its sender closed or signed, with S/MIME (RFC 8551) or PGP (RFC 3156, RFC 9580).

It is passed on as it came: never opened, never checked. Whoever reads it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from samehand.ingest.message import Protection
from samehand.ingest.mime.structure import Part

_ARMOUR = re.compile(r"^-----BEGIN PGP (SIGNED )?MESSAGE-----[ \t]*$", re.MULTILINE)
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
_OPAQUE = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_ONLY_SIGNED = {"signed-data", "certs-only"}


def protection(mail: Part, text: str) -> Protection | None:
    """How a mail is closed or signed; what hides its words counts before what does not."""
    found = [one for part in _own_parts(mail) if (one := _protection_of(part))]
    armour = _ARMOUR.search(text)
    if armour:
        found.append(Protection.PGP_SIGNED if armour[1] else Protection.PGP_ENCRYPTED)
    return next((one for one in found if one.is_closed), next(iter(found), None))


def told(how: Protection | None, text: str) -> str:
    """The text with a word in front where there is something in the mail that it cannot say."""
    if how is None or (how is Protection.SMIME_SIGNED and text.strip()):
        return text
    if how is Protection.SMIME_SIGNED:
        return (
            "This mail is signed (S/MIME) in a form that wraps it. It is attached as it came."
        )
    if not how.is_closed:
        return text
    name = "S/MIME" if how is Protection.SMIME_ENCRYPTED else "PGP"
    where = "stands below" if _ARMOUR.search(text) else "is attached"
    said = f"This mail is encrypted ({name}). It {where} as it came."
    return f"{said}\n\n{text}" if text.strip() else said


def _own_parts(mail: Part) -> Iterator[Part]:
    """The parts of this mail, and not those of mails that are attached to it."""
    yield mail
    if mail.type.startswith("multipart/"):
        for child in mail.children:
            yield from _own_parts(child)


def _protection_of(part: Part) -> Protection | None:
    if part.type in _OPAQUE:
        kind = part.content_type["smime-type"].lower()
        is_signed = kind in _ONLY_SIGNED or (not kind and _SIGNED_DATA in part.content()[:60])
        return Protection.SMIME_SIGNED if is_signed else Protection.SMIME_ENCRYPTED
    if part.type == "multipart/encrypted":
        return Protection.PGP_ENCRYPTED
    if part.type == "multipart/signed":
        is_pgp = "pgp" in part.content_type["protocol"].lower()
        return Protection.PGP_SIGNED if is_pgp else Protection.SMIME_SIGNED
    return None
