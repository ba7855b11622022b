"""Find the names that a misspelt word may have meant, by edit distance."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.countries.gazetteer import Entry, Gazetteer, Kind, gazetteer
from bot.countries.index import SHORTEST_SLIP, index
from bot.countries.sounds import skeleton

LONGEST = 64
# Two names whose distances differ by less than this are as near.
TIE = 0.2
# What makes a name a little less likely than the bare count of slips says.
_BY_SOUND = 1.5
_SHORTEST_DEMONYM = 6
_SHORTEST_SOUND, _SHORTEST_HEARD = 3, 5
_OTHER_FIRST, _OTHER_LANGUAGE, _REPLACED = 0.5, 0.25, 0.25
# Letters of a typed word beside how many slips in it are still taken for slips.
_ALLOWED = ((9, 2), (SHORTEST_SLIP, 1))
_MOST_WORDS_ALL_WRONG = 2


@dataclass(frozen=True, slots=True)
class Slip:
    """A name that was perhaps meant: how many slips away, and what it means."""

    name: str
    codes: tuple[str, ...]
    kind: Kind
    distance: float


def allowed(length: int) -> int:
    """Return how many slips a word of that length may have."""
    return next((slips for letters, slips in _ALLOWED if length >= letters), 0)


def find_slips(typed: str, most: int, words: Sequence[str] = ()) -> list[Slip]:
    """Return the nearest name of each meaning within `most` slips, nearest first.

    Of one word the first letter is kept, but for one slip in it; of several, one is whole.
    """
    best: dict[tuple[str, ...], Slip] = {}
    if not SHORTEST_SLIP <= len(typed) <= LONGEST:
        return []
    for name, slips in _candidates(typed, most, words):
        entry = _entry(name)
        if not _is_long_enough(typed, name, entry.kind):
            continue
        distance = slips + _doubts(typed, name, entry.reach)
        known = best.get(entry.codes)
        if known is None or (distance, _rank(entry.kind)) < (known.distance, _rank(known.kind)):
            best[entry.codes] = Slip(name, entry.codes, entry.kind, distance)
    return sorted(best.values(), key=lambda slip: (slip.distance, _rank(slip.kind), slip.name))


def _entry(name: str) -> Entry:
    entry = index().find(name)
    if entry is None:
        raise LookupError(f"not a name of the index: {name}")
    return entry


def _candidates(typed: str, most: int, words: Sequence[str]) -> Iterator[tuple[str, int]]:
    if any(word in index().by_word for word in words):
        yield from _of_words(typed, words, most)
    elif len(words) <= _MOST_WORDS_ALL_WRONG:
        yield from _same_first(typed, most)
        yield from _other_first(typed)


def find_by_sound(typed: str) -> Slip | None:
    """Return the one country whose name sounds alike; None if none or several do.

    In Latin letters it must look alike too: a skeleton is short.
    """
    heard = skeleton(typed)
    shortest = _SHORTEST_HEARD + (len(heard) == _SHORTEST_SOUND)
    if len(heard) < _SHORTEST_SOUND or not shortest <= len(typed) <= LONGEST:
        return None
    names = list(by_sound().get(heard, ()))
    if typed.isascii():
        most = max(len(heard) - 1, len(typed) // 3)
        names = [name for name in names if name.isascii() and OSA.distance(typed, name) <= most]
    entries = [_entry(name) for name in names]
    if len({entry.codes for entry in entries}) != 1:
        return None
    far = 0.0 if typed[0] == names[0][0] else _OTHER_FIRST
    return Slip(names[0], entries[0].codes, entries[0].kind, _BY_SOUND + far)


def by_sound() -> Mapping[str, list[str]]:
    """Return the names that may be meant by their sound: English ones and those of its scripts."""
    return _by_sound_of(gazetteer())


@lru_cache(maxsize=1)
def _by_sound_of(_names: Gazetteer) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for spaced, entry in index().names.items():
        name = spaced.replace(" ", "")
        english = name.isascii() and entry.reach == "e" and len(name) >= _SHORTEST_HEARD
        if entry.kind in {Kind.NAME, Kind.ASK} and (english or "\u0780" <= name[0] <= "\u0dff"):
            heard = skeleton(name)
            if len(heard) >= _SHORTEST_SOUND:
                found[heard].append(name)
    return dict(found)


def _is_long_enough(typed: str, name: str, kind: Kind) -> bool:
    """Tell whether so short a word may be a slip: below five letters of a plain name only."""
    if kind in {Kind.DEMONYM, Kind.CAPITAL}:
        return len(typed) >= _SHORTEST_DEMONYM
    first_kept = typed[0] == name[0] or typed == name[1:] or sorted(typed) == sorted(name)
    return len(typed) > SHORTEST_SLIP or first_kept


def _doubts(typed: str, name: str, reach: str) -> float:
    """Return what speaks against a name: people leave out, double and swap rather than replace."""
    doubts = _OTHER_LANGUAGE if reach != "e" and typed.isascii() else 0.0
    if typed[0] != name[0] and typed[0] not in name[1:2]:
        doubts += _OTHER_FIRST
    if len(typed) == len(name) and sorted(typed) != sorted(name):
        doubts += _REPLACED
    return doubts


def _rank(kind: Kind) -> int:
    order = (Kind.NAME, Kind.ASK, Kind.DEMONYM, Kind.PAIR, Kind.OLD)
    return order.index(kind) if kind in order else len(order)


def _same_first(typed: str, most: int) -> Iterator[tuple[str, int]]:
    for length in range(len(typed) - most, len(typed) + most + 1):
        yield from _measured(typed, index().slips.get((typed[0], length), ()), most)


def _other_first(typed: str) -> Iterator[tuple[str, int]]:
    """Yield the names that differ by one slip at the very beginning."""
    tails, buckets = index().tails, index().slips
    for name in f"{tails.get(typed[1:], '')} {tails.get(typed, '')}".split():
        if name != typed:
            yield name, 1
    for name in (typed[1:], typed[1] + typed[0] + typed[2:]):
        if name != typed and name in buckets.get((name[0], len(name)), ()):
            yield name, 1


def _of_words(typed: str, words: Sequence[str], most: int) -> Iterator[tuple[str, int]]:
    """Yield the near names of several words that share a word with the typed ones."""
    lists = sorted((found for word in words if (found := index().by_word.get(word))), key=len)
    if lists:
        rarest = dict.fromkeys(" ".join(lists[:2]).split())
        near = [name for name in rarest if abs(len(name) - len(typed)) <= most]
        yield from _measured(typed, near, most)


def _measured(typed: str, names: Sequence[str], most: int) -> Iterator[tuple[str, int]]:
    # The package's own annotation of the result is an empty tuple's.
    near: Any = process.extract(typed, names, scorer=OSA.distance, score_cutoff=most, limit=None)
    for name, distance, _place in near:
        if distance > 0:
            yield name, int(distance)
