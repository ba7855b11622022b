"""Find the names of countries in a text, with the place where each stands."""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from bot.countries.lexicon import CUT_VOWELS, Case, Lexicon, Means, Sense
from bot.countries.prose import Prose
from bot.countries.words import rows

_A_YEAR = timedelta(days=366)
_SHORTEST_WITH_ENDING = 4
_LONGEST_ENDING = 8  # with its space; a search without a bound would take a hostile text's hours


class Mention(NamedTuple):  # made a dozen times an article: a tuple is made in half the time
    """One found name: what it means and from where to where it stands."""

    sense: Sense
    start: int
    end: int


_Candidate = tuple[int, int, tuple[Sense, ...], bool]


def find(text: Prose, lexicon: Lexicon, day: date | None = None) -> list[Mention]:
    """Return the names in the text from first to last; of names in one another the longest."""
    found = _candidates(text, lexicon)
    found.sort(key=_leftmost_longest)
    mentions: list[Mention] = []
    covered = 0
    for start, end, senses, whole in found:
        if start >= covered:
            for sense in senses:
                if _allowed(sense, text, start, end, whole=whole) and _in_office(sense, day):
                    mentions.append(Mention(sense, start, end))
                    covered = end
                    break
    return mentions


def _leftmost_longest(candidate: _Candidate) -> tuple[int, int, bool]:
    return (candidate[0], -candidate[1], not candidate[3])


def _candidates(text: Prose, lexicon: Lexicon) -> list[_Candidate]:
    """Return start, end, senses of all names that begin and end with a word or its endings."""
    folded = text.folded
    found: list[_Candidate] = []
    for last, (length, senses) in lexicon.automaton.iter(folded):
        stop = end = last + 1
        whole = folded[end] == " "
        if not whole:
            stop = folded.find(" ", end, end + _LONGEST_ENDING)
            if stop < 0 or not _is_ending(text, folded[end:stop], length, senses):
                continue
        start = end - length
        if folded[start] == " ":
            start += 1
        elif not _begins_a_word(folded, start):
            continue
        found.append((start, stop, senses, whole))
    return found


def _begins_a_word(folded: str, start: int) -> bool:
    """Tell whether nothing but what Arabic joins to a name stands before it in its word."""
    near = max(0, start - _LONGEST_ENDING)
    space = folded.rfind(" ", near, start)
    return space >= 0 and (space + 1 == start or folded[space + 1 : start] in _arabic_before())


def _is_ending(text: Prose, rest: str, length: int, senses: tuple[Sense, ...]) -> bool:
    """Tell whether what follows a name in its word is an ending of the word's language."""
    sign = rest[0]
    if sign < "\u0250":
        if length <= _SHORTEST_WITH_ENDING:
            return False
        if text.english:
            return rest == "s" and senses[0].means is Means.DEMONYM
        return rest == "s" or rest in _endings("western", "turkic")
    if "\u0400" <= sign < "\u0530":
        # The lexicon cuts a last vowel off: what is not declined, as Марокко, has it back.
        declined = rest in _endings("cyrillic") or (len(rest) == 1 and rest in CUT_VOWELS)
        return length > _SHORTEST_WITH_ENDING and declined
    return rest in _endings("arabic-after")


@cache
def _endings(*groups: str) -> frozenset[str]:
    """Return the endings, or for Arabic also the beginnings, of groups of languages."""
    return frozenset(
        piece
        for group, pieces in rows("endings.tsv")
        if group in groups
        for piece in pieces.split("|")
    )


@cache
def _arabic_before() -> frozenset[str]:
    return _endings("arabic-before")


def _allowed(sense: Sense, text: Prose, start: int, end: int, *, whole: bool) -> bool:
    """Tell whether the capitals and the language of the text allow the sense."""
    if sense.foreign and text.english:
        return False
    if sense.case is Case.ANY:
        return True
    written = text.written
    if sense.case is Case.INITIAL:
        return written[start].isupper()
    # In a title all in capitals US may be a word; with dots U.S. is a country anywhere.
    name = written[start:end]
    in_capitals = name.isupper() and not (text.shouting and name == "US")
    return whole and (in_capitals if name.isalpha() else name[1] == ".")


def _in_office(sense: Sense, day: date | None) -> bool:
    """Tell whether a leader's name could mean the office on that day, a year more or less."""
    if day is None or sense.means is not Means.LEADER:
        return True
    if sense.since is not None and day < sense.since - _A_YEAR:
        return False
    return sense.until is None or day <= sense.until + 2 * _A_YEAR
