"""Read a text as the tagger searches it: folded sign by sign, beside the text as written."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from bot.countries.folding import fold
from bot.countries.words import rows

LONGEST_TEXT = 200_000
_LONGEST_WORD = 40
_TELLING_PART = 1000
_REMEMBERED_SIGNS = 20_000  # a hostile text may hold every sign there is


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in two forms of one length: a place in `folded` is the same place in `written`."""

    written: str
    folded: str  # letters folded, everything else a space
    english: bool
    shouting: bool  # all in capitals, so that capitals mean nothing

    def word_before(self, start: int) -> str:
        """Return the word before a name if only a space is between them, else nothing."""
        if start < 3 or self.written[start - 1] not in " \n":
            return ""
        return self.last_word(start - 1)

    def word_after(self, end: int) -> str:
        """Return the word after a name if only a space is between them, else nothing."""
        if self.written[end] == "." == self.written[end - 2]:
            end += 1  # the last dot of U.S. is its own
        if self.written[end] not in " \n" or end + 1 >= len(self.folded):
            return ""
        stop = self.folded.find(" ", end + 1, end + _LONGEST_WORD)
        return self.written[end + 1 : max(stop, end + 1)]

    def last_word(self, end: int) -> str:
        """Return the word that ends there; of one that is too long to be a word its end."""
        near = max(0, end - _LONGEST_WORD)
        return self.written[max(self.folded.rfind(" ", near, end) + 1, near) : end]

    def after_comma(self, start: int) -> bool:
        """Tell whether a comma is before the name."""
        return start > 2 and self.written[start - 2] == ","


class _Signs(dict[int, str]):
    """A table for `str.translate` that asks the folding for each new sign once."""

    def __init__(self, *, folded: bool) -> None:
        self._folded = folded

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = "".join(one if one.isalnum() else " " for one in fold(sign))
        if self._folded:
            new = plain or " "
        else:
            # Signs that fold into none or several change the written form too; the apostrophes
            # fold into none but part words here: Iran's, Türkiye'nin, l'Iran.
            new = sign if len(plain) == 1 or _parts_words(sign) else plain
        if len(self) < _REMEMBERED_SIGNS:
            self[code] = new
        return new


def _parts_words(sign: str) -> bool:
    """Tell an apostrophe or a quotation mark from a mark or an invisible sign."""
    return unicodedata.category(sign)[0] in "PSZ" or (sign.isascii() and not sign.isalnum())


_WRITTEN = _Signs(folded=False)
_FOLDED = _Signs(folded=True)


def read(text: str, *, english: bool | None = None) -> Prose:
    """Return the text in both forms, with a space before and after; the rest is left out.

    Where `english` is not told, the text says by its small words whether it is.
    """
    text = text[:LONGEST_TEXT]
    plain = text.isascii()
    if not plain:
        text = unicodedata.normalize("NFC", text).translate(_WRITTEN)[:LONGEST_TEXT]
    written = f" {text} "
    folded = written.translate(_FOLDED)
    if english is None:
        english = " the " in folded or (plain and _is_english(folded))
    return Prose(written, folded, english, text.isupper())


def _is_english(folded: str) -> bool:
    """Tell whether a text in ASCII without "the" is English; one without small words is."""
    words = frozenset(folded[:_TELLING_PART].split())
    return words.isdisjoint(cues("not-english")) or not words.isdisjoint(cues("english"))


@cache
def cues(group: str) -> frozenset[str]:
    """Return the words of a group of cues: what they tell of a name near them, or of a text."""
    return frozenset(
        word
        for name, words, _ in rows("article_cues.tsv")
        if name == group
        for word in words.split("|")
    )
