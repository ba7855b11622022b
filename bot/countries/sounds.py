"""Names written by ear: what stays of a word when only its consonants are heard.

Readers misspell vowels first (beljam, kiribas), and Dhivehi or Hindi write English names as they
sound, each source in its own way. Two words that sound alike have the same skeleton.
"""

import re
import unicodedata
from functools import cache

from bot.countries import words

_INDIC = ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA",
          "MALAYALAM", "SINHALA")  # fmt: skip


def is_heard(word: str) -> bool:
    """Tell whether the word is in a script whose sounds are known here."""
    return word.isascii() or "\u0780" <= word[:1] <= "\u0dff"


def skeleton(word: str) -> str:
    """Return the sounds of a folded word, one capital each; empty for scripts not known here."""
    if not is_heard(word):
        return ""
    heard = ""
    for group in _pattern().findall(word):
        sound = _groups().get(group)
        if sound is None:
            sound = _indic(group)
            if sound is None:
                return ""
        if sound != "-" and sound != heard[-1:]:
            heard += sound
    return heard[:1] + heard[1:].replace("A", "")


@cache
def _pattern() -> re.Pattern[str]:
    """Match one group of letters that is one sound, or any single sign."""
    longest_first = sorted(_groups(), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, longest_first), "."]), re.DOTALL)


@cache
def _groups() -> dict[str, str]:
    pairs = (pair for _script, pairs in words.rows("sounds.tsv") for pair in pairs.split("|"))
    return dict(pair.split(":") for pair in pairs)


@cache
def _indic(sign: str) -> str | None:
    """Return the sound that the Unicode name of an Indic or Thaana sign tells; None for others."""
    name = unicodedata.name(sign, "")
    script, _, rest = name.partition(" ")
    if script == "THAANA":
        return ""
    if script not in _INDIC:
        return None
    kind, _, heard = rest.rpartition(" ")
    if "VOWEL" in kind or kind.startswith("SIGN") or rest.startswith("SIGN"):
        return "N" if heard in {"ANUSVARA", "CANDRABINDU", "BINDI", "TIPPI"} else "-"
    heard = heard.lower()
    if heard[:1] in "aeiou":
        return "A"
    return skeleton_of_letter(heard)


def skeleton_of_letter(heard: str) -> str:
    """Return the sound of a letter by its English name: ka, dda, nga."""
    first = {"ng": "N", "ny": "N", "nn": "N", "ll": "L", "ss": "S", "sh": "C", "ch": "C", "cc": "C"}
    if (sound := first.get(heard[:2])) is not None:
        return sound
    return {"c": "C", "j": "C", "h": "-", "y": "-"}.get(heard[0], _groups().get(heard[0], "-"))
