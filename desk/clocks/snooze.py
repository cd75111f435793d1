"""A conversation that was put aside comes back to its owner: at its time, or with the
customer's next mail. Nothing about its clocks changes by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk import relay
from samehand.desk.arrival import Answerable
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Mint, Outcome


def woken(
    conversation: Conversation,
    last: Answerable | None,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Its time has come: the owner gets what the customer wrote last once more."""
    until = conversation.snoozed_until
    if until is None or until > now:
        return Decision(Outcome.MESSAGE, "snooze", "it was not put aside until now")
    back = replace(conversation, snoozed_until=None)
    events = [Event(back.number, "woken", "samehand", "its time has come")]
    if not any(agent.id == back.owner for agent in settings.agents):
        back = replace(back, owner=settings.desk.fallback_owner)
        why = f"{conversation.owner} is no longer an agent"
        events.append(Event(back.number, "assigned", "samehand", why))
    letter, token = relay.handed_over(
        back,
        last,
        settings,
        now,
        mint,
        occasion=f"woken:{back.number}:{int(until.timestamp())}",
        notes=("You had put this aside until now. The customer has not written since.",),
    )
    return Decision(
        Outcome.MESSAGE,
        "snooze",
        f"#{back.number} was put aside until now",
        conversations=(back,),
        letters=(letter,),
        tokens=(token,),
        events=tuple(events),
    )


def with_new_mail(conversation: Conversation) -> tuple[Conversation, tuple[Event, ...]]:
    """The customer has written: it is put aside no longer."""
    if conversation.snoozed_until is None:
        return conversation, ()
    event = Event(conversation.number, "woken", "customer", "a new mail came in")
    return replace(conversation, snoozed_until=None), (event,)
