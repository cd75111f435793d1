"""Who has to hear of a clock now, and of trouble in the pipeline itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Calendar, Mailbox, Policy, Settings
from samehand.desk.agents.holds.held import Held
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.clocks.clock import BREACH, WARNING, next_stage
from samehand.desk.clocks.explain import arithmetic
from samehand.desk.conversation import Clock, Conversation, Event, Priority
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Alert, Notice, Thread
from samehand.desk.policy import policy_named, recipients
from samehand.desk.relay import agent_address
from samehand.ingest.message import Address

_SHOWN = 3  # held mails


def alerts(
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    held: Iterable[Held] = (),
) -> Decision:
    """What a conversation's clocks have to tell by now, and the clocks after telling it.

    `held` are agents' mails in it that wait for a word from them.
    """
    # A policy that has left the config is stood in for: its clocks still have to be heard.
    policy = policy_named(conversation.policy, settings) or next(
        reversed(settings.policies), None
    )
    clocks: list[Clock] = []
    letters: list[Alert] = []
    overtaken: list[str] = []
    events: list[Event] = []
    for clock in conversation.clocks:
        if policy is None or not clock.is_live:
            clocks.append(replace(clock, alert_at=None))  # nobody to hear of it
            continue
        calendar = _calendar(clock, policy, settings)
        after, stages = next_stage(clock, policy, calendar, now)
        clocks.append(after)
        for stage in stages:
            letter = _alert(conversation, clock, stage, policy, settings, now, mint)
            notes = (*_standing(conversation, settings), *_waiting(held, settings))
            letter = replace(letter, notes=notes)
            letters.append(letter)
            if stage == BREACH:
                # A warning that still waits would be read after the breach that it warns of.
                overtaken.append(alert_key(conversation.number, clock, WARNING))
            events.append(_event(conversation, clock, stage, letter))
    return Decision(
        Outcome.MESSAGE,
        "clock",
        "; ".join(event.reason for event in events) or "nothing is due",
        conversations=(replace(conversation, clocks=tuple(clocks)),),
        letters=tuple(letters),
        events=tuple(events),
        withdraw=tuple(overtaken),
    )


def alert_key(number: int, clock: Clock, stage: int) -> str:
    """The occasion of an alert: this stage of this clock, once."""
    started = int(clock.started_at.timestamp())
    return f"alert:{number}:{clock.target.value}:{started}:{stage}"


def alerts_of(conversation: Conversation) -> tuple[str, ...]:
    """The alerts that may still wait in the outbox, and are void once somebody answers."""
    return tuple(
        alert_key(conversation.number, clock, stage)
        for clock in conversation.live_clocks
        for stage in range(1, clock.stage + 1)
    )


def _calendar(clock: Clock, policy: Policy, settings: Settings) -> Calendar:
    """The one that the clock was started in; the policy's, if the config has it no more."""
    return settings.calendars.get(clock.calendar) or settings.calendars[policy.calendar]


def _alert(
    conversation: Conversation,
    clock: Clock,
    stage: int,
    policy: Policy,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Alert:
    calendar = _calendar(clock, policy, settings)
    names = policy.alert if stage <= BREACH else policy.ladder[stage - BREACH - 1].to
    return Alert(
        key=alert_key(conversation.number, clock, stage),
        mailbox=conversation.mailbox,
        message_id=mint.message_id(settings.mailbox(conversation.mailbox).domain),
        to=recipients(names, agent_address(conversation.owner, settings), settings),
        not_before=now,
        conversation=conversation.number,
        stage=stage,
        target=clock.target.words,
        subject=conversation.subject,
        customer=conversation.customer,
        owner_name=name_of(conversation.owner, settings),
        policy=policy.name,
        calendar=calendar.name,
        started_at=clock.started_at,
        due_at=clock.due_at or now,
        used_text=arithmetic(clock, calendar, now),
        thread=Thread(None, (_alert_thread(conversation, settings),)),
    )


def _standing(conversation: Conversation, settings: Settings) -> Iterator[str]:
    """What an agent has said about it that matters to who hears of it."""
    if conversation.priority is not Priority.NORMAL:
        yield f"Its priority is {conversation.priority}."
    if conversation.snoozed_until is not None:
        until = conversation.snoozed_until.astimezone(settings.desk.timezone)
        yield f"It is put aside until {until:%A, %d %B, %H:%M}."


def _waiting(held: Iterable[Held], settings: Settings) -> Iterator[str]:
    mails = [mail for mail in held if mail.settled is None]
    for mail in mails[:_SHOWN]:
        at = mail.held_at.astimezone(settings.desk.timezone)
        yield (
            f"A held reply is waiting: {name_of(mail.agent, settings)} wrote it, and it was"
            f" held on {at:%A, %d %B, at %H:%M} ({mail.why})."
        )
    if len(mails) > _SHOWN:
        yield f"{len(mails) - _SHOWN} more are held; `samehand held list` shows them."


def _event(conversation: Conversation, clock: Clock, stage: int, letter: Alert) -> Event:
    what = {1: "warning", 2: "breach"}.get(stage, f"rung {stage - BREACH} of the ladder")
    heard = ", ".join(a.address for a in letter.to)
    return Event(
        conversation.number,
        "warned" if stage < BREACH else "breached" if stage == BREACH else "escalated",
        "samehand",
        f"{what} of {clock.target.words}, told to {heard}",
    )


def _alert_thread(conversation: Conversation, settings: Settings) -> str:
    domain = settings.mailbox(conversation.mailbox).domain
    return f"alerts-{conversation.number}@{domain}"


def trouble(
    key: str,
    headline: str,
    subject: str,
    lines: tuple[str, ...],
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    mailbox: str | None = None,
) -> Notice:
    """A word to ops about the pipeline itself. `mailbox` names the account to send it from."""
    sender = settings.mailbox(mailbox) if mailbox else settings.mailboxes[0]
    return Notice(
        key=key,
        mailbox=sender.name,
        message_id=mint.message_id(sender.domain),
        to=tuple(Address(address) for address in settings.desk.alerts_to),
        not_before=now,
        conversation=None,
        subject=subject,
        headline=headline,
        lines=lines,
        text="",
        thread=Thread(),
    )


def quarantined(
    mailbox: Mailbox, why: str, settings: Settings, now: datetime, mint: Mint
) -> Notice:
    """A mail could not be handled. One word an hour: a storm of them is one matter."""
    return trouble(
        f"quarantine:{mailbox.name}:{now:%Y%m%d%H}",
        "QUARANTINE",
        f"a mail in {mailbox.name} could not be handled",
        (
            f"{why}.",
            "The mail is kept. See `samehand quarantine list`; after mending the cause,"
            " `samehand quarantine retry` handles it again.",
        ),
        settings,
        now,
        mint,
        mailbox=mailbox.name,
    )
