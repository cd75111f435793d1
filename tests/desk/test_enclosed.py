"""What fits is passed on, the pictures of the text first; of the rest there is a word."""

from __future__ import annotations

import pytest

from samehand.config.settings import Settings
from samehand.desk.enclosed import enclosed
from samehand.ingest.message import Attachment, InboundMessage


def file(name: str, size: int, content_id: str | None = None) -> Attachment:
    return Attachment(name, "image/png", b"x" * size, content_id is not None, content_id)


@pytest.mark.parametrize(
    ("sizes", "limit", "passed_on"),
    [
        ({"a": 40, "b": 60}, 100, "ab"),
        ({"a": 40, "b": 61}, 100, "a"),
        ({"a": 101, "b": 60, "c": 40}, 100, "bc"),
        ({"a": 70, "b": 60, "c": 20}, 100, "bc"),
        ({"a": 101}, 100, ""),
        ({"a": 0}, 0, "a"),
        ({}, 100, ""),
    ],
)
def test_those_that_fit_are_passed_on_in_their_order(
    sizes: dict[str, int], limit: int, passed_on: str, settings: Settings
) -> None:
    mail = InboundMessage(attachments=tuple(file(n, size) for n, size in sizes.items()))
    found, notes = enclosed(mail, settings.mailboxes[0], limit)
    assert "".join(one.name for one in found) == passed_on
    assert bool(notes) == (len(found) < len(sizes))


def test_pictures_that_the_text_shows_come_before_smaller_files(settings: Settings) -> None:
    files = (file("small", 30), file("beside", 10, "beside"), file("shown", 60, "shown"))
    mail = InboundMessage(html='<img src="cid:shown" alt="">', attachments=files)
    found, _ = enclosed(mail, settings.mailboxes[0], 75)
    assert [one.name for one in found] == ["beside", "shown"]


def test_the_word_says_what_is_missing_and_where_it_is(settings: Settings) -> None:
    mail = InboundMessage(
        attachments=(file("a", 2_000_000), file("b", 1), file("c", 3_100_000))
    )
    _, (note,) = enclosed(mail, settings.mailboxes[0], 1_000_000)
    assert note == (
        "Too big to pass on: a (2.0 MB), c (3.1 MB). You find the whole mail in the folder"
        " INBOX of support@acme.example."
    )


def test_a_mail_that_could_not_be_read_comes_as_it_is(settings: Settings) -> None:
    broken = InboundMessage(error="no header")
    (original,), _ = enclosed(broken, settings.mailboxes[0], 100, raw=b"From nowhere")
    assert (original.name, original.type) == ("original.eml", "application/octet-stream")
    assert enclosed(InboundMessage(), settings.mailboxes[0], 100, raw=b"x") == ((), ())
