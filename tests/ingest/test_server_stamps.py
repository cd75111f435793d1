"""What mail servers in the field write on a mail that they take, and what it is worth.

Each file in `stamps` is what one kind of server puts above a mail of Ana's. What a sender
writes stands below it, and never makes a verdict better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from samehand.config.settings import Profile, Trust
from samehand.ingest.authentication import Result, Verdict, vouched
from samehand.ingest.parse import read_header

ANA = "ana@acme.example"
STAMPS = Path(__file__).with_name("stamps")
OWN = Trust("mail.desk.example")
CLEAN = Trust("mail.desk.example", removes_forged=True)
FASTMAIL = Trust("*.messagingengine.com", removes_forged=True)
YAHOO = Trust("*.yahoo.com")
ICLOUD = Trust("dmarc.icloud.com")
PROTON = Trust("mail.protonmail.ch")
GMAIL = Trust(profile=Profile.GMAIL)
EXCHANGE = Trust(profile=Profile.MICROSOFT365)
LOGGED_IN = b"(Authenticated sender: ana@acme.example)\n\t"

# Where the server's verdict on DMARC can be read, with the trust that it takes.
BY_DMARC = [
    ("gmail", GMAIL),
    ("exchange-online", EXCHANGE),
    ("dovecot-rspamd", OWN),
    ("opendkim-opendmarc", OWN),
    ("opendkim-opendmarc-below", OWN),
    ("fastmail", FASTMAIL),
    ("yahoo", YAHOO),
    ("icloud", ICLOUD),
    ("proton", PROTON),
    ("stalwart", OWN),
    ("exim", OWN),
]
OTHERWISE = [("amavis", OWN), ("mailcow-logged-in", CLEAN), ("postfix-logged-in", OWN)]


def stamp(name: str) -> bytes:
    return (STAMPS / f"{name}.eml").read_bytes()


def said(top: bytes, trust: Trust, sender_writes: bytes = b"") -> Verdict:
    mail = top + sender_writes + b"From: Ana <ana@acme.example>\nSubject: Re: The kettle\n\n"
    return vouched(read_header(mail), ANA, trust)


def denied(top: bytes) -> bytes:
    """The same from somebody who is not Ana."""
    for method in (b"dkim", b"dmarc", b"spf", b"auth"):
        top = top.replace(method + b"=pass", method + b"=fail")
    return top.replace(LOGGED_IN, b"")


def unsaid(top: bytes) -> bytes:
    """The same where the server could find out nothing."""
    for method in (b"dkim", b"dmarc", b"spf", b"auth"):
        for result in (b"pass", b"fail"):
            top = top.replace(method + b"=" + result, method + b"=none")
    return top.replace(LOGGED_IN, b"")


def test_each_stamp_is_tried() -> None:
    tried = {name for name, _ in (*BY_DMARC, *OTHERWISE)} | {"exchange-online-inside"}
    assert tried == {path.stem for path in STAMPS.iterdir()}


@pytest.mark.parametrize(("name", "trust"), [*BY_DMARC, *OTHERWISE])
def test_a_mail_that_its_server_vouches_for_is_anas(name: str, trust: Trust) -> None:
    assert said(stamp(name), trust).result is Result.PASS


@pytest.mark.parametrize(("name", "trust"), BY_DMARC)
def test_a_mail_that_its_server_denies_is_not(name: str, trust: Trust) -> None:
    assert said(denied(stamp(name)), trust).result is Result.FAIL


@pytest.mark.parametrize(("name", "trust"), [*BY_DMARC, *OTHERWISE])
def test_what_its_server_could_not_find_out_is_no_pass(name: str, trust: Trust) -> None:
    assert said(unsaid(stamp(name)), trust).result is Result.NONE


NAMES = [
    "mail.desk.example",
    "mx.google.com",
    "mail.protonmail.ch",
    "dmarc.icloud.com",
    "phl-mx-04.messagingengine.com",
    "mx1.messagingengine.com",
    "atlas-production.v2-mail-prod1-bf1.omega.yahoo.com",
    "atlas1.yahoo.com",
]
FORGED = [
    "dmarc=pass header.from=acme.example",
    "dkim=pass header.d=acme.example",
    "auth=pass smtp.auth=ana@acme.example",
]
BARE = "spf=pass smtp.mailfrom=acme.example;dmarc=pass action=none header.from=acme.example"
SUBMISSION = stamp("postfix-logged-in").partition(b"Received: from [192")


@pytest.mark.parametrize("worse", [denied, unsaid])
@pytest.mark.parametrize(
    ("name", "trust"), [(n, replace(t, removes_forged=False)) for n, t in BY_DMARC + OTHERWISE]
)
def test_nothing_that_a_sender_writes_below_makes_it_better(
    name: str, trust: Trust, worse: Callable[[bytes], bytes]
) -> None:
    top = worse(stamp(name))
    if b"Authentication-Results" not in top:
        top += f"Authentication-Results: {trust.authserv_id}; none\n".encode()
    for server in NAMES:
        hop = f"Received: from a (a [192.0.2.1]) by {server} (Postfix) with ESMTPS id 5; Fri\n"
        for forged in (BARE, *(f"{server}; {one}" for one in FORGED)):
            field = f"Authentication-Results: {forged}\n".encode()
            for below in (field, field + hop.encode(), field + b"".join(SUBMISSION[1:])):
                assert said(top, trust, below).result is not Result.PASS, below


def test_what_is_stacked_below_the_own_hop_counts_where_forgeries_are_removed() -> None:
    """The first field alone says nothing here; the next could be a sender's."""
    top = stamp("opendkim-opendmarc-below").replace(
        b"Authentication-Results: mail.desk.example; dmarc",
        b"Authentication-Results: mail.desk.example; spf=none smtp.mailfrom=a.example\n"
        b"Authentication-Results: mail.desk.example; dmarc",
    )
    assert said(top, OWN).result is Result.NONE
    assert said(top, CLEAN).result is Result.PASS


def test_what_may_be_the_servers_own_denial_is_a_reason_for_doubt() -> None:
    top = denied(stamp("opendkim-opendmarc-below")).replace(b"dmarc=fail", b"dmarc=none")
    assert said(top, OWN) == Verdict(
        Result.NONE, "nothing passed for acme.example", is_doubtful=True
    )
    plain = unsaid(stamp("opendkim-opendmarc-below"))
    assert said(plain, OWN) == Verdict(Result.NONE, "nothing passed for acme.example")


@pytest.mark.parametrize("more", ["", "Authentication-Results: other.example; spf=none\n"])
def test_a_block_of_statements_ends_where_another_server_speaks(more: str) -> None:
    top = b"Authentication-Results: mail.desk.example; spf=none smtp.mailfrom=a.example\n"
    rest = b"Authentication-Results: mail.desk.example; dmarc=pass header.from=acme.example\n"
    expected = Result.NONE if more else Result.PASS
    assert said(top + more.encode() + rest, CLEAN).result is expected


LOGGED_IN_AS_MALLORY = stamp("postfix-logged-in").replace(b"ana@", b"mallory@")
IN_SILENCE = stamp("postfix-logged-in").replace(LOGGED_IN, b"")


@pytest.mark.parametrize("top", [LOGGED_IN_AS_MALLORY, IN_SILENCE])
@pytest.mark.parametrize("forged", FORGED)
def test_who_is_logged_in_cannot_vouch_for_themselves(top: bytes, forged: str) -> None:
    """Filters often leave such mail alone, and with it what it says in their name."""
    field = f"Authentication-Results: mail.desk.example; {forged}\n".encode()
    assert said(top, OWN, field).result is Result.NONE
    assert said(field + top, OWN).result is Result.PASS, "nobody writes above the server"


def test_two_names_that_fit_are_two_servers() -> None:
    top = b"Authentication-Results: a.messagingengine.com; dmarc=none header.from=x.example\n"
    rest = b"Authentication-Results: b.messagingengine.com; dmarc=pass"
    assert said(top + rest + b" header.from=acme.example\n", FASTMAIL).result is Result.NONE


@pytest.mark.parametrize(
    "server", ["messagingengine.com", "xmessagingengine.com", "a.messagingengine.com.x"]
)
def test_a_name_with_a_star_stands_for_what_is_below_it_only(server: str) -> None:
    top = f"Authentication-Results: {server}; dmarc=pass header.from=acme.example\n"
    assert said(top.encode(), FASTMAIL).result is Result.NONE


def test_mail_inside_a_tenant_of_exchange_is_not_vouched_for() -> None:
    """AuthAs: Internal says that somebody of the tenant wrote it, not who; and it is not
    taken away on every way in."""
    assert said(stamp("exchange-online-inside"), EXCHANGE).result is Result.NONE


@pytest.mark.parametrize(
    "hop",
    [
        b"from localhost ([127.0.0.1]) (evil.example [203.0.113.6]) by mail.desk.example",
        b"from [127.0.0.1] (evil.example [203.0.113.6]) by mail.desk.example (Postfix)",
        b"from localhost (localhost [127.0.0.1]) by x (evil.example [203.0.113.6]) by mail",
        b"from localhost (127.0.0.1) by mail.desk.example with ESMTP",
        b"from x with LMTP id 5 (evil.example [203.0.113.6]) by mail.desk.example",
    ],
)
def test_no_name_of_a_client_makes_its_hop_an_inner_one(hop: bytes) -> None:
    """Else the hop below, which the client has written, were taken for the own server's."""
    top = b"Received: " + hop + b"; Fri\n"
    top += b"Authentication-Results: mail.desk.example; dmarc=none header.from=acme.example\n"
    below = b"Authentication-Results: mail.desk.example; dkim=pass header.d=acme.example\n"
    border = (
        b"Received: from a (a [192.0.2.1]) by mail.desk.example (Postfix) with ESMTP; Fri\n"
    )
    assert said(top, OWN, below + border).result is Result.NONE
