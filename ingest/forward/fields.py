"""The fields that a mail program writes above a mail that it passes on: who, to whom, when.

They are text, in the program's language and dress. An address counts where it is the only one
that can be meant; where a program shows names alone, nobody is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from samehand.ingest import headers
from samehand.ingest.address import addresses, usable
from samehand.ingest.message import Address
from samehand.ingest.reply import history
from samehand.ingest.reply.labels import ANSWER_TO, COPIED

NOBODY = Address("")
MOST_PEOPLE = 100
_LONGEST = 4_000  # characters of one field

_IDS = {"message-id": "id", "references": "references", "in-reply-to": "answers"}
_DRESS = " \t\xa0*_|"
_MAILTO = re.compile(r"[<\[(]?mailto:([^\s<>\[\]()]{1,320})[>\])]?", re.IGNORECASE)
_ADDRESS = re.compile(r"""[^\s<>()\[\]"',;:]{1,64}@[^\s<>()\[\]"',;:@]{1,255}""")
_BRACKETED = re.compile(r"""[<\[(]\s?([^\s<>()\[\]"',;:]{1,64}@[^\s<>()\[\]"',;:@]{1,255})""")
# What Outlook writes between who has sent a mail and whose it is.
_ON_BEHALF = re.compile(
    r"\b(?:on behalf of|im (?:auftrag|namen) von|de la part de|au nom de|en nombre de"
    r"|per conto di|em nome de|namens|w imieniu|от имени)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fields:
    """What stands above a mail that is passed on; empty where the program does not say it.

    Of `sender`, the address is empty where only a name is shown, or more than one address.
    """

    sender: Address = NOBODY
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: str = ""
    subject: str = ""
    message_id: str | None = None
    references: tuple[str, ...] = ()


def read_fields(lines: Iterable[str]) -> Fields:
    """The fields of a head, from its lines."""
    found = _values(lines)
    ids = headers.message_ids(found.get("id", ""))
    ancestry = found.get("references", "") or found.get("answers", "")
    return Fields(
        sender=person(found.get("from", "")),
        reply_to=_people(found.get("reply to", "")),
        to=_people(found.get("to", "")),
        cc=_people(found.get("cc", "")),
        date=found.get("when", ""),
        subject=headers.clean(found.get("what", "")),
        message_id=ids[0] if ids else None,
        references=headers.message_ids(ancestry),
    )


def person(value: str) -> Address:
    """The one whom a From line names, or who is named in a line like "Carla wrote:"."""
    value = _ON_BEHALF.split(_plain(value))[-1]
    bracketed = _distinct(_BRACKETED.findall(value))
    found = bracketed or _distinct(_ADDRESS.findall(value))
    name = headers.clean(re.split(r"[<\[(]", value, maxsplit=1)[0]).strip("\"' *,;:")
    if len(found) != 1:
        return Address("", "" if "@" in name else name)
    return Address(found[0], "" if "@" in name else name)


def _values(lines: Iterable[str]) -> dict[str, str]:
    """The value of each field, the first of its kind; lines without a label go on with it."""
    found: dict[str, str] = {}
    kind = ""
    for line in lines:
        bare = line.replace("\uff1a", ":").strip("> \t\xa0*|")
        named = _kind(bare)
        if named is not None:
            kind = "" if named in found else named
            bare = bare.partition(":")[2].strip(_DRESS)
        if kind and len(found.get(kind, "")) < _LONGEST:
            found[kind] = f"{found.get(kind, '')} {bare}".strip()
    return found


def _kind(bare: str) -> str | None:
    """Which field a line begins; None where it goes on with the one above."""
    name = bare[:48].partition(":")[0].strip(_DRESS).lower()
    if name in ANSWER_TO:
        return "reply to"
    if name in COPIED:
        return "cc"
    if name in _IDS:
        return _IDS[name]
    known = history.label(bare)
    if known is None and history.is_field(bare) and "@" not in name:
        return "other"
    return known


def _people(value: str) -> tuple[Address, ...]:
    """Everybody in a list, in any of its forms, who has an address."""
    written = addresses(_plain(value), most=MOST_PEOPLE)
    found = (Address(_usable(one.address), one.name.strip("' *")) for one in written)
    return tuple(dict.fromkeys(one for one in found if one.address))


def _plain(value: str) -> str:
    """A list of people as a header would have it.

    Seen in the wild: "Carla [mailto:c@x]", "c@x<mailto:c@x>", "<c@x<mailto:c@x>>".
    """
    value = value[:_LONGEST].replace("\xa0", " ")
    return _MAILTO.sub(r" <\1>", value).replace(">>", ">")


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_usable, found))))


def _usable(address: str) -> str:
    """The address in lower case; empty where nobody can write to it."""
    address = address.strip(".*_").lower()
    return address if usable(address) else ""
