"""Bytes of a mail to text, whatever their label says.

The declared charset comes first, then UTF-8, then what the bytes look like, then cp1252; labels
that are known to lie are put right. Only text encodings from a fixed list are ever looked up: a
mail cannot name a codec that unpacks, evaluates or rotates. UTF-7 is read where it is named and
never guessed: what it hides is out before anything is checked.
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from functools import lru_cache

from samehand.ingest.mime.guess import guessed, reads

_NO_TEXT = {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec"}
_REFUSED = _NO_TEXT | {"zlib_codec", "mbcs", "oem"}
_MORE = (
    "cp874 cp737 cp856 koi8_u koi8_t mac_cyrillic mac_greek mac_turkish mac_latin2 utf_8_sig"
)

_CODECS = {
    **{codec: codec for codec in (*aliases.values(), *_MORE.split()) if codec not in _REFUSED},
    **{alias: codec for alias, codec in aliases.items() if codec not in _REFUSED},
}

# What a label means in the wild, where that is more than what it says: the sets of Windows
# contain those of ISO, and GB 18030 contains its two forerunners.
_MEANT = {
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
}

# Nobody writes the control characters that ISO has where Windows has quotation marks.
_WITH_MARKS = {
    "iso8859_2": "cp1250",
    "iso8859_5": "cp1251",
    "iso8859_6": "cp1256",
    "iso8859_7": "cp1253",
    "iso8859_8": "cp1255",
    "iso8859_13": "cp1257",
    "iso8859_15": "cp1252",
}
_MARKS = re.compile(rb"[\x80-\x9f]")

# Names that mailers write and Python does not know.
_SEEN = {
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "ks_c_5601": "cp949",
    "windows_949": "cp949",
    "windows_31j": "cp932",
    "windows_874": "cp874",
    "windows_936": "gb18030",
    "x_gbk": "gb18030",
    "x_euc_jp": "euc_jp",
    "x_sjis": "cp932",
    "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman",
    "x_cp1252": "cp1252",
    "ansi_1252": "cp1252",
    "utf8mb4": "utf_8",
    "unicode_1_1_utf_8": "utf_8",
}

_CODEPAGES = {
    **{1200: "utf-16-le", 10000: "mac_roman", 20127: "ascii", 20866: "koi8_r", 20932: "euc_jp"},
    **{21866: "koi8_u", 50220: "iso2022_jp", 50221: "iso2022_jp", 50225: "iso2022_kr"},
    **{51932: "euc_jp", 51949: "euc_kr", 52936: "hz", 54936: "gb18030", 65000: "utf_7"},
    **{65001: "utf_8", 936: "gb18030", 28591: "latin_1", 28605: "iso8859_15"},
    **{28590 + part: f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 13)},
}

_EAST_ASIAN = {"gb18030", "big5", "big5hkscs", "cp949", "cp950", "cp932", "euc_jp"}
_SAMPLE = 2_000
_MAYBE_WIDE = {None, "utf_16", "ascii", "utf_8", "cp1252"}
_DOUBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]")
_SURELY_DOUBLED = 5
_WIDE = ("utf_16", "utf_32")
_MANY_BYTES = ("utf", "gb", "big5", "cp93", "cp94", "cp95", "euc", "shift", "iso2022", "hz")


def decode(content: bytes, declared: str | None = None) -> str:
    """Read bytes under a declared charset; what nothing can read becomes U+FFFD."""
    codec = _codec(declared) if declared else None
    codec = _wide(content, codec) or codec
    if codec is not None and codec.startswith(_WIDE):
        return content.decode(codec, "replace").removeprefix("\ufeff")
    if codec == "utf_7" and content.isascii():
        return _from_utf_7(content)
    if b"\x1b$" in content and (codec is None or codec == "ascii"):
        codec = "iso2022_jp_ext"  # it announces itself
    if content.isascii() and not _shifts(codec):
        return content.decode("ascii", "replace")
    if codec is not None and _is_single_byte(codec):
        if reads(content, "utf_8"):
            codec = "utf_8"
        elif codec in _WITH_MARKS and _MARKS.search(content):
            codec = _WITH_MARKS[codec]
    if codec in _EAST_ASIAN:
        codec = guessed(content, codec) or codec
    for candidate in (codec, "utf_8"):
        if candidate is not None and reads(content, candidate):
            return content.decode(candidate).removeprefix("\ufeff")
    return _least_damaged(content, codec or "utf_8").removeprefix("\ufeff")


def is_known(label: str) -> bool:
    """Whether a label names a charset."""
    return _codec(label) is not None


def of_codepage(number: int) -> str:
    """The label of what Windows knows by a number."""
    return _CODEPAGES.get(number, f"cp{number}")


def _wide(content: bytes, codec: str | None) -> str | None:
    """UTF-16 by its first two bytes, or by the zeros that Western text has in every other.

    ASCII that calls itself UTF-16 is none: a mailer has changed the text and not the label.
    """
    if codec == "utf_16" and content.isascii() and b"\0" not in content:
        return "ascii"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None if codec == "utf_32" else "utf_16"
    if codec not in _MAYBE_WIDE or b"\0" not in content[:_SAMPLE]:
        return None
    even, odd = content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    few, many = sorted((even, odd))
    if many < 4 or many * 10 < min(len(content), _SAMPLE) * 3 or few * 5 > many:
        return None
    return "utf_16_be" if even > odd else "utf_16_le"


def _from_utf_7(content: bytes) -> str:
    """It can spell half a character. Text that only says it is UTF-7 stays as it is."""
    try:
        halves = content.decode("utf_7").encode("utf_16_le", "surrogatepass")
    except UnicodeError:
        return content.decode("ascii")
    return halves.decode("utf_16_le", "replace")


def _least_damaged(content: bytes, codec: str) -> str:
    """One broken byte in a long text is no reason to read all of it as cp1252."""
    if not _is_single_byte(codec):
        text = content.decode(codec, "replace")
        broken = text.count("\ufffd")
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if foreign > 2 * broken or _shifts(codec):
            return text
    return content.decode(guessed(content) or "cp1252", "replace")


def undoubled(text: str) -> str:
    """Text that was UTF-8, taken for Western bytes, and made UTF-8 once more: the first text.

    Only where it is beyond doubt: not a letter speaks against it, and several speak for it.
    Somebody who shows a mangled name writes one or two, or the right letters beside them.
    """
    sample = text[:_SAMPLE]
    if len(_DOUBLED.findall(sample)) < _SURELY_DOUBLED:
        return text
    try:
        first = b"".join(map(_western_byte, text)).decode("utf-8")
    except UnicodeError:
        return text
    return text if "\ufffd" in first else first  # what was lost before does not come back


def _western_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _shifts(codec: str | None) -> bool:
    """Whether seven-bit bytes may stand for something other than ASCII."""
    return codec is not None and codec.startswith(("iso2022", "hz", "cp037", "cp500", "cp1140"))


def _is_single_byte(codec: str | None) -> bool:
    return codec is not None and not codec.startswith(_MANY_BYTES)


@lru_cache(maxsize=512)
def _codec(label: str) -> str | None:
    key = "".join(c if c.isalnum() else "_" for c in label.lower()[:40]).strip("_")
    key = key.removeprefix("charset_")
    codec = _SEEN.get(key) or _CODECS.get(key) or _CODECS.get(key.removeprefix("x_"))
    if codec is None and key.startswith("windows_"):
        codec = _CODECS.get("cp" + key.removeprefix("windows_"))
    return _MEANT.get(codec, codec) if codec else None
