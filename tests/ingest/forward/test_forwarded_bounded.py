"""Whatever the bytes: no error, no word that was not there, and soon done."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.ingest.forward.dates import instant
from samehand.ingest.forward.forwarded import Forwarded, forwarded
from samehand.ingest.message import Address, Attachment, InboundMessage
from samehand.ingest.reply.history import unquoted
from samehand.tests.ingest.forward.mail_programs import INLINE, LANGUAGES

TEXTS = [INLINE[program](said) for program in INLINE for said in LANGUAGES.values()]
PIECES = st.one_of(
    st.sampled_from([line for text in TEXTS for line in text.split("\n")]),
    st.text(max_size=30),
    st.sampled_from(
        ["> " * 40, "From: ", "-----", "On ", "wrote:", "<", "[mailto:", "a@b.example"]
    ),
)


@settings(max_examples=150)
@given(lines=st.lists(PIECES, max_size=40), subject=st.sampled_from(["Fwd: x", "Re: x", "I:"]))
def test_what_is_recovered_stands_in_the_mail(
    lines: list[str], subject: str, settings: Settings
) -> None:
    text = "\n".join(lines)
    found = forwarded(InboundMessage(subject=subject, text=text), settings)
    if isinstance(found, Forwarded):
        said = [unquoted(line) for line in text.split("\n")]
        for line in (*found.original.text.split("\n"), *found.above.split("\n")):
            assert unquoted(line) in said or not unquoted(line)
        assert found.original.sender.address.lower() in text.lower()
        assert settings.agent_at(found.original.sender.address) is None


@settings(max_examples=100)
@given(content=st.binary(max_size=400), name=st.sampled_from(["a.eml", "a.msg", "a"]))
def test_any_attachment_may_be_a_mail_or_none(
    content: bytes, name: str, settings: Settings
) -> None:
    file = Attachment(name, "message/rfc822", content)
    forwarded(InboundMessage(subject="Fwd: x", attachments=(file,)), settings)


@given(words=st.text(max_size=150))
def test_any_words_are_a_date_or_none(words: str) -> None:
    before = datetime(2026, 3, 2, tzinfo=UTC)
    found = instant(words, zone=UTC, before=before)
    assert found is None or found.tzinfo is not None


def test_a_long_hostile_text_is_soon_done(settings: Settings) -> None:
    for line in (
        "From: ",
        "-----Original Message-----\n",
        "On Mon, 2 Mar 2026 <a@b.example",
        "> ",
        "wrote:\n",
    ):
        text = line * (300_000 // len(line))
        forwarded(
            InboundMessage(subject="Fwd: x", sender=Address("a@b.example"), text=text), settings
        )
