"""Header fields with parameters, as broken as they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.parameters import structured


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("attachment; filename=bill.pdf", "bill.pdf"),
        ('attachment; filename="bill.pdf"', "bill.pdf"),
        ("attachment; FILENAME = bill.pdf ; size=3", "bill.pdf"),
        ("attachment; filename=the bill.pdf; size=3", "the bill.pdf"),
        ('attachment; filename="a;b.pdf"', "a;b.pdf"),
        ('attachment; filename="never closed.pdf', "never closed.pdf"),
        ('attachment filename="bill.pdf"', "bill.pdf"),
        (r'attachment; filename="a \"b\".pdf"', 'a "b".pdf'),
        (r'attachment; filename="C:\new\bill.pdf"', r"C:\new\bill.pdf"),
        ('attachment; filename="=?utf-8?q?M=C3=A4rz.pdf?="', "März.pdf"),
        ('attachment; filename="=?utf-8?q?M=C3?=\n =?utf-8?q?=A4rz.pdf?="', "März.pdf"),
        ("attachment; filename=M\udcc3\udca4rz.pdf", "März.pdf"),
        ("attachment; filename*=utf-8'de'M%C3%A4rz.pdf", "März.pdf"),
        ("attachment; filename*=iso-8859-1''M%E4rz.pdf", "März.pdf"),
        ("attachment; filename*=M%C3%A4rz.pdf", "März.pdf"),
        ("attachment; filename*=\"utf-8''M%C3%A4rz.pdf\"", "März.pdf"),
        ("attachment; filename=x.pdf; filename*=utf-8''M%C3%A4rz.pdf", "März.pdf"),
        ("attachment; filename*0=one; filename*1=two.pdf", "onetwo.pdf"),
        ("attachment; filename*1=two.pdf; filename*0=one", "onetwo.pdf"),
        ("attachment; filename*0*=utf-8''M%C3; filename*1*=%A4rz; filename*2=.pdf", "März.pdf"),
        ("attachment; filename*=x''y'z; filename*0=a", "y'z"),
        ("attachment; filename*99999999=a", ""),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_a_parameter_is_found_and_decoded(field: str, name: str) -> None:
    assert structured(field)["filename"] == name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Attachment; x=y", "attachment"),
        (" base64 (comment)", "base64"),
        ("text/plain charset=x", "text/plain"),
        ("", ""),
    ],
)
def test_the_value_comes_before_them(field: str, value: str) -> None:
    assert structured(field).value == value


@given(st.text(alphabet="ab;=*'\"\\%01 \n\udcff=?q", max_size=200))
def test_any_field_can_be_read(field: str) -> None:
    found = structured(field)
    for name in ("a", "b", *found.raw):
        found[name].encode("utf-8")
