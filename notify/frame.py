"""What stands around the words of a mail to an agent; by it their answer is told from the mail.

The first line tells what matters most. It and the mark, above which an answer is written, are
ours alone: others' words that could pass for them are changed, by as little as it takes.
"""

from __future__ import annotations

import re

from markupsafe import escape

from samehand.desk import marks
from samehand.ingest.reply.answers import FIRST_LINE
from samehand.ingest.reply.visible import REPLY_MARK

MARK = f"--- press Reply and {REPLY_MARK} ---"

_SMALL = "margin:16px 0 0;font:12px sans-serif;color:#76818d"
_DRAWN = re.compile(r"^([ \t]{0,3})([-_=*#~\u2010-\u2015])\2{40,}[ \t]*$", re.MULTILINE)
_WORDS = (f"({word})" for word in REPLY_MARK.split())
_LIKE_THE_MARK = re.compile(r"\s{1,8}".join(_WORDS), re.IGNORECASE)
_LIKE_THE_FIRST_LINE = re.compile(rf"^{FIRST_LINE.pattern}", re.MULTILINE)


def first_line(number: int, said: str) -> str:
    """`--- #1042 | Ana Ruiz | due today 17:00 | 2 h 10 min of support time left ---`."""
    return f"--- #{number} | {said} ---"


def framed(first: str, text: str, token: str) -> str:
    """A text with its first line, the mark and the token that an answer brings back."""
    mark = () if MARK in text else (MARK,)  # the template may have it at a better place
    return "\n\n".join(part for part in (first, text, *mark, marks.mark(token)) if part)


def framed_html(html: str, token: str) -> str:
    """The twin of a text with its token; the first line and the mark are the template's."""
    page, end, rest = html.rpartition("</body>")
    mark = f'<p style="{_SMALL}">{escape(marks.mark(token))}</p>\n'
    return f"{page}{mark}{end}{rest}" if end else f"{html}\n{mark}"


def of_others(text: str) -> str:
    """Others' words, in which no line looks like one of the frame."""
    text = _DRAWN.sub(lambda match: match[1] + match[2] * 40, text)
    text = _LIKE_THE_MARK.sub(lambda match: "_".join(match.groups()), text)
    return _LIKE_THE_FIRST_LINE.sub(lambda match: match[0].replace("---", "--"), text)
