"""What a subject says about where a mail belongs.

The base subject (RFC 5256 section 2.1, in more languages) is what is left without the marks of
replies, forwards, lists and gateways. One of everyday words alone tells nothing: many people
write "Question", and each of them about something else.
"""

from __future__ import annotations

import re

from samehand.ingest.subject_marks import FORWARD, REPLY
from samehand.threading.commonplace import WORDS

LONGEST = 300  # characters
DISTINCTIVE = 8  # letters in words that are not everybody's

_ANSWER = rf"(?:{REPLY}|ref\s{{0,2}}:)"  # the second is written by people, too
_TAG = r"\s*\[[^\[\]]{1,40}\]"
_MARK = re.compile(rf"\s*(?:{_ANSWER}|{FORWARD})|{_TAG}", re.IGNORECASE)
_ANSWERED = re.compile(rf"(?:{_TAG})*\s*(?:{FORWARD}\s*)*{_ANSWER}", re.IGNORECASE)
_NUMBER = re.compile(r"\[#(\d{1,12})\]")
_WORD = re.compile(r"[^\W\d_]+")


def base_subject(subject: str) -> str:
    """The subject without its marks, folded for comparison; empty where nothing is left."""
    left = " ".join(_NUMBER.sub(" ", subject[:LONGEST]).split())
    while mark := _MARK.match(left):
        left = left[mark.end() :]
    return " ".join(left.split()).casefold()


def is_reply(subject: str) -> bool:
    """Whether a mail program marked the mail as an answer."""
    return _ANSWERED.match(subject[:LONGEST]) is not None


def numbers(subject: str) -> tuple[int, ...]:
    """The conversations that the subject names by our own tag, such as [#1042]."""
    return tuple(int(number) for number in _NUMBER.findall(subject[:LONGEST]))


def tagged(subject: str, number: int | None) -> str:
    """The subject with our own tag for a conversation, and no other one of ours."""
    bare = " ".join(_NUMBER.sub(" ", subject).split())
    return bare if number is None else f"{bare} [#{number}]"


def is_distinctive(base: str) -> bool:
    """Whether two people who write this subject are likely to mean the same matter."""
    own = (word for word in _WORD.findall(base) if word not in WORDS)
    return sum(map(_weight, own)) >= DISTINCTIVE


def _weight(word: str) -> int:
    """Letters; a sign of Chinese, Japanese or Korean says about as much as three."""
    return sum(3 if sign >= "\u2e80" else 1 for sign in word)
