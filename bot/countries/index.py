"""The names again, for readers' typing: without spaces, and by length for slips."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.countries import words
from bot.countries.folding import name_key
from bot.countries.gazetteer import Entry, Kind, gazetteer

# A slip is looked for in names that people type, not in every language's and not in old ones.
_SLIP_KINDS = frozenset({Kind.NAME, Kind.ASK, Kind.CAPITAL, Kind.DEMONYM, Kind.PAIR, Kind.OLD})
SHORTEST_SLIP = 4


@dataclass(frozen=True, slots=True)
class Index:
    """The same names by other keys.

    `entries`: name without spaces -> entry; `spaced`: the names with their spaces; `slips`:
    (first letter, length) -> names without spaces that a slip may have meant.
    """

    entries: Mapping[str, Entry]
    spaced: Mapping[str, str]
    slips: Mapping[tuple[str, int], list[str]]


@cache
def index() -> Index:
    """Return the one index of the process, made at the first call."""
    entries: dict[str, Entry] = {}
    spaced: dict[str, str] = {}
    slips: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for name, entry in gazetteer().groups():
        joined = name.replace(" ", "")
        if joined != name:
            spaced[joined] = name
            if joined in entries:
                continue
        entries[joined] = entry
        if entry.reach != "r" and len(joined) >= SHORTEST_SLIP and entry.kind in _SLIP_KINDS:
            slips[joined[0], len(joined)].append(joined)
    return Index(entries, spaced, dict(slips))


@cache
def no_slips() -> frozenset[str]:
    """Return the ordinary words that are never taken for a misspelt country."""
    lists = (names.split("|") for _language, names in words.rows("no_slips.tsv"))
    return frozenset(name_key(word) for names in lists for word in names)
