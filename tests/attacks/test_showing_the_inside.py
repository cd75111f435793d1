"""Nothing of the inside leaves with an answer, wherever in the mail somebody left it."""

from __future__ import annotations

import pytest

from samehand.desk.agents.holds.held import Cause
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, VOUCHED, Desk, Sent


def causes(desk: Desk) -> list[Cause]:
    with desk.house.store.reading() as work:
        return [mail.cause for mail in work.held_mails()]


def token_of(relay: Sent) -> str:
    return relay.reply_to.partition("+a.")[2].partition("@")[0]


INSIDE = {
    "the mark above which one writes": "--- press Reply and write above this line ---",
    "that mark, broken": "--- press Reply and write above\nthis line ---",
    "the frame of our mails": "--- #1001 | Ana Ruiz | due today 16:00 ---",
    "a reply address": "Write to {reply_to}.",
    "a token in its mark": "[samehand:{token}]",
    "a token alone": "Code: {token}",
    "the id of a relay": "<a.{token}@acme.example>",
    "the id of our thread": "In thread conversation-1001@acme.example",
    "the id of the alerts": "<alerts-1001@acme.example>",
    "the agent's own address": f"Write to me: {ANA}",
    "a colleague's address": f"Ben <{BEN.upper()}> knows.",
}


@pytest.mark.parametrize("inside", INSIDE.values(), ids=INSIDE)
def test_words_of_the_inside_hold_an_answer(desk: Desk, inside: str) -> None:
    relay = desk.relayed()
    shown = inside.format(reply_to=relay.reply_to, token=token_of(relay))
    desk.post(desk.reply(relay, f"We send a new one.\n\n{shown}\n\nGood bye!"))
    for sent in desk.of(Purpose.ANSWER):
        assert shown not in sent.text
        assert sent.text.startswith("We send a new one.")
    assert desk.of(Purpose.ANSWER) or set(causes(desk)) <= {Cause.LEAK, Cause.MIXED}


@pytest.mark.parametrize(
    "harmless",
    [
        "Your reference is 7Q2M4K9X5T3W8Z6Y1P0L2N4B6V.",
        "Write to support@acme.example or anna@acme.example.co.",
        "See https://shop.example/conversation-1001/index.html",
        "Ana's address is on the invoice. Your case: #1001.",
        "antidisestablishmentarianism",
    ],
)
def test_what_only_looks_like_it_goes_out(desk: Desk, harmless: str) -> None:
    desk.post(desk.reply(desk.relayed(), harmless))
    (sent,) = desk.of(Purpose.ANSWER)
    assert sent.recipients == (CARLA,)
    assert harmless in sent.text


def test_a_line_of_the_brief_alone_holds_an_answer(desk: Desk) -> None:
    """Picked out of the relay by hand, with nothing around it that would show where it ends."""
    relay = desk.relayed()
    line = next(x for x in relay.text.splitlines() if "does not vouch" in x)
    desk.post(desk.reply(relay, f"We send a new one.\n\n{line}\n\nGood bye!"))
    assert not [sent for sent in desk.of(Purpose.ANSWER) if line in sent.text]


def test_what_the_customer_has_written_may_be_repeated(desk: Desk) -> None:
    relay = desk.relayed(text="The kettle drips since Monday morning, from below.")
    desk.post(
        desk.reply(
            relay,
            'You wrote "The kettle drips since Monday morning, from below."; is it new?',
        )
    )
    assert len(desk.of(Purpose.ANSWER)) == 1


def test_the_name_of_an_attachment_is_looked_at_too(desk: Desk) -> None:
    relay = desk.relayed()
    name = f"support+a.{token_of(relay)}@acme.example.txt"
    raw = desk.write(
        ANA,
        relay.reply_to,
        "\n".join(
            (
                "--x",
                "Content-Type: text/plain",
                "",
                "See below.",
                "--x",
                f'Content-Type: text/plain; name="{name}"',
                f'Content-Disposition: attachment; filename="{name}"',
                "",
                "Nothing.",
                "--x--",
            )
        ),
        answers=str(relay.mail["Message-ID"]),
        authentication_results=VOUCHED,
        content_type='multipart/mixed; boundary="x"',
        mime_version="1.0",
    )
    desk.post(raw)
    assert not desk.of(Purpose.ANSWER)
    assert causes(desk) == [Cause.LEAK]
