"""Cleans texts as Telegram does: control characters, invisible texts, blanks at the ends."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from bot.simulator.entities import HIDDEN
from bot.simulator.formatted import Places, Span

_BLANKED = {code: " " for code in range(32) if chr(code) not in "\n\r"}
# Line and paragraph separators, marks that change the direction of what follows, and three
# combining characters that draw lines through the neighbours.
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_EMPTY = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)


def is_empty(text: str) -> bool:
    """Return whether nobody would see anything of a text."""
    return _EMPTY.fullmatch(text) is not None


def cleaned(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return a text without control characters, and its entities where they now are."""
    places = Places(text)
    removed = [places.unit(match.start()) for match in _REMOVED.finditer(text)]
    text = _REMOVED.sub("", text).translate(_BLANKED)
    # Of several marks of direction in a row only the last one counts.
    text = _MARKS.sub(lambda match: "\u200c" * len(match[0]), text)
    return text, [
        span.between(
            span.offset - bisect_left(removed, span.offset),
            span.end - bisect_left(removed, span.end),
        )
        for span in spans
    ]


def trimmed(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Return a text without blanks around it, and its entities but those of blanks only.

    Blanks at the beginning stay if an entity begins with them; `spans` are in order.
    """
    places = Places(text)
    spans = [span for span in spans if span.kind in HIDDEN or not _is_blank(text, span, places)]
    text = text.rstrip(" \n")
    end = places.unit(len(text))
    spans = [span.between(span.offset, min(span.end, end)) for span in spans if span.offset < end]
    first = places.character(spans[0].offset) if spans else len(text)
    start = min(first, len(text) - len(text.lstrip(" \n")))
    return text[start:], [span.between(span.offset - start, span.end - start) for span in spans]


def _is_blank(text: str, span: Span, places: Places) -> bool:
    visible = _VISIBLE.search(text, places.character(span.offset), places.character(span.end))
    return visible is None


_VISIBLE = re.compile("[^ \n]")
