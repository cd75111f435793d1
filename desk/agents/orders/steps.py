"""The commands in the order in which they are carried out, whatever the order of the lines.

First where the mail belongs and whose it is, then who gets the answer, then the answer itself,
then what becomes of the conversation by it, and at last who is told.
"""

from __future__ import annotations

from samehand.desk.agents.commands.spoken import Command
from samehand.desk.agents.orders.asking import card, status, words_beside_help
from samehand.desk.agents.orders.belonging import merge, not_to_be_merged
from samehand.desk.agents.orders.escalation import escalate, no_reason
from samehand.desk.agents.orders.inside import amends, call, note, nothing_given, nothing_noted
from samehand.desk.agents.orders.leaving import away, back, not_a_day
from samehand.desk.agents.orders.ownership import assign, no_one_agent, take
from samehand.desk.agents.orders.parting import not_to_be_split, split
from samehand.desk.agents.orders.people import copy, not_to_be_copied
from samehand.desk.agents.orders.promising import not_a_promise, promise
from samehand.desk.agents.orders.snoozing import not_a_time, snooze
from samehand.desk.agents.orders.standing import (
    close,
    no_priority,
    prioritize,
    spam,
    wait,
    words_for_a_spammer,
)
from samehand.desk.agents.orders.step import Step
from samehand.desk.agents.orders.undo import nothing_to_undo, undo

Steps = dict[Command, Step]

WHERE_AND_WHOSE: Steps = {
    Command.UNDO: Step(undo, nothing_to_undo),
    Command.SPLIT: Step(split, not_to_be_split),
    Command.MERGE: Step(merge, not_to_be_merged),
    Command.TAKE: Step(take),
}
BEFORE_THE_ANSWER: Steps = {
    Command.CC: Step(copy, not_to_be_copied),
}
AFTER_THE_ANSWER: Steps = {
    Command.NOTE: Step(note, nothing_noted),
    Command.CALL: Step(call),
    Command.AMENDS: Step(amends, nothing_given),
    Command.CLOSE: Step(close),
    Command.SPAM: Step(spam, words_for_a_spammer),
    Command.WAIT: Step(wait),
    Command.PROMISE: Step(promise, not_a_promise),
    Command.SNOOZE: Step(snooze, not_a_time),
    Command.PRIORITY: Step(prioritize, no_priority),
    Command.ASSIGN: Step(assign, no_one_agent),
    Command.ESCALATE: Step(escalate, no_reason),
    Command.AWAY: Step(away, not_a_day),
    Command.BACK: Step(back),
    Command.STATUS: Step(status),
    Command.HELP: Step(card, words_beside_help),
}
ALL: Steps = {**WHERE_AND_WHOSE, **BEFORE_THE_ANSWER, **AFTER_THE_ANSWER}
