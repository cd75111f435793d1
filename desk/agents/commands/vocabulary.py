"""The commands that agents know, what each of them takes, and what people say instead.

Words only; how a line is read is the matter of `commands`.
"""

from __future__ import annotations

import difflib
from enum import Enum, StrEnum, auto


class Takes(Enum):
    """What may stand after a command."""

    NOTHING = auto()
    PERHAPS = auto()  # an argument, which may be left out
    ARGUMENT = auto()
    WORDS = auto()  # a sentence, which may be left out


class Command(StrEnum):
    """What an agent can ask for by mail."""

    CLOSE = "close"
    WAIT = "wait"
    NOTE = "note"
    TAKE = "take"
    ASSIGN = "assign"
    ESCALATE = "escalate"
    SNOOZE = "snooze"
    PROMISE = "promise"
    PRIORITY = "priority"
    MERGE = "merge"
    SPLIT = "split"
    CC = "cc"
    CALL = "call"
    AMENDS = "amends"
    SPAM = "spam"
    AWAY = "away"
    BACK = "back"
    UNDO = "undo"
    STATUS = "status"
    HELP = "help"

    @property
    def takes(self) -> Takes:
        return _TAKES.get(self, Takes.NOTHING)

    @property
    def is_weighty(self) -> bool:
        """Whether it ends the matter, or takes it to somebody or something else."""
        return self in _WEIGHTY

    @property
    def keeps_inside(self) -> bool:
        """Whether the words beside it are for the team, and never for the customer."""
        return self in {Command.NOTE, Command.CALL}


_TAKES = {
    Command.NOTE: Takes.WORDS,
    Command.CALL: Takes.WORDS,
    Command.ESCALATE: Takes.WORDS,
    Command.AMENDS: Takes.WORDS,
    Command.SNOOZE: Takes.PERHAPS,
    Command.AWAY: Takes.PERHAPS,
    Command.HELP: Takes.PERHAPS,
    Command.ASSIGN: Takes.ARGUMENT,
    Command.PROMISE: Takes.ARGUMENT,
    Command.PRIORITY: Takes.ARGUMENT,
    Command.MERGE: Takes.ARGUMENT,
    Command.CC: Takes.ARGUMENT,
}
_WEIGHTY = {
    *(Command.CLOSE, Command.SPAM, Command.ASSIGN, Command.ESCALATE),
    *(Command.MERGE, Command.SPLIT, Command.CC, Command.AWAY),
}

EXAMPLES = {
    Command.ASSIGN: "#assign ben",
    Command.PROMISE: "#promise fri 17:00",
    Command.PRIORITY: "#priority high",
    Command.MERGE: "#merge 1038",
    Command.CC: "#cc dora@customer.example",
    Command.ESCALATE: "#escalate she has asked three times",
    Command.AMENDS: "#amends a voucher of 20 euros",
}

ABOUT_HELD = {"send", "drop"}  # said in answer to a word about a held mail, and only there

CARD: tuple[tuple[str, str], ...] = (
    ("#close", "the matter is settled"),
    ("#wait", "we wait for the customer, the clocks stand still"),
    ("#note", "keep this mail inside the team"),
    ("#take", "make it yours"),
    ("#assign ben", "hand it over; with #note, your words are for them alone"),
    ("#escalate why", "tell the lead, who gets the case so far"),
    ("#snooze 2d", "put it aside until then; the clocks run on"),
    ("#promise fri 17:00", "they will hear from you by then"),
    ("#priority high", "or low, normal, urgent"),
    ("#merge 1038", "that conversation is the same matter"),
    ("#split", "the mail you answer is another matter"),
    ("#cc x@y.example", "they get your answers too, from now on"),
    ("#call what was said", "you have talked by phone, which counts as an answer"),
    ("#amends what", "what was given to make good"),
    ("#spam", "close it; nothing is sent"),
    ("#away until monday", "you are not there; #back when you are"),
    ("#back", "you are there again"),
    ("#undo", "take back an answer that has not left yet"),
    ("#status", "whose it is, what is due, what waits to leave"),
    ("#help", "all commands, each with an example"),
)

_EVERYDAY = {"#close", "#wait", "#note", "#assign", "#snooze", "#promise", "#undo", "#help"}

# What stands in every relayed mail: on a phone, twenty lines would hide what the mail is about.
SHORT_CARD = tuple(row for row in CARD if row[0].split()[0] in _EVERYDAY)

# What other desks call it, and what people try; never carried out, only pointed out.
_SAID_INSTEAD = {
    Command.CLOSE: "closed done resolve resolved solve solved finish finished settled end",
    Command.WAIT: "waiting pending hold onhold pause",
    Command.NOTE: "comment internal private memo remark notes",
    Command.TAKE: "claim mine own grab assigned me",
    Command.ASSIGN: "reassign transfer handover delegate forward owner give pass to",
    Command.ESCALATE: "lead boss manager escalation raise",
    Command.SNOOZE: "later remind reminder followup defer postpone tomorrow sleep",
    Command.PROMISE: "due deadline by commit until",
    Command.PRIORITY: "prio urgent important high low asap severity",
    Command.MERGE: "join combine duplicate dupe same link",
    Command.SPLIT: "separate fork detach unmerge",
    Command.CC: "bcc copy add invite participant",
    Command.CALL: "called phone phoned phonecall talked rang",
    Command.AMENDS: "refund voucher compensation goodwill gift credit",
    Command.SPAM: "junk phishing block ban trash delete",
    Command.AWAY: "vacation holiday ooo absent leave sick out",
    Command.BACK: "present here returned available in",
    Command.UNDO: "cancel recall revert unsend stop withdraw",
    Command.STATUS: "state info show clocks when",
    Command.HELP: "commands usage man card",
}
_MEANT = {said: command for command, words in _SAID_INSTEAD.items() for said in words.split()}
_NAMES = [command.value for command in Command]


def is_nearly(word: str) -> bool:
    """Whether a word in lower case is a command with a slip of the finger in it."""
    return bool(difflib.get_close_matches(word, _NAMES, n=1, cutoff=0.8))


def nearest(word: str) -> Command | None:
    """The command that a word in lower case seems to mean, if any does."""
    if word in _MEANT:
        return _MEANT[word]
    near = difflib.get_close_matches(word, (*_NAMES, *_MEANT), n=1, cutoff=0.6)
    return (_MEANT.get(near[0]) or Command(near[0])) if near else None
