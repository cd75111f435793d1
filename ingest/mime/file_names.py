"""What an attachment is called: as its sender named it, and fit for any file system."""

from __future__ import annotations

import re

from samehand.ingest import headers
from samehand.ingest.mime.structure import Part

LONGEST_NAME = 120

_UNSPEAKABLE = re.compile(r'[\\/:*?"<>|]')


def name_of(part: Part) -> str:
    """The name that a part was given, or nothing. Old programs know only the second place."""
    for field, parameter in ((part.disposition, "filename"), (part.content_type, "name")):
        name = file_name(field[parameter])
        if name:
            return name
    return ""


def file_name(named: str) -> str:
    """A name for people, cleaned first and cut second: no path, no device, no trailing dots."""
    named = headers.clean(named)
    name = _UNSPEAKABLE.sub("_", named.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:
        return name[:LONGEST_NAME].strip(" .")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
