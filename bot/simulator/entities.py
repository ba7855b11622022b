"""Mends entities as Telegram does: which may hold which, what is cut, what comes first.

Styles (bold ...) may lie anywhere but in code and dates, and are cut wherever another entity
begins, or a whole one ends; quotes hold everything; the rest is whole: two never share a character.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.simulator.formatted import Span

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CODE = frozenset({"pre", "code"})
UNSTYLED = CODE | {"date_time"}
# These mean something even around blanks.
HIDDEN = frozenset({"text_link", "text_mention"})

# Who comes first where two entities have the same place; the numbers are TDLib's ranks.
_RANKS = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_FOUND = 50  # addresses, mentions, tags, commands, dates


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Return entities by their beginning, the longer ones and then the more important ones first.

    Equals keep their order.
    """
    return sorted(spans, key=lambda span: (span.offset, -span.end, _RANKS.get(span.kind, _FOUND)))


def mended(spans: Iterable[Span], found: Iterable[Span] = ()) -> list[Span]:
    """Return entities in order such that they nest; `found` ones give way to all others."""
    ordered = in_order(span for span in spans if span.end > span.offset)
    quotes = _apart(span for span in ordered if span.kind in QUOTES)
    styles = [span for span in ordered if span.kind in STYLES]
    whole = _apart(span for span in ordered if span.kind not in QUOTES and span.kind not in STYLES)
    whole = _inside_or_outside(whole, quotes)
    new = _inside_or_outside(_apart(in_order(found)), quotes)
    whole = in_order([*whole, *_clear_of(new, whole)])
    return in_order([*quotes, *whole, *_cut(styles, [*quotes, *whole])])


def _apart(ordered: Iterable[Span]) -> list[Span]:
    """Drop each entity that begins before the last kept one has ended."""
    kept: list[Span] = []
    for span in ordered:
        if not kept or span.offset >= kept[-1].end:
            kept.append(span)
    return kept


def _inside_or_outside(spans: Sequence[Span], quotes: Sequence[Span]) -> list[Span]:
    """Drop entities that cross the border of a quote or hold one."""
    ends = [quote.end for quote in quotes]
    kept = []
    for span in spans:
        at = bisect_right(ends, span.offset)
        if at == len(quotes) or _nests(span, quotes[at]):
            kept.append(span)
    return kept


def _nests(span: Span, quote: Span) -> bool:
    is_inside = quote.offset <= span.offset and span.end <= quote.end
    return is_inside or span.end <= quote.offset


def _clear_of(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """Return the entities that share no character with the others, which are apart."""
    ends = [other.end for other in others]
    kept = []
    for span in spans:
        at = bisect_right(ends, span.offset)
        if at == len(others) or span.end <= others[at].offset:
            kept.append(span)
    return kept


def _cut(styles: Iterable[Span], fixed: Sequence[Span]) -> list[Span]:
    """Return styles joined where they touch, then cut at each border, but none in code."""
    runs = [run for kind in STYLES for run in _joined(kind, styles)]
    borders = {run.offset for run in runs} | {span.offset for span in fixed}
    cuts = sorted(borders | {span.end for span in fixed})
    plain = sorted((span.offset, span.end) for span in fixed if span.kind in UNSTYLED)
    pieces = []
    for run in runs:
        inner = cuts[bisect_right(cuts, run.offset) : bisect_left(cuts, run.end)]
        places = [run.offset, *inner, run.end]
        pieces += [run.between(*place) for place in pairwise(places)]
    return [piece for piece in pieces if not _within(piece, plain)]


def _joined(kind: str, styles: Iterable[Span]) -> list[Span]:
    runs: list[Span] = []
    for span in styles:
        if span.kind != kind:
            continue
        if runs and span.offset <= runs[-1].end:
            runs[-1] = runs[-1].between(runs[-1].offset, max(runs[-1].end, span.end))
        else:
            runs.append(span)
    return runs


def _within(piece: Span, places: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(places, (piece.offset, 1 << 62)) - 1
    return at >= 0 and piece.offset < places[at][1]
