"""Find the names of countries in an article, with the word where each stands."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from bot.countries.folding import fold
from bot.countries.lexicon import Case, Lexicon, Means, Sense

LONGEST_TEXT = 200_000
# Words as names are kept: dots inside an acronym and apostrophes belong to the word, an article
# that French or Italian joins to a name does not; a comma is a word, since "Paris, Texas" needs it.
_WORDS = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:[LlDd]|[Qq]u|[Dd]ell|[Nn]ell|[Aa]ll|[Ss]ull)['’](?=[^\W\d_]{3})"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0652\u200c]|['’ʼ‘](?=[^\W_]))*|,"
)
_APOSTROPHE = re.compile("['’ʼ‘]")
_A_YEAR = timedelta(days=366)
_NOT_ENGLISH = re.compile(" (?:der|die|und|la|le|les|el|del|il|che|de|het|van|ve|bir|v|da|do) ")
_ARABIC_BEFORE = frozenset(
    ["و", "ب", "ل", "ف", "ک", "ال", "وال", "بال", "فال", "کال", "لل", "ول", "وب"]
) | {""}
_ARABIC_AFTER = frozenset(
    [
        "ی",
        "یه",
        "یها",
        "یهای",
        "ها",
        "های",
        "یین",
        "یون",
        "یان",
        "یات",
        "ه",
        "ین",
        "ون",
        "ان",
        "ات",
        "ا",
        "یتین",
        "اش",
        "ای",
        "یای",
    ]
)
_CYRILLIC_AFTER = frozenset(
    [
        "а",
        "я",
        "ы",
        "и",
        "ь",
        "е",
        "о",
        "у",
        "ю",
        "ом",
        "ем",
        "ои",
        "еи",
        "ою",
        "ею",
        "ам",
        "ям",
        "ами",
        "ями",
        "ах",
        "ях",
        "ов",
        "ев",
        "ии",
        "ию",
        "иеи",
        "ия",
        "ие",
        "ье",
        "ью",
        "ья",
        "ы",
        "ыи",
        "ого",
        "его",
        "ому",
        "ему",
        "ым",
        "им",
        "ых",
        "их",
        "ыми",
        "ими",
        "ая",
        "яя",
        "ую",
        "юю",
        "ое",
        "ее",
        "ые",
        "ко",
        "кам",
        "ки",
        "ков",
        "ками",
        "ца",
        "цы",
        "цев",
        "цам",
        "цами",
        "це",
        "ец",
    ]
)
_TURKIC_AFTER = frozenset(
    [
        "a",
        "e",
        "i",
        "u",
        "ya",
        "ye",
        "yi",
        "yu",
        "in",
        "un",
        "nin",
        "nun",
        "da",
        "de",
        "ta",
        "te",
        "dan",
        "den",
        "tan",
        "ten",
        "la",
        "le",
        "yla",
        "yle",
        "ni",
        "nu",
        "ki",
        "daki",
        "deki",
        "nda",
        "nde",
        "ndan",
        "nden",
        "na",
        "ne",
        "li",
        "lu",
        "lar",
        "ler",
        "lari",
        "leri",
        "larin",
        "lerin",
        "lara",
        "lere",
        "lilar",
        "liler",
        "larla",
        "lerle",
        "lardan",
        "lerden",
        "dir",
        "dur",
        "ca",
        "ce",
        "s",
    ]
)
_EUROPEAN_AFTER = frozenset(["s", "e", "es", "a", "o", "as", "os", "en", "er", "em", "n", "i"])


@dataclass(frozen=True, slots=True)
class Mention:
    """One found name: what it means, how it was written, at which word and over how many."""

    sense: Sense
    word: str
    at: int
    words: int


@dataclass(frozen=True, slots=True)
class Words:
    """A text as the words that are searched, beside the words as they were written."""

    written: list[str]
    folded: str
    starts: list[int]
    english: bool
    shouting: bool  # all in capitals, so that capitals mean nothing

    def at(self, position: int) -> int:
        """Return the number of the word at a position of the folded text."""
        return bisect_right(self.starts, position) - 1


def read(text: str) -> Words:
    """Part a text into words; what is past the longest text is left out."""
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    written = _WORDS.findall(text)
    folded = fold(" ".join(written)).replace(".", "")
    words = folded.split(" ")
    if len(words) != len(written):
        # A sign that folds into several words: then the folded words are all that we have.
        written = words = folded.split()
        folded = " ".join(words)
    starts = list(accumulate(map(_with_space, words), initial=1))
    folded = f" {folded} "
    english = " the " in folded or (text.isascii() and _NOT_ENGLISH.search(folded) is None)
    return Words(written, folded, starts, english, text.isupper())


def _with_space(word: str) -> int:
    return len(word) + 1


def find(words: Words, lexicon: Lexicon, day: date | None = None) -> list[Mention]:
    """Return the names in the text from first to last; of names in one another the longest."""
    found = sorted(_candidates(words, lexicon), key=_leftmost_longest)
    mentions: list[Mention] = []
    covered = -1
    for start, end, senses, whole in found:
        if start < covered:
            continue
        first = words.at(start)
        sense = _chosen(senses, words, first, whole=whole, day=day)
        if sense is None:
            continue
        covered = end
        last = words.at(end - 1)
        written = " ".join(words.written[first : last + 1])
        mentions.append(Mention(sense, written, first, last - first + 1))
    return mentions


_Candidate = tuple[int, int, tuple[Sense, ...], bool]


def _leftmost_longest(candidate: _Candidate) -> tuple[int, int]:
    return (candidate[0], -candidate[1])


def _candidates(words: Words, lexicon: Lexicon) -> Iterator[_Candidate]:
    """Yield start, end, senses of all names at word boundaries, and whether an ending follows."""
    text = words.folded
    for end, (length, senses) in lexicon.automaton.iter(text):
        start = end - length + 1
        after = end + 1
        if text[after] == " ":
            if text[start] == " ":
                yield start + 1, after, senses, True
            elif text[text.rfind(" ", 0, start) + 1 : start] in _ARABIC_BEFORE:
                yield start, after, senses, True
        elif length > 3 and _is_ending(words, start, after):
            yield (start + 1 if text[start] == " " else start), after, senses, False


def _is_ending(words: Words, start: int, after: int) -> bool:
    """Tell whether what follows a name in its word is an ending of the word's language."""
    text = words.folded
    rest = text[after : text.index(" ", after)]
    sign = rest[0]
    if len(rest) > 6 or after - text.rfind(" ", 0, after) < 3:
        return False
    if sign < "\u0250":
        return _is_latin_ending(rest, words, after)
    if "\u0400" <= sign < "\u0530":
        return rest in _CYRILLIC_AFTER
    if not ("\u0600" <= sign < "\u0700" and rest in _ARABIC_AFTER):
        return False
    return text[start] == " " or text[text.rfind(" ", 0, start) + 1 : start] in _ARABIC_BEFORE


def _is_latin_ending(rest: str, words: Words, after: int) -> bool:
    if rest == "s":
        return True
    if words.english:
        return False
    if _APOSTROPHE.search(words.written[words.at(after)]):
        return True
    return rest in _TURKIC_AFTER or rest in _EUROPEAN_AFTER


def _chosen(
    senses: tuple[Sense, ...], words: Words, first: int, *, whole: bool, day: date | None
) -> Sense | None:
    """Return the sense that the writing and the day allow."""
    for sense in senses:
        if _written_so(sense, words, first, whole=whole) and _in_office(sense, day):
            return sense
    return None


def _written_so(sense: Sense, words: Words, first: int, *, whole: bool) -> bool:
    """Tell whether the capitals and the language of the text allow the sense."""
    if sense.foreign and words.english:
        return False
    if sense.case is Case.ANY:
        return True
    written = words.written[first]
    if not written[0].isupper():
        return False
    if sense.case is Case.UPPER:
        # In a title all in capitals IT and US are words; with dots U.S. is a country anywhere.
        return whole and ("." in written or (written.isupper() and not words.shouting))
    if whole or sense.means is Means.DEMONYM or words.written[first][-1] not in "sS":
        return True
    return not words.english or _APOSTROPHE.search(written) is not None


def _in_office(sense: Sense, day: date | None) -> bool:
    """Tell whether a leader's name could mean the office on that day, a year more or less."""
    if day is None or sense.means is not Means.LEADER:
        return True
    if sense.since is not None and day < sense.since - _A_YEAR:
        return False
    return sense.until is None or day <= sense.until + 2 * _A_YEAR
