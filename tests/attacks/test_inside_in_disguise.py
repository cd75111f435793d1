"""What is inside, in forms that no search for it as it stands would find, and in files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samehand.desk.agents.holds.held import Cause
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, Desk, Sent
from samehand.tests.attacks.test_reading_what_is_not_yours import with_part
from samehand.tests.attacks.test_showing_the_inside import causes, token_of

SAFE_LINK = (
    "https://links.example/?url=https%3A%2F%2Fx.example&data=05%7Cana%40acme.example%7C0"
)


def halves(relay: Sent, between: str) -> str:
    token = token_of(relay)
    return token[:9] + between + token[9:]


DISGUISED: dict[str, Callable[[Sent], str]] = {
    "an address in a link that a server has rewritten": lambda r: SAFE_LINK,
    "an address in a link in a link": lambda r: "https://x.example/?u=ana%2540acme.example",
    "an address with an entity": lambda r: "ana&#64;acme.example",
    "an address with a soft hyphen": lambda r: "ana\u00ad@acme.example",
    "an address with a blank of no width": lambda r: "ana\u200b@acme.example",
    "an address in full-width letters": lambda r: "\uff41na\uff20acme.example",
    "a token with a soft hyphen": lambda r: halves(r, "\u00ad"),
    "a token on two lines": lambda r: halves(r, "\n"),
    "a token in capital letters": lambda r: token_of(r).upper(),
    "a token in full-width letters": lambda r: "".join(
        chr(ord(c) + 0xFEE0) for c in token_of(r)
    ),
    "the mark with soft hyphens": lambda r: "--- wri\u00adte abo\u00adve this line ---",
    "the frame with a soft hyphen": lambda r: "--\u00ad- #1001 | Ana Ruiz",
}


@pytest.mark.parametrize("disguise", DISGUISED.values(), ids=DISGUISED)
def test_in_words_it_holds_the_answer(desk: Desk, disguise: Callable[[Sent], str]) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, f"We send a new one. See {disguise(relay)} for more."))
    assert causes(desk) == [Cause.LEAK]
    assert not desk.of(Purpose.ANSWER)


IN_FILES: dict[str, Callable[[Sent], tuple[str, str, bytes]]] = {
    "the agent's card": lambda r: (
        "text/vcard",
        "ana.vcf",
        b"BEGIN:VCARD\r\nEMAIL:ana@acme.example\r\nEND:VCARD\r\n",
    ),
    "a mail that the agent got": lambda r: (
        "application/octet-stream",
        "mail.eml",
        b"From: x@y.example\r\nTo: ana@acme.example\r\nSubject: x\r\n\r\nhi",
    ),
    "a name with the agent's address": lambda r: ("image/png", f"from {ANA}.png", b"x"),
    "a name that is a token": lambda r: ("image/png", f"{token_of(r)}.png", b"x"),
    "a token alone": lambda r: ("text/plain", "notes.txt", token_of(r).encode()),
    "a token in a folded line": lambda r: (
        "text/calendar",
        "call.ics",
        f"DESCRIPTION:support+a.{halves(r, chr(13) + chr(10) + ' ')}@acme.example".encode(),
    ),
    "a token in a file of a word processor": lambda r: (
        "application/rtf",
        "notes.rtf",
        f"{{\\rtf1 {halves(r, chr(10))}}}".encode(),
    ),
    "the mark in an archived page": lambda r: (
        "application/octet-stream",
        "page.mht",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nwrite ab=\r\nove this line",
    ),
}


@pytest.mark.parametrize("carry", IN_FILES.values(), ids=IN_FILES)
def test_in_a_file_it_holds_the_answer(
    desk: Desk, carry: Callable[[Sent], tuple[str, str, bytes]]
) -> None:
    relay = desk.relayed()
    desk.post(with_part(desk, relay, carry(relay)))
    assert not desk.of(Purpose.ANSWER)
    assert causes(desk) == [Cause.LEAK]


@pytest.mark.parametrize(
    ("type_", "name", "content"),
    [
        ("text/vcard", "shop.vcf", b"BEGIN:VCARD\r\nEMAIL:shop@acme.example\r\nEND:VCARD"),
        ("application/pdf", "offer.pdf", b"%PDF-1.4 write to hello@acme.example"),
        ("image/png", "kettle 100%.png", bytes(range(256)) * 40),
    ],
)
def test_a_file_that_tells_nothing_of_it_goes_out(
    desk: Desk, type_: str, name: str, content: bytes
) -> None:
    relay = desk.relayed()
    desk.post(with_part(desk, relay, (type_, name, content)))
    (sent,) = desk.of(Purpose.ANSWER)
    assert sent.recipients == (CARLA,)
