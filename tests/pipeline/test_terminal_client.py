"""An agent with nothing but a terminal mail client sees the thread, replies, and it arrives."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from samehand.tests.pipeline.office import Office, parsed, text_of
from samehand.tests.servers.terminal_client import at_the_terminal


def test_a_conversation_held_in_a_terminal(office: Office, tmp_path: Path) -> None:
    office.write("carla@acme.example", "support@acme.example", "The kettle leaks", "It drips.")
    office.support.wait_for(1)
    office.work()
    office.ana.wait_for(1)

    with at_the_terminal(office.ana, office.postfix, "Ana Ruiz", tmp_path) as screen:
        screen.see("[#1001] The kettle leaks")
        screen.press("\r")
        screen.see("first response due")
        screen.see("It drips.")
        screen.answer("Please send it back.\n\nWe pay for the parcel.")
        screen.leave()
    office.support.wait_for(2)
    office.pass_time(timedelta(minutes=1))
    office.pass_time(timedelta(minutes=1))
    answer = parsed(office.carla.wait_for(2)[1])
    assert text_of(answer).startswith("Please send it back.\n\nWe pay for the parcel.")
    assert "It drips" not in text_of(answer)

    carla = "carla@acme.example"
    office.write(carla, "support@acme.example", "Re: The kettle leaks", "Sent.", answers=answer)
    office.support.wait_for(3)
    office.work()
    office.ana.wait_for(3)

    with at_the_terminal(office.ana, office.postfix, "Ana Ruiz", tmp_path) as screen:
        index = screen.see("3 ") + screen.see("Msgs:3")
        assert index.count("->") >= 2, "all of the conversation hangs together"
        screen.press("=")
        screen.leave()
