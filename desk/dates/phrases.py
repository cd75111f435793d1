"""How people put days and times into words, in the languages of those who write here.

The words are folded: lower case, without accents. Of the readers, the first that fits at a
place is taken; what none of them knows makes the whole unclear, but for small words.
"""

from __future__ import annotations

import re
from datetime import time, timedelta

from samehand.desk.dates.readers import (
    NUMBERS,
    clock,
    dated,
    day_of_month,
    from_today,
    hour_alone,
    hour_mark,
    length,
    months,
    named_month,
    pair,
    slashed,
    weekday,
    weeks,
)
from samehand.desk.dates.words import At, Length, Mark, Reader, Said, Scene, Unclear
from samehand.ingest.day_names import MONTHS, WEEKDAYS, folded, one_of

LONGEST = 80  # characters


def said(words: str, scene: Scene) -> tuple[Said, ...] | Unclear:
    """What the words mean, each by itself, without those that mean nothing."""
    text = folded(words[: LONGEST + 1]).strip(" \t\r\n,;!?")
    if not text or len(words) > LONGEST:
        return Unclear("it is too long" if text else "it names no day and no time")
    text = _ISO_T.sub(" ", _SHORT.sub(lambda match: _IN_FULL[match[0]], text))
    found: list[Said] = []
    at = 0
    while at < len(text):
        thing, at = _next(text, at, scene)
        if isinstance(thing, Unclear):
            return thing
        if thing is not None:
            found.append(thing)
    return tuple(found)


def _next(text: str, at: int, scene: Scene) -> tuple[Said | Unclear | None, int]:
    """What stands at this place, and where it ends; None for a small word."""
    for pattern, reader in _READERS:
        if match := pattern.match(text, at):
            return reader(match, scene), match.end()
    if small := _SMALL.match(text, at):
        return None, small.end()
    word = re.split(r"[\s,;]", text[at:], maxsplit=1)[0]
    return Unclear(f'"{word}" is no day and no time that this desk knows'), at


def _means(thing: Said | Unclear) -> Reader:
    return lambda match, scene: thing


def _part(begin: int, end: int) -> Reader:
    return _means(At(time(begin), time(end)))


_BY = r"by|before|until|till?|bis|hasta|antes|jusqu'(?:a|au|en)|d'ici|avant|fino|entro|ate|tot"
_IN = r"in|for|after|within|nach|innerhalb|en|dans|pendant|tra|fra|over|em|fur|dentro"
_END = r"(?:end|close|ende|fin|final|fine|eind|einde)(?=\s)"
_START = r"(?:start|beginning|anfang|principio|debut|inizio|inicio|begin)(?=\s)"
_AT = r"(?:at|@|um|alle|a las|a la|as|om|a)\s?"
_SMALL = re.compile(
    r"[\s,;]{1,4}"
    r"|(?:on|the|of|at|from|am|um|zum|den|der|dem|le|la|las|el|al|au|a|il|de|del|das|and|und|y|et|e"
    r"|h|hrs|uhr|sharp|latest|spatestens)(?![a-z0-9])"
)
_NEXT = (
    r"next|nachst(?:e[rnms]?)|kommend(?:e[rnms]?)|proxim[oa]|prochaine?|prossim[oa]|volgende?"
)
_AFTER = r"(?:proxim[oa]|prochaine?|prossim[oa]|que viene|que vem)"
_THIS = r"(?:this|coming|dies(?:e[rnms]?)|est[ea]|cette?|ce|quest[oa]|deze|ess[ea])"
_WEEK = r"(?:week|woche|semana|semaine|settimana)"
_MONTH = r"(?:month|monat|mes|mois|mese|maand)"
_TODAY = r"today|heute|hoy|aujourd'hui|oggi|hoje|vandaag|day|giorno"
_TOMORROW = r"tomm?orr?ow|tmrw|morgen|manana|demain|domani|amanha"
_DAY_AFTER = (
    r"day after tomorrow|ue?bermorgen|pasado manana|apres-demain|dopodomani|overmorgen"
    r"|depois de amanha"
)
_HALF_HOUR = r"half an hour|(?:eine )?halbe stunde|media hora|une demi-heure|mezz'ora"
_UNIT = (
    r"(?:(?P<minutes>m|mins?|minutes?|minuten|minutos?|minut[oi])"
    r"|(?P<hours>hrs?|hours?|std|stunden?|horas?|heures?|or[ae]|uur)"
    r"|(?P<weeks>w|wks?|weeks?|wochen?|semanas?|semaines?|settiman[ae]|weken)"
    r"|(?P<months>months?|monat(?:e|en)?|mes(?:es)?|mois|mes[ei]|maand(?:en)?)"
    r"|(?P<days>d|days?|tag(?:e|en)?|dias?|jours?|giorn[oi]|dag(?:en)?))"
)
_WEEKDAY, _MONTH_NAME = one_of(WEEKDAYS), one_of(MONTHS)
_Y, _M, _D = r"(?P<year>20[0-9]{2})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_YEAR_AFTER = rf"(?:[,\s]{{1,3}}(?:de\s|del\s)?{_Y})?"
_HOUR, _MINUTE = r"(?P<hour>[0-9]{1,2})", r"(?P<minute>[0-9]{2})"
_HALF = r"\s?(?P<half>[ap])\.?m\b\.?"
_MIDNIGHT = At(time(23, 59), time(23, 59))
_IN_FULL = {
    "eod": "end of today",
    "cob": "end of today",
    "close of business": "end of today",
    "eow": "end of this week",
    "eom": "end of this month",
    "monatsende": "end of this month",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(_IN_FULL)})\b")
_ISO_T = re.compile(r"(?<=[0-9])t(?=[0-9]{1,2}:)")

_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(rf"(?:{pattern})(?![a-z0-9])"), reader)
    for pattern, reader in (
        (rf"{_Y}[-/.]{_M}[-/.]{_D}", dated),
        (rf"{_HOUR}[:.]{_MINUTE}{_HALF}", clock),
        (rf"{_HOUR}:{_MINUTE}(?::00)?", clock),
        (rf"{_HOUR}{_HALF}", clock),
        (rf"{_HOUR}\s?(?:uhr|o'?clock)(?:\s?{_MINUTE})?", clock),
        (rf"{_AT}{_HOUR}(?!\s?[0-9:.,h])", hour_alone),
        (rf"(?P<at>{_AT})?{_HOUR}\s?h\s?{_MINUTE}?", hour_mark),
        (rf"{_D}\.\s?{_M}\.\s?(?P<year>20[0-9]{{2}}|[0-9]{{2}}(?![.:]))?", dated),
        (rf"{_D}(?P<s>[/.-]){_M}(?P=s)(?P<year>20[0-9]{{2}}|[0-9]{{2}})", slashed),
        (r"([0-9]{1,2})\.([0-9]{1,2})", pair),
        (rf"{_D}[/-]{_M}", slashed),
        (
            rf"{_D}(?:\.|st|nd|rd|th|er|e|o)?[\s-]?(?:of\s|de\s)?"
            rf"(?P<name>{_MONTH_NAME})\b\.?{_YEAR_AFTER}",
            dated,
        ),
        (
            rf"(?P<name>{_MONTH_NAME})\.?\s?{_D}(?:st|nd|rd|th)?(?![:.h]){_YEAR_AFTER}",
            dated,
        ),
        (rf"(?P<number>[0-9]{{1,4}}|(?:{'|'.join(NUMBERS)})(?=\s))\s?{_UNIT}", length),
        (_HALF_HOUR, _means(Length(rest=timedelta(minutes=30)))),
        (rf"{_D}(?:st|nd|rd|th|\.)", day_of_month),
        (r"[0-9]{1,2}", _means(Unclear("a number alone is no time; write 9:00, or the month"))),
        (_DAY_AFTER, from_today(2)),
        (_TOMORROW, from_today(1)),
        (_TODAY, from_today(0)),
        (
            rf"(?:(?P<next>{_NEXT})\s|{_THIS}\s)?(?P<name>{_WEEKDAY})\b(?:\.|\s{_AFTER})?",
            weekday,
        ),
        (rf"(?:{_NEXT})\s{_WEEK}|{_WEEK}\s{_AFTER}", weeks(1)),
        (rf"(?:{_THIS}\s)?{_WEEK}", weeks(0)),
        (rf"(?:{_NEXT})\s{_MONTH}|{_MONTH}\s{_AFTER}", months(1)),
        (rf"(?:{_THIS}\s)?{_MONTH}", months(0)),
        (rf"(?P<name>{_MONTH_NAME})\b\.?{_YEAR_AFTER}", named_month),
        (r"noon|midday|mittags?|mediodia|midi|mezzogiorno|meio-dia", _part(12, 12)),
        (r"(?:in the )?morning|vormittags?|fruh|matin|mattina", _part(9, 12)),
        (
            r"(?:in the |this )?afternoon|nachmittags?|tarde|apres-midi|pomeriggio|middag",
            _part(14, 18),
        ),
        (r"(?:in the |this )?evening|tonight|abends?|noche|soir|sera|avond", _part(19, 22)),
        (r"midnight|mitternacht|medianoche|minuit|mezzanotte|meia-noite", _means(_MIDNIGHT)),
        (_BY, _means(Mark.BY)),
        (_IN, _means(Mark.IN)),
        (_END, _means(Mark.END)),
        (_START, _means(Mark.START)),
    )
)
