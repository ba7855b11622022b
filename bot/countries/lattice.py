"""Read a row of words as names: all readings side by side, the cheapest way through wins.

A name costs about 1 whatever its length, so one long name beats two short ones inside it; a
small word costs next to nothing; a word that nothing explains costs a lot, so that a reading
that leaves words over loses against one that explains them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.countries.gazetteer import Entry, Kind
from bot.countries.lexer import Word

LONGEST_NAME = 9


class How(StrEnum):
    """What connects the typed words and the name."""

    EXACT = "exact"
    CODE = "code"
    FLAG = "flag"
    INFLECTED = "inflected"
    INVERTED = "inverted"  # Korea, Republic of
    JOINED = "joined"  # iranazerbaijan
    SHARED = "shared"  # north and south korea
    SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A country, or several, that words of the text mean; `name` is the name they were read as."""

    name: str
    codes: tuple[str, ...]
    kind: Kind
    how: How = How.EXACT
    slips: float = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """One reading of the words from `start` up to `end`; without meanings they are passed over."""

    start: int
    end: int
    cost: float
    meanings: tuple[Meaning, ...] = ()
    skipped: bool = False
    topic: str | None = None
    rank: str | None = None


SKIP = 4.0
_COST = {
    Kind.NAME: 1.0, Kind.ACRONYM: 1.0, Kind.PAIR: 1.0, Kind.NONE: 1.0, Kind.REGION: 1.05,
    Kind.OLD: 1.05, Kind.DEMONYM: 1.1, Kind.SEAT: 1.1, Kind.CAPITAL: 1.15, Kind.ASK: 1.2,
    Kind.CITY: 1.3,
}  # fmt: skip
_REACH_COST = {"e": 0.0, "b": 0.02, "r": 0.04}


def cost_of(entry: Entry) -> float:
    """Return what it costs to read words as this entry: English names first, cities last."""
    return _COST[entry.kind] + _REACH_COST[entry.reach]


def cheapest(words: Sequence[Word], edges_from: Callable[[int], Sequence[Edge]]) -> list[Edge]:
    """Return the cheapest row of edges over all words; on a tie the longer first edge."""
    best: list[tuple[float, Edge | None]] = [(0.0, None)] * (len(words) + 1)
    for start in range(len(words) - 1, -1, -1):
        skip = Edge(start, start + 1, SKIP, skipped=True)
        options = [skip, *edges_from(start)]
        found = min(options, key=lambda edge: (edge.cost + best[edge.end][0], -edge.end))
        best[start] = (found.cost + best[found.end][0], found)
    return _walk(best)


def _walk(best: Sequence[tuple[float, Edge | None]]) -> list[Edge]:
    way: list[Edge] = []
    edge = best[0][1]
    while edge is not None:
        way.append(edge)
        edge = best[edge.end][1]
    return way
