"""Outside text made fit for a Telegram message: cleaned, bounded, escaped, nothing live."""

import re
import unicodedata

from bot.render.message import Html, escape
from config.limits import TEXT_LENGTH_UTF16

# Bidi embeddings, overrides and isolates turn the rest of a line around; zero-width and soft
# hyphens hide; the variation selectors and ZWNJ/ZWJ stay, since Persian and emoji need them.
_INVISIBLE = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x200B, 0x200E, 0x200F, 0x061C, 0x00AD, 0xFEFF]
)
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" *\n *(?:\n *)+")
# A word that starts with / or @ becomes a live command or mention in somebody's chat.
_LIVE = re.compile(r"((?<![\w/<>])/|(?<!\w)@)(?=\w)")
_SENTENCE_END = re.compile(r"[.!?؟。]['\"”’»)]*(?=\s|$)")
# Nothing shows it, and Telegram sees neither a command nor a name behind it.
_JOINER = "\u200d"
# What a flood of blanks and invisible signs is made of: shrunk before the text is bounded, or the
# words behind it would be lost.
_FLOOD = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u061c\u00ad\ufeff\x00]{8,}")
_MARK_FLOOD = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u064b-\u065f\u180b-\u180e\u20d0-\u20ff\ufe00-\ufe0f]{3}){3,}"
)
_JOINED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+$")
_MARKS = ("Mn", "Me")
_MARKS_IN_A_ROW = 3
_ELLIPSIS = "…"
_RTL = ("R", "AL")


def length_utf16(text: str) -> int:
    """Count UTF-16 code units, in which Telegram counts offsets and we keep our limits."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _has_only_letters(text: str) -> bool:
    """Tell quickly whether there is nothing to leave out: nearly all outside text is such."""
    if not text.replace("\n", "").isprintable():
        return False
    return text.isascii() or not any(unicodedata.category(char) in _MARKS for char in set(text))


def _without_controls(text: str) -> str:
    if _has_only_letters(text):
        return text
    kept: list[str] = []
    marks = 0
    for char in text.translate(_INVISIBLE):
        category = unicodedata.category(char)
        if category in ("Cs", "Cn", "Co"):
            continue
        marks = marks + 1 if category in _MARKS else 0
        if marks > _MARKS_IN_A_ROW:
            continue
        kept.append(" " if category in ("Cc", "Zl", "Zp") and char != "\n" else char)
    return "".join(kept)


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` UTF-16 units, at a blank where one is near, with an ellipsis."""
    if length_utf16(text) <= limit:
        return text
    units, end = 0, 0
    for end, char in enumerate(text):  # noqa: B007 (the place is wanted after the loop)
        units += 2 if char > "\uffff" else 1
        if units > limit - 1:
            break
    blank = text.rfind(" ", max(0, end - 40), end)
    return text[: blank if blank > 0 else _between_signs(text, end)].rstrip() + _ELLIPSIS


def _between_signs(text: str, end: int) -> int:
    """Step back to where no sign is torn: before a flag, a joined emoji, a letter with marks."""
    for _ in range(40):  # the longest emoji that Unicode lists has ten characters
        is_torn = _JOINED.match(text[end]) or unicodedata.category(text[end]) in _MARKS
        if end and (is_torn or text[end - 1] == _JOINER):
            end -= 1
        else:
            break
    letters = _FLAG_LETTERS.search(text, max(0, end - TEXT_LENGTH_UTF16), end)
    return end - 1 if letters and len(letters.group()) % 2 else end


def whole_sentences(text: str, limit: int) -> str:
    """Shorten to the sentences that fit; a first one that is longer alone is cut at a blank."""
    if length_utf16(text) <= limit:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text[:limit])]
    return text[: ends[-1]].rstrip() if ends and ends[-1] > limit // 4 else cut(text, limit)


def clean(text: str, *, limit: int, lines: bool = False) -> str:
    """Return outside text as one line (or its lines), bounded, without controls or live names."""
    # Nothing past a few times the limit can be shown; bounding first keeps hostile input cheap.
    if len(text) > limit * 4:
        text = _FLOOD.sub(lambda flood: "\n\n" if "\n" in flood[0] else " ", text)
        text = _MARK_FLOOD.sub(r"\1", text)
    text = _without_controls(text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n"))
    if lines:
        text = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
    else:
        text = " ".join(text.split())
    if "/" in text or "@" in text:
        text = _LIVE.sub(rf"\1{_JOINER}", text)
    return cut(text, limit)


def isolated(text: str) -> str:
    """Keep text with right-to-left letters from turning the words around it, and them from it."""
    if text.isascii() or not any(unicodedata.bidirectional(char) in _RTL for char in text):
        return text
    return f"\u2068{text}\u2069"


def outside(text: str, *, limit: int = 300) -> Html:
    """Return outside text (a title, a name, a query) as one safe line of Telegram HTML."""
    return escape(clean(text, limit=limit))


def safe(text: str) -> str:
    """Return outside text as one whole message, ready for parse_mode HTML."""
    return escape(clean(text, limit=TEXT_LENGTH_UTF16, lines=True))
