"""Which mails a mail names: ids only, never the addresses of people."""

from __future__ import annotations

from base64 import b64encode

import pytest

from samehand.ingest import ancestry

PEOPLE = {"carla@example.org", "ana@acme.example"}


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@x.example>", ("a@x.example",)),
        ("<a@x.example> <b@x.example>", ("a@x.example", "b@x.example")),
        ("<a@x.example> (Ana's message of Monday)", ("a@x.example",)),
        ('Message from Ana <ana@acme.example> of "Mon" <a@x.example>', ("a@x.example",)),
        ('Your message of "Mon, 2 Mar 2026" <a@x.example>', ("a@x.example",)),
        ("Message from Ana <ana@acme.example> of Mon <a@x> <b@x> .", ("a@x", "b@x")),
        ("Carla Cole <carla@example.org>", ()),
        ("Carla's >>>", ()),
        ("ana@acme.example's message of Monday, carla@example.org said", ()),
        ("a@x.example", ("a@x.example",)),
        ("ana@acme.example", ()),
        ("<>", ()),
        ("", ()),
    ],
)
def test_only_an_id_says_what_is_answered(value: str, ids: tuple[str, ...]) -> None:
    assert ancestry.in_reply_to([value], PEOPLE) == ids


def test_an_address_among_references_names_no_mail() -> None:
    value = "<Carla@example.org> <a@x.example>\r\n <b@x.example>"
    assert ancestry.references([value], PEOPLE) == ("a@x.example", "b@x.example")


ROOT = bytes([1, 0xD0, 0x5A, 1, 2, 3]) + bytes(range(16))


@pytest.mark.parametrize(
    ("index", "root"),
    [
        (ROOT, ROOT.hex()),
        (ROOT + b"child", ROOT.hex()),
        (ROOT + b"child" * 9, ROOT.hex()),
        (ROOT[:-1], ""),
        (bytes([1, 0xD0, 0x5A, 1, 2, 3]) + bytes(16), ""),
        (b"", ""),
    ],
)
def test_all_mails_of_an_exchange_thread_have_one_root(index: bytes, root: str) -> None:
    assert ancestry.thread_root(b64encode(index).decode()) == root


@pytest.mark.parametrize("value", ["", "no base64!", "AdBa", "ÄÖÜ", "A" * 100_001])
def test_what_is_no_thread_index_has_no_root(value: str) -> None:
    ancestry.thread_root(value)
    assert ancestry.thread_root(value[:50]) == ""
