"""Why a mail was not delivered, and whether that speaks against the address."""

from __future__ import annotations

import pytest

from samehand.ingest.kinds.cause import Cause, read_cause

NOT_FOR_GOOD, FOR_GOOD, UNTOLD = False, True, None


@pytest.mark.parametrize(
    ("text", "cause", "permanent"),
    [
        ("550 5.1.1 <carla@c.example>... User unknown", Cause.UNKNOWN_USER, FOR_GOOD),
        ("450 4.1.1 <c@c.example>: unknown user", Cause.UNKNOWN_USER, FOR_GOOD),
        ("550 No such recipient here", Cause.UNKNOWN_USER, FOR_GOOD),
        ("This user doesn't have a mail.example account", Cause.UNKNOWN_USER, FOR_GOOD),
        ("550 5.4.1 Recipient address rejected: Access denied", Cause.UNKNOWN_USER, FOR_GOOD),
        ("550 <c@c.example>: Recipient address rejected", Cause.UNKNOWN_USER, FOR_GOOD),
        ("550 5.1.1 inactive email address", Cause.UNKNOWN_USER, FOR_GOOD),
        ("Empfänger unbekannt", Cause.UNKNOWN_USER, FOR_GOOD),
        ("メールアドレスが見つかりません", Cause.UNKNOWN_USER, FOR_GOOD),
        ("Host or domain name not found", Cause.UNKNOWN_HOST, FOR_GOOD),
        ("c@c.example: Domain does not exist", Cause.UNKNOWN_HOST, FOR_GOOD),
        ("DNS lookup failure: host mx.example not found", Cause.UNKNOWN_HOST, FOR_GOOD),
        ("550 5.1.6 recipient no longer on server", Cause.MOVED, FOR_GOOD),
        ("This account has been disabled or discontinued", Cause.MOVED, FOR_GOOD),
        ("556 5.1.10 the domain has a null MX", Cause.NO_MAIL, FOR_GOOD),
        ("550 5.7.1 Unable to relay for c@c.example", Cause.NO_MAIL, FOR_GOOD),
        ("552 5.2.2 Mailbox full", Cause.FULL, UNTOLD),
        ("452 4.2.2 Mailbox full", Cause.FULL, NOT_FOR_GOOD),
        ("550 over quota", Cause.FULL, UNTOLD),
        ("disk quota\n   exceeded", Cause.FULL, UNTOLD),
        ("The inbox is out of storage space and inactive", Cause.FULL, UNTOLD),
        ("5.1.0 Unknown address error 550-'5.2.2 Mailbox Full'", Cause.FULL, UNTOLD),
        ("メールボックスが一杯のため", Cause.FULL, UNTOLD),
        ("550 5.2.1 The account is disabled", Cause.LOCKED, NOT_FOR_GOOD),
        ("550 5.7.1 User c@c.example temporary locked", Cause.LOCKED, NOT_FOR_GOOD),
        ("450 4.2.1 receiving mail at a rate that", Cause.TOO_MUCH, NOT_FOR_GOOD),
        ("552 Too many recipients", Cause.TOO_MUCH, NOT_FOR_GOOD),
        ("552 5.3.4 Message too big for system", Cause.TOO_BIG, NOT_FOR_GOOD),
        ("554 5.7.1 Client host rejected: blocked using a list", Cause.BLOCKED, NOT_FOR_GOOD),
        ("SMTP error from remote mail server after EHLO: 550 no", Cause.BLOCKED, NOT_FOR_GOOD),
        ("550 5.7.1 this looks like spam", Cause.SPAM, NOT_FOR_GOOD),
        ("550 5.7.26 refused by the DMARC rules of acme.example", Cause.POLICY, NOT_FOR_GOOD),
        ("connect to mx.example:25: Connection timed out", Cause.NETWORK, NOT_FOR_GOOD),
        ("Host not found, try again", Cause.NETWORK, NOT_FOR_GOOD),
        ("554 5.4.6 Too many hops", Cause.NETWORK, NOT_FOR_GOOD),
        ("554 4.4.7 Message expired", Cause.EXPIRED, NOT_FOR_GOOD),
        ("I'm giving up after some days", Cause.EXPIRED, NOT_FOR_GOOD),
        ("451 Temporary local problem", Cause.SYSTEM, NOT_FOR_GOOD),
        ("x", None, UNTOLD),
        ("550 no", None, FOR_GOOD),
        ("450 no", None, NOT_FOR_GOOD),
        ("This is a permanent error.", None, FOR_GOOD),
        ("server 2.5.1 says 250 and 192.0.2.5", None, UNTOLD),
    ],
)
def test_a_servers_words_tell_why_a_mail_came_back_and_for_how_long(
    text: str, cause: Cause | None, permanent: bool | None
) -> None:
    assert read_cause(text) == (cause, permanent)


@pytest.mark.parametrize(
    ("status", "cause", "permanent"),
    [
        ("5.1.1", Cause.UNKNOWN_USER, FOR_GOOD),
        ("4.1.1", Cause.UNKNOWN_USER, FOR_GOOD),
        ("5.1.2", Cause.UNKNOWN_HOST, FOR_GOOD),
        ("5.1.6", Cause.MOVED, FOR_GOOD),
        ("5.1.10", Cause.NO_MAIL, FOR_GOOD),
        ("5.2.1", Cause.LOCKED, NOT_FOR_GOOD),
        ("4.2.2", Cause.FULL, NOT_FOR_GOOD),
        ("5.2.2", Cause.FULL, UNTOLD),
        ("5.2.3", Cause.TOO_BIG, NOT_FOR_GOOD),
        ("5.3.0", Cause.SYSTEM, NOT_FOR_GOOD),
        ("5.4.1", Cause.NETWORK, NOT_FOR_GOOD),
        ("4.4.7", Cause.EXPIRED, NOT_FOR_GOOD),
        ("5.6.1", Cause.POLICY, NOT_FOR_GOOD),
        ("5.7.1", Cause.POLICY, NOT_FOR_GOOD),
        ("5.0.0", None, FOR_GOOD),
        ("5.0.0 (permanent failure)", None, FOR_GOOD),
        ("4.0.0", None, NOT_FOR_GOOD),
        ("", None, UNTOLD),
        ("nonsense", None, UNTOLD),
    ],
)
def test_codes_tell_why_where_words_do_not(
    status: str, cause: Cause | None, permanent: bool | None
) -> None:
    assert read_cause("", status) == (cause, permanent)
