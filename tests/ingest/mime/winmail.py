"""Builds winmail.dat files, whole ones, from the pieces that the format knows (MS-OXTNEF)."""

from __future__ import annotations

import struct

STRING, UNICODE, BINARY, OBJECT, LONG = 0x001E, 0x001F, 0x0102, 0x000D, 0x0003

Property = tuple[int, int, bytes]


def winmail(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attribute(number: int, data: bytes, level: int = 1) -> bytes:
    head = struct.pack("<BHHI", level, number, 6, len(data))
    return head + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*wanted: Property) -> bytes:
    return struct.pack("<I", len(wanted)) + b"".join(_property(*one) for one in wanted)


def _property(name: int, kind: int, value: bytes) -> bytes:
    tag = struct.pack("<HH", kind, name)
    if name >= 0x8000:
        tag += b"\0" * 16 + struct.pack("<II", 0, 7)
    if kind == LONG:
        return tag + value
    return tag + struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def mail_properties(*wanted: Property) -> bytes:
    return attribute(0x9003, properties(*wanted))


def file(title: bytes, content: bytes, *more: Property) -> bytes:
    return (
        attribute(0x9002, b"\0" * 14, 2)
        + attribute(0x8010, title + b"\0", 2)
        + attribute(0x800F, content, 2)
        + (attribute(0x9005, properties(*more), 2) if more else b"")
    )


def packed(document: bytes) -> bytes:
    """A document in LZFu, without a single saving: every letter stands for itself."""
    runs = [document[at : at + 8] for at in range(0, len(document), 8)]
    return packed_as(b"".join(b"\0" + run for run in runs), len(document))


def packed_as(steps: bytes, size: int) -> bytes:
    return struct.pack("<II", len(steps) + 12, size) + b"LZFu\0\0\0\0" + steps
