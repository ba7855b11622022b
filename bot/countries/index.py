"""The names again, for readers' typing: without spaces, and by length for slips."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.countries import words
from bot.countries.folding import name_key
from bot.countries.gazetteer import Entry, Gazetteer, Kind, gazetteer

# A slip is looked for in names that people type, not in every language's and not in old ones.
_SLIP_KINDS = frozenset({Kind.NAME, Kind.ASK, Kind.CAPITAL, Kind.DEMONYM, Kind.PAIR, Kind.OLD})
SHORTEST_SLIP = 4
_LONG = 12


@dataclass(frozen=True, slots=True)
class Index:
    """The same names by other keys.

    `entries`: name without spaces -> entry; `spaced`: the names with their spaces. Names that a
    slip may have meant, all without spaces: `slips` by first letter and length, `tails` by what
    comes after the first letter, `by_word` those of several words by each of them.
    """

    entries: Mapping[str, Entry]
    spaced: Mapping[str, str]
    slips: Mapping[tuple[str, int], list[str]]
    tails: Mapping[str, list[str]]
    by_word: Mapping[str, list[str]]


def index() -> Index:
    """Return the index of the gazetteer in use, made at the first call."""
    return _index_of(gazetteer())


@lru_cache(maxsize=1)
def _index_of(names: Gazetteer) -> Index:
    entries: dict[str, Entry] = {}
    spaced: dict[str, str] = {}
    slips: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    tails: defaultdict[str, list[str]] = defaultdict(list)
    by_word: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in names.groups():
        joined = name.replace(" ", "")
        if joined != name:
            spaced[joined] = name
        known = entries.get(joined)
        if known is not None and "ebr".index(known.reach) <= "ebr".index(entry.reach):
            continue
        entries[joined] = entry
        if _may_be_meant(joined, entry, spaced=joined != name):
            slips[joined[0], len(joined)].append(joined)
            tails[joined[1:]].append(joined)
            if joined != name:
                for word in name.split():
                    by_word[word].append(joined)
    return Index(entries, spaced, dict(slips), dict(tails), dict(by_word))


def _may_be_meant(joined: str, entry: Entry, *, spaced: bool) -> bool:
    """Tell whether a slip may have meant the name: short Latin ones only in big languages."""
    if len(joined) < SHORTEST_SLIP or entry.kind not in _SLIP_KINDS or _is_han(joined):
        return False
    long = spaced and len(joined) > _LONG
    return entry.reach != "r" or not joined.isascii() or long


def _is_han(name: str) -> bool:
    """Tell whether the name is in Chinese signs, where another sign is another word."""
    return "\u3400" <= name[0] <= "\u9fff"


@cache
def no_slips() -> frozenset[str]:
    """Return the ordinary words that are never taken for a misspelt country."""
    lists = (names.split("|") for _language, names in words.rows("no_slips.tsv"))
    return frozenset(name_key(word) for names in lists for word in names)
