"""Cut a reader's text into words, keeping what stood between them."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.countries.folding import fold

# A query is short; what is longer is somebody's article, and costs no more than this to look at.
LONGEST = 300
MOST_WORDS = 32
_FLAG_A, _FLAG_Z = 0x1F1E6, 0x1F1FF
_ELISIONS = frozenset(("dell", "nell", "dall", "sull", "all", "quell", "bell", "sant"))
_APOSTROPHES = "'’‘ʼʻ`´ʹ＇"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as typed, folded, the part before an apostrophe, and the signs before it."""

    text: str
    key: str
    head: str
    gap: str
    flag: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the word is digits only."""
        return self.text.isdigit()

    @property
    def in_capitals(self) -> bool:
        """Whether every letter is a capital."""
        return self.text.isupper()


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of the beginning of a text; at most `MOST_WORDS` of them."""
    shown = text[:LONGEST].replace("&", " and ")
    found: list[Word] = []
    place, gap = 0, ""
    while place < len(shown) and len(found) < MOST_WORDS:
        end = _end_of_word(shown, place)
        if end == place:
            gap += shown[place]
            place += 1
            continue
        if word := _word(shown[place:end], gap.strip() or gap[:1]):
            found.append(word)
            gap = ""
        place = end
    return tuple(found)


def is_whole(text: str) -> bool:
    """Tell whether `words_of` saw the whole text."""
    return len(text) <= LONGEST


def _word(text: str, gap: str) -> Word | None:
    if code := _flag(text):
        return Word(text, code.lower(), "", gap, code)
    plain = text.replace(".", "")
    if "." in text.rstrip("."):
        plain = plain.upper()
    key = _key(plain)
    if not key:
        return None
    head = next((plain[:at] for at, sign in enumerate(plain) if sign in _APOSTROPHES), "")
    return Word(plain, key, _key(head), gap)


def _key(text: str) -> str:
    return "".join(sign for sign in fold(text) if _is_letter(sign))


def _end_of_word(text: str, start: int) -> int:
    """Return where the word that begins at `start` ends; `start` itself where none begins."""
    if _flag(text[start : start + 2]):
        return start + 2
    end = start
    while end < len(text) and (_is_letter(text[end]) or _holds_together(text, start, end)):
        if end > start and text[end].isdigit() != text[end - 1].isdigit():
            break
        end += 1
    return end


def _holds_together(text: str, start: int, at: int) -> bool:
    """Tell whether a sign inside a word belongs to it: an apostrophe, the dots of U.S."""
    if at == start or (text[at] in _APOSTROPHES and _is_elision(text[start:at])):
        return False
    after = text[at + 1 : at + 2]
    if text[at] in _APOSTROPHES or text[at] in "\u200c\u200d\xad\u0640":
        return bool(after) and _is_letter(after)
    letter_before = _is_letter(text[at - 1]) and (at - 1 == start or text[at - 2] == ".")
    return text[at] == "." and letter_before and not text[at - 1].isdigit()


def _is_elision(head: str) -> bool:
    """Tell l'Iran and dell'Iran, two words, from Iran's and N'Djamena, one."""
    return len(head) <= 2 or head.lower() in _ELISIONS


def _flag(text: str) -> str:
    """Return the code of a flag emoji, else nothing."""
    if len(text) == 2 and all(_FLAG_A <= ord(sign) <= _FLAG_Z for sign in text):
        return "".join(chr(ord(sign) - _FLAG_A + ord("A")) for sign in text)
    return ""


@lru_cache(maxsize=8192)
def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"
