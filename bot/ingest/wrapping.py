"""Lines and paragraphs: undo hard wraps, keep what stood on a line of its own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

_ENDS_SENTENCE = re.compile(r"[.!?:…؟。][\"'”’»)\]]*$")
# Mail programs and terminals wrap in this range; a paragraph's line is longer, a list's shorter.
_NARROWEST, _WIDEST = 45, 100
# A headline in two lines is cut where it reads best.
_NARROWEST_TITLE = 30
_FEWEST_BREAKS = 2
# The beginning tells how the rest was wrapped.
_MOST_BREAKS = 60
# More lines than the longest article has, hard-wrapped and with blank ones.
_MOST_LINES = 2_500


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text that is a paragraph of its own; `after_blank` tells what stood before."""

    text: str
    after_blank: bool


def lines_of(text: str, *, stands_alone: Callable[[str], bool]) -> list[Line]:
    """Return the paragraphs of a cleaned text, hard-wrapped ones joined.

    `stands_alone` tells of a line (a date, an address) that it is never joined to another.
    """
    blocks = _blocks(text)
    width = _wrap_width(blocks, stands_alone)
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        joined = _joined(block, width, stands_alone, is_head=number == 0)
        lines += [Line(part, index == 0) for index, part in enumerate(joined)]
    return lines


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return blocks if blocks[-1] else blocks[:-1]


def _wrap_width(blocks: list[list[str]], stands_alone: Callable[[str], bool]) -> int | None:
    """Return the width that the text was wrapped at, None if it was not.

    A wrapped line is full: the next line's first word would not have fitted into it.
    """
    lines = [line for block in blocks for line in block]
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    breaks = [pair for block in blocks for pair in pairwise(block)][:_MOST_BREAKS]
    inner = [
        (line, following)
        for line, following in breaks
        if line is not lines[0]
        and not _ENDS_SENTENCE.search(line)
        and not stands_alone(line)
        and not stands_alone(following)
    ]
    full = sum(_is_full(line, following, width) for line, following in inner)
    return width if full >= _FEWEST_BREAKS and full * 3 >= len(inner) * 2 else None


def _is_full(line: str, following: str, width: int) -> bool:
    # Editors let a line run a few signs short or over; the trials needed three.
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width - 3


def _joined(
    block: list[str], width: int | None, stands_alone: Callable[[str], bool], *, is_head: bool
) -> list[str]:
    joined = [block[0]]
    is_wrapped = not is_head and len(block) > 1 and all(map(_may_be_wrapped, block[:-1]))
    for index, (before, line) in enumerate(pairwise(block)):
        keeps = is_head and index == 0 and not line[0].islower()  # a headline and what follows
        is_full = width is not None and _is_full(before, line, width)
        least = _NARROWEST_TITLE if is_head and index == 0 else _NARROWEST
        goes_on = not keeps and (is_full or is_wrapped or _goes_on(before, line, least))
        if goes_on and not stands_alone(before) and not stands_alone(line):
            joined[-1] += _glue(before) + line
        else:
            joined.append(line)
    return joined


def _may_be_wrapped(line: str) -> bool:
    """Whether a line of a block may be the cut beginning of a paragraph."""
    return _NARROWEST <= len(line) <= _WIDEST - 10 and not _ENDS_SENTENCE.search(line)


def _goes_on(before: str, line: str, least: int) -> bool:
    """Whether a line without an end is followed by a small letter: a sentence was cut."""
    is_open = len(before) >= least and (before[-1].isalnum() or before[-1] in ",-–—")
    return is_open and line[0].islower()


def _glue(before: str) -> str:
    """A wrap after a hyphen inside a word (north-/south) took no space."""
    return "" if re.search(r"[^\W\d_]-$", before) else " "
