"""Mail that is signed or closed is passed on as it came, and says so."""

from __future__ import annotations

from base64 import b64encode

import pytest

from samehand.ingest.message import InboundMessage, Protection
from samehand.ingest.parse import read

SIGNED = bytes.fromhex("3080 06092a864886f70d010702 a080")
CLOSED = bytes.fromhex("3080 06092a864886f70d010703 a080")


def smime(content: bytes, kind: str = "") -> InboundMessage:
    return read(
        f"Content-Type: application/pkcs7-mime; {kind}name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\n".encode()
        + b64encode(content)
    )


@pytest.mark.parametrize(
    ("content", "kind", "how", "said"),
    [
        (CLOSED, "smime-type=enveloped-data; ", Protection.SMIME_ENCRYPTED, "encrypted"),
        (CLOSED, "", Protection.SMIME_ENCRYPTED, "encrypted"),
        (b"?", "", Protection.SMIME_ENCRYPTED, "encrypted"),
        (SIGNED, "smime-type=signed-data; ", Protection.SMIME_SIGNED, "signed"),
        (SIGNED, "", Protection.SMIME_SIGNED, "signed"),
    ],
)
def test_smime_that_wraps_the_mail_is_said(
    content: bytes, kind: str, how: Protection, said: str
) -> None:
    message = smime(content, kind)
    assert message.protection is how
    assert message.text.startswith(f"This mail is {said} (S/MIME)")
    assert message.text.endswith("It is attached as it came.")
    assert [(one.name, one.content) for one in message.attachments] == [("smime.p7m", content)]


@pytest.mark.parametrize(
    ("protocol", "kind", "how"),
    [
        ("application/pkcs7-signature", "application/pkcs7-signature", Protection.SMIME_SIGNED),
        ("application/pgp-signature", "application/pgp-signature", Protection.PGP_SIGNED),
    ],
)
def test_a_signed_mail_is_read_and_keeps_its_signature(
    protocol: str, kind: str, how: Protection
) -> None:
    message = read(
        f'Content-Type: multipart/signed; protocol="{protocol}"; boundary=b\n\n--b\n\n'
        f"The lamp is broken.\n--b\nContent-Type: {kind}; name=s\n\nsig\n--b--\n".encode()
    )
    assert (message.text, message.protection) == ("The lamp is broken.", how)
    assert message.attachments[0].content == b"sig"


def test_pgp_mime_is_said_and_attached() -> None:
    armour = b"-----BEGIN PGP MESSAGE-----\r\n\r\nabc \r\n-----END PGP MESSAGE-----\r\n"
    message = read(
        b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\r\n"
        b"\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"
        + armour
        + b"\r\n--b--\r\n"
    )
    assert message.protection is Protection.PGP_ENCRYPTED
    assert message.text == "This mail is encrypted (PGP). It is attached as it came."
    assert message.attachments[1].content == armour


def test_armour_in_the_text_stays_below_a_word_about_it() -> None:
    armour = "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n"
    message = read(b"Subject: x\n\n" + armour.encode())
    assert message.protection is Protection.PGP_ENCRYPTED
    said = "This mail is encrypted (PGP). It stands below as it came."
    assert message.text == f"{said}\n\n{armour}"
    assert said in message.reply


def test_a_text_that_was_signed_in_place_is_left_as_it_is() -> None:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe lamp is broken.\n"
    message = read(b"Subject: x\n\n" + text.encode())
    assert (message.protection, message.text) == (Protection.PGP_SIGNED, text)


@pytest.mark.parametrize(
    "mail",
    [
        b"Subject: x\n\nSomebody wrote -----BEGIN PGP MESSAGE----- here.",
        b"Subject: x\n\n> -----BEGIN PGP MESSAGE-----",
        b"Content-Type: message/rfc822\n\nContent-Type: multipart/signed; boundary=b\n\n--b\n",
    ],
)
def test_what_others_closed_or_signed_is_not_this_mail(mail: bytes) -> None:
    assert read(mail).protection is None
