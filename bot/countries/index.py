"""The names again, for readers' typing: without spaces, and by length for slips."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.countries import words
from bot.countries.folding import name_key
from bot.countries.gazetteer import Entry, Gazetteer, Kind, gazetteer
from bot.countries.inflection import stems_of_span

# A slip is looked for in names that people type, not in every language's and not in old ones.
_SLIP_KINDS = frozenset({Kind.NAME, Kind.ASK, Kind.CAPITAL, Kind.DEMONYM, Kind.PAIR, Kind.OLD})
SHORTEST_SLIP = 4
_LONG = 12


@dataclass(frozen=True, slots=True)
class Index:
    """The same names by other keys.

    `names`: name with its spaces -> entry; `spaced`: names of several words, without spaces ->
    with them. Names that a slip may have meant, all without spaces: `slips` by first letter and
    length, `tails` by what comes after the first letter, `by_word` those of several words by each
    of them; all parted by spaces. `stems`: Cyrillic names of several words by their stems.
    """

    names: Mapping[str, Entry]
    spaced: Mapping[str, str]
    slips: Mapping[tuple[str, int], list[str]]
    tails: Mapping[str, str]
    by_word: Mapping[str, str]
    stems: Mapping[str, str]

    def find(self, key: str) -> Entry | None:
        """Return what a name without its spaces means, of two such the one of more reach."""
        plain = self.names.get(key)
        spaced = self.spaced.get(key)
        if spaced is None:
            return plain
        entry = self.names[spaced]
        if plain is not None and "ebr".index(plain.reach) <= "ebr".index(entry.reach):
            return plain
        return entry


def index() -> Index:
    """Return the index of the gazetteer in use, made at the first call."""
    return _index_of(gazetteer())


@lru_cache(maxsize=1)
def _index_of(known: Gazetteer) -> Index:
    spaced: dict[str, str] = {}
    slips: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    tails: defaultdict[str, list[str]] = defaultdict(list)
    by_word: defaultdict[str, list[str]] = defaultdict(list)
    stems: dict[str, str] = {}
    for name, entry in known.groups():
        joined = name.replace(" ", "")
        several = joined != name
        if several:
            spaced.setdefault(joined, name)
            if entry.reach != "r" and "\u0400" <= name[0] <= "\u052f":
                for stem in stems_of_span(name.split()):
                    stems.setdefault(stem, joined)
        if not _may_be_meant(joined, entry, spaced=several):
            continue
        slips[joined[0], len(joined)].append(joined)
        if entry.reach != "r":
            tails[joined[1:]].append(joined)
        for word in name.split() if several else ():
            by_word[word].append(joined)
    return Index(known.names, spaced, dict(slips), _packed(tails), _packed(by_word), stems)


def _packed(lists: Mapping[str, list[str]]) -> dict[str, str]:
    """Return each list as one string: tens of thousands of list objects are dear."""
    return {key: names[0] if len(names) == 1 else " ".join(names) for key, names in lists.items()}


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
