"""Decode the text of a file, however it was saved."""

import unicodedata
from itertools import pairwise

from bot.ingest.clean import LONGEST_TEXT

# Telegram's own limit for files that a bot may fetch.
LARGEST_FILE = 20 * 1024 * 1024
# What begins so is no text, whatever its name says.
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# The byte order marks, the longer of two that begin alike first.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes) -> str | None:
    """Return the text: by its byte order mark, as UTF-8, else by its letters; None if binary."""
    if data.startswith(_SIGNATURES):
        return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8") if b"\x00" not in data[:4096] else _utf16_without_mark(data)
    except UnicodeDecodeError:
        return _by_letters(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """Every second byte of a Latin text in UTF-16 is zero; other zeros are no text."""
    head = data[:4096]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first::2].count(0) > len(head) // 5 and not head[1 - first :: 2].count(0):
            return data.decode(encoding, errors="replace")
    return None


# Old single-byte sets of our languages; which one fits is told by how plain the text then reads.
_OLD_SETS = ("cp1251", "cp1256", "cp1254", "koi8-r", "cp1252")


def _by_letters(data: bytes) -> str | None:
    sample = data[:20_000]
    texts = {name: sample.decode(name, errors="replace") for name in _OLD_SETS}
    best = max(_OLD_SETS, key=lambda name: _plainness(texts[name]))
    if _plainness(texts[best]) < 0.5:
        return None
    return data[: LONGEST_TEXT * 2].decode(best, errors="replace")


def _plainness(text: str) -> float:
    """Score how much a text looks written: words of one script, small letters behind capitals."""
    good = bad = 0
    for before, sign in pairwise(text):
        if sign == "\ufffd" or (sign < " " and sign not in "\n\r\t"):
            bad += 5
        elif _is_letter(before) and _is_letter(sign):
            joins = _script(before) == _script(sign) and not (before.islower() and sign.isupper())
            good, bad = good + joins, bad + 3 * (not joins)
    frequent = sum(text.count(word) for word in _FREQUENT)
    return (good + 20 * frequent - bad) / max(good + bad, 1)


_FREQUENT = (" и ", " в ", " на ", " و ", " در ", " من ", " في ", " به ", " ve ", " bir ", " the ")


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or unicodedata.category(sign) == "Mn"


def _script(sign: str) -> int:
    """Return a number for the alphabet: ASCII and accented Latin, Cyrillic, Arabic, others."""
    return 0 if sign < "\u0250" else ord(sign) >> 8
