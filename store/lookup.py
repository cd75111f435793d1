"""What the store knows that bears on a mail: the second input of a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Agent, Settings, Strangers, Threading
from samehand.desk.agents.mail import heard
from samehand.desk.arrival import Answerable, Answered, Arrived, Ours, Seen, Team
from samehand.desk.away.absence import Absence, away_at
from samehand.desk.by_hand.around import Around
from samehand.desk.conversation import Conversation
from samehand.desk.customers import machines
from samehand.desk.customers.acknowledge import sender_is_denied
from samehand.desk.customers.gathered import MOST_LISTED, Gathered
from samehand.desk.customers.storm import bears_our_mark, current_burst
from samehand.desk.decision import Token
from samehand.desk.marks import tokens_in
from samehand.desk.parting import Mails, Merger, joinable
from samehand.ingest.message import InboundMessage, Kind
from samehand.store import dealings, of_agent, ordered
from samehand.store.answerable import answerable
from samehand.store.messages import StoredMessage
from samehand.store.tokens import token_hash
from samehand.store.work import Work
from samehand.threading.match import NEW, Match, match

LATELY = timedelta(minutes=30)
_THREAD = 20  # of an owner's mails that a further one refers to
MOST_RELATED = 3  # conversations whose owners hear of one stranger's mail


def for_agent(
    work: Work, arrived: Arrived, agent: Agent, settings: Settings, now: datetime
) -> tuple[Arrived, Seen] | None:
    """What bears on a mail in an agent's name; None when it brings no token of ours."""
    token = _token(work, arrived.mail, agent, settings)
    if token is None:
        return None
    conversation, answered = of_agent.place(work, token)
    duplicate_of = work.same_message(arrived.message_id, arrived.soft_key)
    # A signature need not cover the Message-ID: who has a copy can send it under another one.
    if arrived.mail.date and work.is_repeated(conversation.number, arrived.soft_key):
        duplicate_of = conversation.number
    newest = work.last_inbound(conversation.number)
    seen = Seen(
        number=0,
        duplicate_of=duplicate_of,
        token=token,
        token_conversation=conversation,
        answers=answerable(answered),
        newer=answerable(newest)
        if answered and newest and is_after(newest, answered)
        else None,
        undoable=work.undoable(conversation.number, agent.id),
        around=Around(queued=work.queued_answers(conversation.number)),
        absence=work.absence(agent.id),
        team=Team(away=away_at(work.absences(), now)),
        said=tuple(
            answer.text
            for answer in work.answers(agent.id, now - LATELY, now + timedelta(seconds=1))
            if answer.conversation == conversation.number
        ),
    )
    seen = of_agent.with_others(work, seen, agent.id)
    if seen.answers:
        seen = replace(seen, answers=replace(seen.answers, said=seen.last_answer))
    seen = replace(seen, told=of_agent.told(work, agent.id, now))
    arrived = replace(arrived, word=work.word(arrived.entry))
    spoken = heard(arrived, agent, is_about_held=seen.held is not None)
    return arrived, ordered.with_orders(work, seen, spoken)


def from_outside(work: Work, arrived: Arrived, settings: Settings, now: datetime) -> Seen:
    """What bears on any other mail."""
    mail = arrived.mail
    if _is_own(work, mail, settings):
        return Seen(number=0, is_own=True)
    duplicate_of = work.same_message(arrived.message_id, arrived.soft_key)
    if duplicate_of is not None:
        return Seen(number=0, duplicate_of=duplicate_of)
    rules = settings.threading
    about = dealings.about(work, arrived, rules)
    if machines.is_one(mail, about):
        return _of_machine(work, arrived, about, rules)
    matched = threaded(work, arrived, rules)
    # An agent may have passed a word of ours on to somebody whose answer is for them.
    takes_part = bool(matched.conversations) and rules.strangers is not Strangers.JOIN
    if not takes_part and work.answers_inside(mail.parents):
        return Seen(number=0, answers_alert=True)
    writer = dealings.writer(work, arrived, settings)
    burst = current_burst(writer, arrived)
    if burst is not None and not matched.conversations:
        matched = replace(matched, conversations=(burst,), rule="burst")
    if matched.conversations:
        seen = replace(_joining(work, arrived, matched, settings, now), correspondent=writer)
        return dealings.of_joining(work, seen, now)
    previous_owner, traffic = dealings.of_new(work, writer.address, settings.limits, now)
    return Seen(
        number=work.next_number(),
        match=matched,
        related=tuple(map(work.conversation, matched.related[-MOST_RELATED:])),
        team=team_now(work, previous_owner, now),
        correspondent=writer,
        traffic=traffic,
    )


def gathered_mails(work: Work, number: int, first: int) -> Gathered:
    """Mails of a conversation that wait to be passed on together."""
    conversation = work.conversation(number)
    total, listed = work.gathered(conversation.number, first, MOST_LISTED)
    last = latest_of(work, conversation.number)
    return Gathered(conversation, first, listed, total, last)


def latest(work: Work, number: int) -> tuple[Conversation, Answerable | None]:
    """A conversation, and what was written in it last from outside."""
    conversation = work.conversation(number)
    return conversation, latest_of(work, conversation.number)


def threaded(work: Work, arrived: Arrived, rules: Threading) -> Match:
    """Where a mail belongs; a tag in its subject may name what has been merged since."""
    traits = arrived.traits
    if traits.tags:
        traits = replace(traits, tags=work.survivors(traits.tags))
    return match(traits, work.relatives(traits, rules), rules)


def _joining(
    work: Work, arrived: Arrived, matched: Match, settings: Settings, now: datetime
) -> Seen:
    """What bears on a mail that joins conversations, but for those kept apart.

    A mail in somebody else's name makes no two of them one.
    """
    numbers = matched.conversations
    if len(numbers) > 1 and sender_is_denied(arrived):
        numbers = matched.ranked[:1]
    elif len(numbers) > 1 and (apart := work.apart(numbers)):
        numbers = tuple(sorted(joinable(matched.ranked, apart)))
    first, *others = map(work.conversation, numbers)
    has_owner = any(agent.id == first.owner for agent in settings.agents)
    return Seen(
        number=0,
        match=matched,
        conversations=(first, *others),
        merging=tuple(latest_of(work, other.number) for other in others),
        kept_apart=tuple(n for n in matched.conversations if n not in numbers),
        team=Team(away=_away(work, now)) if has_owner else team_now(work, None, now),
        answered_at=work.answered_at(arrived.message_id, first.number),
        last_answer=of_agent.last_answer(work, first.number),
        owners_mails=work.written_by(first.owner, first.number, _THREAD),
    )


def parting(work: Work, number: int) -> tuple[Conversation, Conversation, Merger, Mails] | None:
    """What it takes to undo the last merger of a conversation; None when there is none."""
    whole = work.conversation(number)
    merger = work.merger(number)
    if merger is None:
        return None
    return whole, work.itself(merger.merged), merger, work.mails(whole.number)


def answered(work: Work, agent: str, start: datetime, end: datetime) -> list[Answered]:
    """What an agent has answered from `start` until before `end`."""
    return [
        Answered(
            m.received_at, m.conversation, m.subject, tuple(p.address for p in m.recipients)
        )
        for m in work.answers(agent, start, end)
    ]


def _is_own(work: Work, mail: InboundMessage, settings: Settings) -> bool:
    """Whether we have sent it: it says so, and bears an id that we have given to a mail.

    Others may copy all that it says, but not the id, unless what they send is that mail. A
    probe has an id of ours in References as well, should a provider change the other.
    """
    if not (settings.is_ours(mail.sender.address) or bears_our_mark(mail, settings)):
        return False
    is_known = mail.message_id is not None and work.has_sent(mail.message_id)
    return is_known or work.answers_probe(mail.references)


def _of_machine(work: Work, arrived: Arrived, about: Ours | None, rules: Threading) -> Seen:
    """What bears on a machine's mail.

    It takes no part in a conversation and belongs to the mail it is about. Of ours, that is:
    anybody can write a report about a mail that somebody else has sent.
    """
    matched = NEW
    if about is None and arrived.mail.kind is not Kind.BOUNCE:
        matched = threaded(work, arrived, rules)
    elif about is not None and about.conversation and about.purpose.reaches_customer:
        matched = Match((about.conversation,), "ours" if about.is_sure else "recipient")
    conversations = tuple(map(work.conversation, matched.conversations[:1]))
    seen = Seen(number=0, match=matched, conversations=conversations, about=about)
    return dealings.of_machine(work, seen, arrived)


def _token(work: Work, mail: InboundMessage, agent: Agent, settings: Settings) -> Token | None:
    """The token to go by: the agent's own and live one if there is one, else any we know."""
    found = [
        token
        for written in tokens_in(mail, settings)
        if (token := work.token(token_hash(written))) is not None
    ]
    own = [token for token in found if token.agent == agent.id]
    live = [token for token in own if not token.is_revoked]
    return next(iter((*live, *own, *found)), None)


def team_now(work: Work, previous_owner: str | None, now: datetime) -> Team:
    return Team(
        previous_owner=previous_owner,
        counts=work.open_counts(),
        last_assigned=work.last_assigned(),
        away=_away(work, now),
    )


def _away(work: Work, now: datetime) -> Mapping[str, Absence]:
    return away_at(work.absences(), now)


def latest_of(work: Work, number: int) -> Answerable | None:
    """What a customer wrote last in a conversation."""
    last = answerable(work.last_inbound(number))
    return replace(last, said=of_agent.last_answer(work, number)) if last else None


def is_after(newer: StoredMessage, older: StoredMessage) -> bool:
    """Whether the newer mail is a person's, who has written since."""
    if newer.kind not in {Kind.PERSON, Kind.CALENDAR}:
        return False
    return (newer.received_at, newer.id) > (older.received_at, older.id)
