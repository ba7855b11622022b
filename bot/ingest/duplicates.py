"""Which texts tell the same story in the same words: reprints, and look-alikes that are none.

Word 5-grams are hashed and one in eight kept; what a text's own sketch shares with another's
tells how much of the shorter one stands in the longer. On 129 reprints this found all, where
Jaccard's measure found 79 and simhash 35.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from bot.ingest.date_words import MONTHS, SOLAR_MONTHS, fold
from storage.grams import LONGEST, SMALL, grams, sampled, sketch

__all__ = ["CONTAINMENT", "Words", "containment", "differ_in_facts", "near_duplicates", "sketch"]

# How much of the shorter text has to stand in the longer one.
CONTAINMENT = 0.5
# Around the bound, and for texts with a small sketch, all grams are compared.
_UNSURE = (0.3, 0.7)
_MOST_ALIGNED, _ALIGNED_KEPT = 1_500, 256
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")
_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_MONTHS = MONTHS | SOLAR_MONTHS
# A byline and a date line of the reprint's own stand at its head, credits at its end.
_HEAD, _TAIL, _SHORT_TEXT = 10, 15, 40
# Behind these stands who wrote, edited or photographed, not of whom it tells.
_CREDITS = frozenset(
    "by photo photos foto image picture editing reporting written von par por автор фото".split()  # noqa: SIM905
)
# Between two words that both texts share, a fact is told in a few words.
_LONGEST_FACT = 6
# "Aliyev" and "Aliev" are one name, "Aliyev" and "Araghchi" two.
_SAME_NAME = 70
# A name that stands for another so often is no slip of a copy editor.
_REPEATED = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart: its words as written and as compared."""

    written: tuple[str, ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Take a text apart; digits of all scripts are made ours."""
        text = unicodedata.normalize("NFC", text[:LONGEST])
        return cls(tuple(_WORD.findall(text)), tuple(_WORD.findall(fold(text))))


def near_duplicates(texts: list[str]) -> list[tuple[int, int]]:
    """Return the pairs (i, j), i < j, of texts that are reprints of each other, in order."""
    whole = [grams(text) for text in texts]
    sketches = [sampled(all_grams) for all_grams in whole]
    words = lru_cache(maxsize=_ALIGNED_KEPT)(lambda index: Words.of(texts[index]))
    found = []
    for first, second in _candidates(whole, sketches):
        share = containment(sketches[first], sketches[second])
        is_small = min(len(sketches[first]), len(sketches[second])) < SMALL
        if is_small or _UNSURE[0] <= share <= _UNSURE[1]:
            share = containment(whole[first], whole[second])
        if share >= CONTAINMENT and not differ_in_facts(words(first), words(second)):
            found.append((first, second))
    return sorted(found)


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """Return how much of the smaller set stands in the larger, from 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def differ_in_facts(one: Words, other: Words) -> bool:
    """Whether two texts with the same words tell of two events: another date, other people.

    The protocol of a yearly meeting is the same each year but for its year and its minister.
    """
    if one.folded == other.folded:
        return False
    replaced = list(_replaced(one, other))
    return any(_is_other_fact(*pair) for pair in replaced) or _has_other_names(replaced)


def _candidates(
    whole: Sequence[frozenset[int]], sketches: Sequence[frozenset[int]]
) -> Iterator[tuple[int, int]]:
    """Give the pairs that share a kept hash, or any where one's sketch is too small to tell."""
    small = {index for index, kept in enumerate(sketches) if len(kept) < SMALL}
    # A text with a full sketch meets one with a small one by all of its grams.
    wanted = {gram for index in small for gram in whole[index]}
    holders: dict[int, list[int]] = defaultdict(list)
    for index, kept in enumerate(sketches):
        for gram in whole[index] if index in small else kept | (whole[index] & wanted):
            holders[gram].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        shared.update((a, b) for place, a in enumerate(indexes) for b in indexes[place + 1 :])
    yield from shared


@dataclass(frozen=True, slots=True)
class _Fact:
    """What one text has between words that both share, with one shared word to either side."""

    written: tuple[str, ...]
    folded: tuple[str, ...]
    is_at_edge: bool

    @property
    def years(self) -> set[str]:
        return {word for word in self.folded if _YEAR.fullmatch(word)}

    @property
    def days(self) -> set[tuple[str, int]]:
        """The days with their months ("5 March", "March 5")."""
        if self.is_at_edge:
            return set()
        pairs = [*pairwise(self.folded), *pairwise(self.folded[::-1])]
        return {
            (re.sub(r"\D", "", day), _MONTHS[month])
            for day, month in pairs
            if _NUMBER.fullmatch(day) and month in _MONTHS
        }

    @property
    def word(self) -> str:
        """The one capitalised word between the shared ones; empty if it is none."""
        inner = self.written[1:-1]
        is_name = len(inner) == 1 and inner[0][0].isupper() and inner[0].isalpha()
        return inner[0] if is_name and not self.is_at_edge else ""

    @property
    def name(self) -> str:
        """The words between the shared ones if all are names of at least two words."""
        inner = self.written[1:-1]
        is_name = len(inner) >= 2 and all(word[0].isupper() and word.isalpha() for word in inner)
        is_credit = self.is_at_edge or self.folded[0] in _CREDITS
        return " ".join(inner) if is_name and not is_credit else ""


def _replaced(one: Words, other: Words) -> Iterator[tuple[_Fact, _Fact]]:
    """Give what stands in each text between words that both share, where it is short."""
    mine, theirs = one.folded[:_MOST_ALIGNED], other.folded[:_MOST_ALIGNED]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=len(mine) > _MOST_ALIGNED // 2)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "replace" and max(end - start, stop - begin) <= _LONGEST_FACT:
            # A word more to either side: "5 March 2024" may differ in its day alone.
            yield _fact(one, start, end), _fact(other, begin, stop)


def _fact(words: Words, start: int, end: int) -> _Fact:
    place = slice(max(0, start - 1), end + 1)
    size = len(words.folded)
    is_at_edge = size > _SHORT_TEXT and (start < _HEAD or end > size - _TAIL)
    return _Fact(words.written[place], words.folded[place], is_at_edge)


def _is_other_fact(mine: _Fact, theirs: _Fact) -> bool:
    if mine.years and theirs.years and not mine.years & theirs.years:
        return True
    if mine.days and theirs.days and not mine.days & theirs.days:
        return True
    return bool(mine.name and theirs.name) and _are_other_people(mine.name, theirs.name)


def _has_other_names(replaced: Iterable[tuple[_Fact, _Fact]]) -> bool:
    """Whether one name stands for another all through: Georgia for Turkey, Zarif for Araghchi."""
    names = [(mine.word, theirs.word) for mine, theirs in replaced]
    counts = Counter(pair for pair in names if all(pair))
    return any(
        _are_other_countries(*pair) if _are_countries(*pair) else _is_other_name(pair, count)
        for pair, count in counts.items()
        if count >= _REPEATED
    )


def _is_other_name(pair: tuple[str, str], count: int) -> bool:
    return count > _REPEATED and _are_other_people(*pair)


def _are_countries(one: str, other: str) -> bool:
    from bot.countries.query import iso_codes  # noqa: PLC0415  # loads all names

    return bool(iso_codes(one) and iso_codes(other))


def _are_other_countries(one: str, other: str) -> bool:
    from bot.countries.query import iso_codes  # noqa: PLC0415  # loads all names

    return not set(iso_codes(one)) & set(iso_codes(other))


def _are_other_people(one: str, other: str) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415  # loaded when two texts are nearly one

    return fuzz.token_sort_ratio(fold(one), fold(other)) < _SAME_NAME
