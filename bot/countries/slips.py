"""Find the names that a misspelt word may have meant, by edit distance."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.countries.gazetteer import Kind
from bot.countries.index import SHORTEST_SLIP, index
from bot.countries.sounds import skeleton

LONGEST = 64
# Two names whose distances differ by less than this are as near.
TIE = 0.2
# What makes a name a little less likely than the bare count of slips says.
_BY_SOUND = 1.5
_SHORTEST_DEMONYM = 6
_SHORTEST_SOUND, _SHORTEST_HEARD, _MOST_UNHEARD = 3, 5, 2
_OTHER_FIRST, _OTHER_LANGUAGE, _REPLACED = 0.5, 0.25, 0.25
# Letters of a typed word beside how many slips in it are still taken for slips.
_ALLOWED = ((9, 2), (SHORTEST_SLIP, 1))
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


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


def find_slips(typed: str, most: int) -> list[Slip]:
    """Return the nearest name of each meaning within `most` slips, nearest first.

    The first letter is kept, but for one slip in it.
    """
    best: dict[tuple[str, ...], Slip] = {}
    if not SHORTEST_SLIP <= len(typed) <= LONGEST:
        return []
    for name, slips in [*_same_first(typed, most), *_other_first(typed)]:
        entry = index().entries[name]
        if entry.kind is Kind.DEMONYM and len(typed) < _SHORTEST_DEMONYM:
            continue
        distance = slips + _doubts(typed, name, entry.reach)
        known = best.get(entry.codes)
        if known is None or (distance, _rank(entry.kind)) < (known.distance, _rank(known.kind)):
            best[entry.codes] = Slip(name, entry.codes, entry.kind, distance)
    return sorted(best.values(), key=lambda slip: (slip.distance, _rank(slip.kind), slip.name))


def find_by_sound(typed: str) -> Slip | None:
    """Return the one country whose name sounds alike; None if none or several do.

    In Latin letters it must look alike too: a skeleton is short.
    """
    heard = skeleton(typed)
    if len(heard) < _SHORTEST_SOUND or len(typed) < _SHORTEST_HEARD or len(typed) > LONGEST:
        return None
    names = by_sound().get(heard, ())
    if typed.isascii():
        most = max(_MOST_UNHEARD, len(typed) // 3)
        names = [name for name in names if name.isascii() and OSA.distance(typed, name) <= most]
    entries = [index().entries[name] for name in names]
    if len({entry.codes for entry in entries}) != 1:
        return None
    return Slip(names[0], entries[0].codes, entries[0].kind, _BY_SOUND)


@cache
def by_sound() -> Mapping[str, list[str]]:
    """Return the names that may be meant by their sound: English ones and those of its scripts."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, entry in index().entries.items():
        english = name.isascii() and entry.reach == "e" and len(name) >= _SHORTEST_HEARD
        if entry.kind in {Kind.NAME, Kind.ASK} and (english or "\u0780" <= name[0] <= "\u0dff"):
            heard = skeleton(name)
            if len(heard) >= _SHORTEST_SOUND:
                found[heard].append(name)
    return dict(found)


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
        names = index().slips.get((typed[0], length), ())
        near = process.extract(
            typed, names, scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
        )
        for name, distance, *_place in near:
            if distance > 0:
                yield name, int(distance)


def _other_first(typed: str) -> Iterator[tuple[str, int]]:
    """Yield the names that differ by one slip at the very beginning."""
    tail, swapped = typed[1:], typed[1] + typed[0] + typed[2:]
    letters = _ALPHABET if typed.isascii() else ""
    tried = {tail, swapped, *(letter + tail for letter in letters)}
    tried |= {letter + typed for letter in letters}
    buckets = index().slips
    for name in sorted(tried - {typed}):
        if len(name) >= SHORTEST_SLIP and name in buckets.get((name[0], len(name)), ()):
            yield name, 1
