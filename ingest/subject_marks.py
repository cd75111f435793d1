"""The marks that mail programs put in front of a subject: Re, AW, Fwd, and counted ones.

Sources of patterns, to be compared without regard to case.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

_REPLIES = (
    "re|r|aw|antw|antwort|sv|vs|odp|res|rép|rif|ynt|vá|απ|отв|ответ|hal"
    "|回复|回覆|答复|答覆|返信|回信"
)
_FORWARDS = (
    "fwd?|wg|tr|rv|i|enc|doorst|vb|pd|vl|fs|tov|пересл|továbbítás|iletilen|转发|轉寄|轉發|転送"
)
_COUNTED = r"(?:\s{0,2}[\[(]\d{1,3}[\])]|\^\d{1,2}|\*\d{1,2})?\s{0,2}[:：]"

REPLY = rf"(?:{_REPLIES}){_COUNTED}"
FORWARD = rf"(?:{_FORWARDS}){_COUNTED}"
