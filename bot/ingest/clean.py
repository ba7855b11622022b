"""One plain spelling for whatever a clipboard holds: line ends, spaces, controls, entities."""

import html
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

# More than a long article; what is over is cut before any other work is done on it.
LONGEST_TEXT = 200_000
# Telegram cuts a long message at this many UTF-16 units.
MESSAGE_UNITS = 4096

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Controls, lone surrogates, byte order marks, soft hyphens, marks of direction, zero-width signs
# and tag characters. The zero-width non-joiner and joiner are looked at one by one below.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ud800-\udfff\U000e0000-\U000e007f]"
)
_NON_JOINER = re.compile("(?<![\u0600-\u06ff])\u200c+|\u200c+(?![\u0600-\u06ff])")
# A joiner holds emoji together; elsewhere it only makes equal words differ.
_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d+")
_MARK = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc"
_MARK += "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Three marks on a letter is the most that any of our languages writes. Cut before normalising:
# sorting a run of marks takes time that grows with its square.
_MARK_RUN = re.compile(f"([{_MARK}]{{3}})[{_MARK}]+")
_SPACE_RUN = re.compile(" {2,}")
_SENTENCE_END = re.compile(r"[.!?…:؟。][\"'”’»)\]]*$")


def clean(text: str) -> str:
    r"""Return the text with `\n` line ends, visible characters and single spaces only."""
    text = _LINE_ENDS.sub("\n", text[:LONGEST_TEXT])
    text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    text = _LINE_ENDS.sub("\n", text)  # an entity may have been one
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _JOINER.sub("", _NON_JOINER.sub("", text))
    text = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text))
    return _unquoted("\n".join(_SPACE_RUN.sub(" ", line).strip() for line in text.split("\n")))


def _unquoted(text: str) -> str:
    """Take away the `> ` that a mail program puts before every line."""
    lines = text.split("\n")
    written = [line for line in lines if line]
    if len(written) > 1 and all(line.startswith(">") for line in written):
        return "\n".join(line.lstrip("> ") for line in lines)
    return text


def length_utf16(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text) + sum(1 for sign in text if ord(sign) > 0xFFFF)


def join_parts(parts: Sequence[str]) -> str:
    """Return one text of messages that Telegram cut; a sentence cut in two is one again."""
    parts = [part for part in parts if part.strip()]
    if not parts:
        return ""
    gap = "\n\n" if any(re.search(r"\n[ \t\u00a0]*\r?\n", part) for part in parts) else "\n"
    joined = parts[0]
    for before, part in pairwise(parts):
        joined += _seam(before, part, gap) + part
    return joined


def _seam(before: str, part: str, gap: str) -> str:
    was_cut = length_utf16(before) > MESSAGE_UNITS - 600
    if not was_cut or before.endswith("\n") or part.startswith("\n"):
        return gap
    if before[-1].isspace() or part[0].isspace():
        return ""
    if length_utf16(before) + length_utf16(part[0]) > MESSAGE_UNITS:
        return ""  # cut at the last unit, not at a space: inside a word
    starts_anew = part[0].isupper() or not part[0].isalpha() or not _has_case(part[0])
    return gap if _SENTENCE_END.search(before[-10:]) and starts_anew else " "


def _has_case(sign: str) -> bool:
    return sign.lower() != sign.upper()
