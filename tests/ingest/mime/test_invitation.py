"""Calendar invitations in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.message import InboundMessage
from samehand.ingest.mime.invitation import read_invitation
from samehand.ingest.parse import read


def calendar(*lines: str, method: str = "REQUEST") -> str:
    event = "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\n{event}\r\nEND:VCALENDAR\r\n"


def words(*lines: str, method: str = "REQUEST") -> str:
    found = read_invitation(calendar(*lines, method=method))
    assert found is not None
    return found.words


def test_an_invitation_says_what_when_where_and_by_whom() -> None:
    assert words(
        "SUMMARY:Call about the lamp\\, again",
        "DTSTART;TZID=Europe/Madrid:20260303T150000",
        "DTEND;TZID=Europe/Madrid:20260303T160000",
        "LOCATION:Room 5",
        'ORGANIZER;CN="Diaz, Carla":mailto:carla@customer.example',
        "ATTENDEE;CN=Ana Ruiz;RSVP=TRUE:MAILTO:ana@acme.example",
        "ATTENDEE:mailto:support@acme.example",
        "BEGIN:VALARM",
        "SUMMARY:not this",
        "END:VALARM",
    ) == (
        "Invitation: Call about the lamp, again\n"
        "When: Tuesday 3 March 2026, 15:00 to 16:00 (Europe/Madrid)\n"
        "Where: Room 5\n"
        "Organiser: Diaz, Carla <carla@customer.example>\n"
        "Invited: Ana Ruiz <ana@acme.example>, support@acme.example\n"
        "An answer is asked for."
    )


@pytest.mark.parametrize(
    ("method", "line", "title"),
    [
        ("REQUEST", "SEQUENCE:0", "Invitation: Call"),
        ("REQUEST", "SEQUENCE:2", "Changed invitation: Call"),
        ("CANCEL", "", "Cancelled: Call"),
        ("REQUEST", "STATUS:CANCELLED", "Cancelled: Call"),
        ("PUBLISH", "", "Event: Call"),
        ("X-ODD", "", "Event: Call"),
        ("REPLY", "ATTENDEE;CN=Carla;PARTSTAT=ACCEPTED:x", "Carla accepts: Call"),
        ("REPLY", "ATTENDEE;CN=Carla;PARTSTAT=DECLINED:x", "Carla declines: Call"),
        (
            "REPLY",
            "ATTENDEE;CN=Carla;PARTSTAT=TENTATIVE:x",
            "Carla accepts, but is not sure: Call",
        ),
        ("REPLY", "ATTENDEE:mailto:carla@x.example", "carla@x.example answers: Call"),
        ("REPLY", "", "Somebody answers: Call"),
        ("COUNTER", "ATTENDEE;CN=Carla:x", "Carla proposes a change: Call"),
    ],
)
def test_the_first_line_says_what_is_wanted(method: str, line: str, title: str) -> None:
    assert words("SUMMARY:Call", line, method=method).split("\n")[0] == title


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DTSTART:20260303T150000Z"], "Tuesday 3 March 2026, 15:00 UTC"),
        (["DTSTART:20260303T150000"], "Tuesday 3 March 2026, 15:00"),
        (
            ["DTSTART:20260303T150000Z", "DTEND:20260303T160000Z"],
            "Tuesday 3 March 2026, 15:00 to 16:00 UTC",
        ),
        (
            ["DTSTART:20260303T230000Z", "DURATION:PT2H"],
            "Tuesday 3 March 2026, 23:00 to Wednesday 4 March 2026, 01:00 UTC",
        ),
        (
            ["DTSTART;TZID=A:20260303T150000", "DTEND;TZID=B:20260303T160000"],
            "Tuesday 3 March 2026, 15:00 (A) to Tuesday 3 March 2026, 16:00 (B)",
        ),
        (["DTSTART;VALUE=DATE:20260303"], "Tuesday 3 March 2026"),
        (["DTSTART:20260303", "DTEND:20260304"], "Tuesday 3 March 2026"),
        (
            ["DTSTART:20260303", "DTEND:20260306"],
            "Tuesday 3 March 2026 to Thursday 5 March 2026",
        ),
        (["DUE:20260303T150000Z"], "until Tuesday 3 March 2026, 15:00 UTC"),
        (["DTSTART:20260303T150000Z", "DTEND:20260306"], "Tuesday 3 March 2026, 15:00 UTC"),
        (["DTSTART:99991231", "DURATION:P9999D"], "Friday 31 December 9999"),
        (["DTSTART:20260303T156000Z"], ""),
        (["DTSTART:tomorrow"], ""),
    ],
)
def test_times_are_said_by_the_senders_clock(lines: list[str], when: str) -> None:
    said = words("SUMMARY:Call", *lines).removeprefix("Invitation: Call").strip()
    assert said == (f"When: {when}" if when else "")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Monday, Wednesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=10", "every month on the last Friday, 10 times"),
        ("FREQ=YEARLY;UNTIL=20301231T230000Z", "every year, until Tuesday 31 December 2030"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "every month, by a rule of its own"),
        ("FREQ=WEEKLY;WKST=MO", "every week"),
        ("nonsense", "yes"),
    ],
)
def test_a_repetition_is_said(rule: str, said: str) -> None:
    assert f"Repeats: {said}" in words("SUMMARY:Call", f"RRULE:{rule}").split("\n")


def test_folded_lines_and_quoted_colons_are_read() -> None:
    said = words("SUMMARY:Call about", "  the lamp", 'LOCATION;ALTREP="http://x:1/":Room 5')
    assert said == "Invitation: Call about the lamp\nWhere: Room 5"


def test_a_crowd_is_counted() -> None:
    said = words("SUMMARY:Party", *(f"ATTENDEE:mailto:a{n}@x.example" for n in range(500)))
    assert said.endswith("a9@x.example and 490 more")


@pytest.mark.parametrize(
    "text", ["", "hello", "BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR"]
)
def test_where_there_is_no_event_nothing_is_said(text: str) -> None:
    assert read_invitation(text) is None


CALL = calendar("SUMMARY:Call", "DTSTART:20260303T150000Z", "DESCRIPTION:Bring\\nthe lamp.")


def mail(text: str, invitation: str = CALL) -> InboundMessage:
    return read(
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        + text.encode()
        + b"\n--b\n"
        b"Content-Type: text/calendar; method=REQUEST\n\n" + invitation.encode() + b"\n--b--\n"
    )


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("See you!", "Invitation: Call\nWhen: Tuesday 3 March 2026, 15:00 UTC\n\nSee you!"),
        ("Our call is on Tuesday at 3 pm.", "Our call is on Tuesday at 3 pm."),
        ("call, 3 March, 15:00", "call, 3 March, 15:00"),
        (
            "",
            "Invitation: Call\nWhen: Tuesday 3 March 2026, 15:00 UTC\n\nBring\nthe lamp.",
        ),
    ],
)
def test_a_mail_says_it_where_its_own_text_does_not(own: str, text: str) -> None:
    message = mail(own)
    assert message.text.strip() == text
    (attachment,) = message.attachments
    assert (attachment.name, attachment.content) == ("attachment-1.ics", CALL.encode())


def test_an_answer_is_always_said() -> None:
    answer = calendar("SUMMARY:Call", "ATTENDEE;CN=Carla;PARTSTAT=DECLINED:x", method="REPLY")
    message = mail("Call, 15:00: I will be late.", answer)
    assert message.text.startswith("Carla declines: Call\n\n")
    assert "I will be late." in message.reply


_LINES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VCALENDAR"),
        *("DTSTART:20260303T150000Z", "DTEND:00010101", "DURATION:-P99999D", "DTEND:10000101"),
        *('ATTENDEE;CN=":x', "RRULE:FREQ=DAILY;BYDAY=;UNTIL=2", "METHOD:REPLY", ";:", "\\n"),
        *("DTSTART;VALUE=DATE:00010101", "SUMMARY;X=:\ud800\x00", " folded", "RECURRENCE-ID:1"),
    ]
)


@given(st.lists(_LINES | st.text(max_size=20), max_size=25))
def test_any_lines_can_be_read(lines: list[str]) -> None:
    found = read_invitation("\r\n".join(lines))
    if found is not None:
        found.words.encode("utf-8")
        found.is_told_in("x")
