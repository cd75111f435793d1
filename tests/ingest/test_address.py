"""Who is shown, and who is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.address import MOST, addresses, identity
from samehand.ingest.message import Address
from samehand.ingest.parse import read

ANA = "ana@acme.example"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("ana@acme.example", [("ana@acme.example", "")]),
        ("Ana Ruiz <Ana@Acme.example>", [("ana@acme.example", "Ana Ruiz")]),
        ('"Ruiz, Ana" <ana@acme.example>', [("ana@acme.example", "Ruiz, Ana")]),
        ("Ruiz, Ana <ana@acme.example>", [("ana@acme.example", "Ruiz, Ana")]),
        ("ana@acme.example (Ana Ruiz)", [("ana@acme.example", "Ana Ruiz")]),
        ("=?utf-8?q?A=C3=B1a?= <ana@acme.example>", [("ana@acme.example", "Aña")]),
        ("=?utf-8?q?Ana_=3Cana=40acme.example=3E?=", [("ana@acme.example", "Ana")]),
        (
            "Ana <ana@acme.example> Ben Li <ben@acme.example>",
            [("ana@acme.example", "Ana"), ("ben@acme.example", "Ben Li")],
        ),
        ("Ana <Acme> <ana@acme.example>", [("ana@acme.example", "Ana")]),
        ("a@x.example, b@x.example; c@x.example", [(f"{c}@x.example", "") for c in "abc"]),
        ("team: a@x.example, b@x.example;", [(f"{c}@x.example", "") for c in "ab"]),
        ("undisclosed-recipients:;", []),
        ('"Ana <ana@acme.example>', [("ana@acme.example", "Ana")]),
        ("<@relay.example:ana@acme.example>", [("ana@acme.example", "")]),
        (r'"a \"b\" c" <ana@acme.example>', [("ana@acme.example", 'a "b" c')]),
        ("Ana ((nested) comment) <ana@acme.example>", [("ana@acme.example", "Ana")]),
        ("<>", []),
        ("", []),
        ("nobody", []),
    ],
)
def test_addresses_are_found_in_any_form(raw: str, found: list[tuple[str, str]]) -> None:
    assert addresses(raw) == tuple(Address(*one) for one in found)


def test_an_encoded_word_inside_an_address_is_not_decoded_into_another_address() -> None:
    (found,) = addresses("<=?utf-8?q?ana=40acme.example=3E?=@evil.example>")
    assert found.address != ANA
    assert found.address.endswith("@evil.example")


def test_no_header_names_more_than_a_thousand_addresses() -> None:
    assert len(addresses("a@x.example," * 16_000)) == MOST


@given(st.text(alphabet='ab@<>(),;:"\\ =?.', max_size=400))
def test_any_header_can_be_read(raw: str) -> None:
    for one in addresses(raw):
        assert one.address
        assert "\n" not in one.address + one.name


@pytest.mark.parametrize(
    "raw",
    [
        "ana@acme.example",
        "<ana@acme.example>",
        "Ana Ruiz <ana@acme.example>",
        '"Ruiz, Ana (Support)" <ana@acme.example>',
        "=?utf-8?q?A=C3=B1a?= <ANA@Acme.example>",
        "Ana\r\n Ruiz <ana@acme.example>",
    ],
)
def test_one_plain_mailbox_is_an_identity(raw: str) -> None:
    assert identity([raw]) == ANA


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "Ana",
        "ana@acme.example <mallory@evil.example>",
        '"ana@acme.example" <mallory@evil.example>',
        "=?utf-8?q?ana=40acme.example?= <mallory@evil.example>",
        "ana\uff20acme.example <mallory@evil.example>",
        "ana@acme.example, mallory@evil.example",
        "mallory@evil.example, ana@acme.example",
        "<ana@acme.example> <mallory@evil.example>",
        "Ana <ana@acme.example> mallory",
        "team: ana@acme.example;",
        "ana@acme.example (comment)",
        "Ana (comment) <ana@acme.example>",
        "ana(comment)@acme.example",
        "ana@acme.example@evil.example",
        "<ana@acme.example@evil.example>",
        '"ana"@acme.example',
        "=?utf-8?q?ana?=@acme.example",
        "<=?utf-8?q?ana=40acme.example=3E?=@evil.example>",
        "<@evil.example:ana@acme.example>",
        "Ana <ana @acme.example>",
        "Ana <ana@acme.example",
        "Ana ana@acme.example>",
        "ana@acme.example\r\nBcc: x",
        "ana@acme.example\x00",
        "ana\u200b@acme.example",
        "\uff41na@acme.example",
        "ana@acme.\u0435xample",
        "ana@xn--acme-9ta.example",
        "ana@acme",
        "ana@[192.0.2.1]",
        ".ana@acme.example",
        "ana.@acme.example",
        "ana@-acme.example",
        "a" * 65 + "@acme.example",
        "Ana\udcfc <ana@acme.example>",
    ],
)
def test_anything_else_is_nobody(raw: str) -> None:
    assert identity([raw]) is None


def test_two_from_fields_are_nobody_even_if_they_agree() -> None:
    assert identity([ANA, ANA]) is None
    assert identity([]) is None


_LOOKALIKES = st.sampled_from(
    ["\u212a", "\u017f", "\ufb01", "\uff41", "\u0430", "\u200d", "\xad"]
)


@given(st.integers(0, len(ANA)), _LOOKALIKES)
def test_no_unicode_variant_of_an_agent_is_the_agent(place: int, strange: str) -> None:
    assert identity([ANA[:place] + strange + ANA[place:]]) is None
    assert identity([ANA[:place] + strange + ANA[place + 1 :]]) is None


@given(st.text(alphabet='ana@cme.xpl<>(),;:"\\ =?\r\n\t', max_size=80))
def test_an_identity_is_always_written_out_in_the_field(raw: str) -> None:
    found = identity([raw])
    assert found is None or found in raw.lower()


@pytest.mark.parametrize(
    "header",
    [
        "From: ana@acme.example\r\nFrom: mallory@evil.example",
        "From: mallory@evil.example\r\nFROM: ana@acme.example",
        "From : mallory@evil.example\r\nFrom: ana@acme.example",
        "From: ana@acme.example\r\nFrom\t: mallory@evil.example",
        "From: ana@acme.example\rFrom: mallory@evil.example",
        "From: mallory@evil.example\nFrom: ana@acme.example",
        "From: ana@acme.example\x0bmallory@evil.example",
        "From: Ana\r\n <ana@acme.example>\r\n , mallory@evil.example",
        'From: "Ana" <ana@acme.example>\x00 <mallory@evil.example>',
        "From: =?utf-8?q?Ana?= =?utf-8?q?_=3Cmallory=40evil.example=3E?= <ana@acme.example>",
        "Sender: ana@acme.example\r\nFrom: mallory@evil.example",
        "Resent-From: ana@acme.example\r\nFrom: mallory@evil.example",
        "Reply-To: ana@acme.example\r\nFrom: mallory@evil.example",
    ],
)
def test_a_header_in_which_programs_may_see_others_is_not_anas(header: str) -> None:
    assert read(f"{header}\r\nSubject: x\r\n\r\nhi".encode()).identity != ANA
