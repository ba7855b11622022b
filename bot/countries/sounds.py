"""Names written by ear: what stays of a word when only its consonants are heard.

Readers misspell vowels first (beljam, kiribas), and Dhivehi or Hindi write English names as they
sound, each source in its own way. Two words that sound alike have the same skeleton.
"""

import unicodedata
from functools import cache

from bot.countries import words

_INDIC = ("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA",
          "MALAYALAM", "SINHALA")  # fmt: skip
_LONGEST_GROUP = 4


def skeleton(word: str) -> str:
    """Return the sounds of a folded word, one capital each; empty for scripts not known here."""
    sounds: list[str] = []
    place = 0
    while place < len(word):
        sound, length = _sound_at(word, place)
        if sound is None:
            return ""
        if sound not in {"-", ""} and not (sounds and sounds[-1] == sound):
            sounds.append(sound)
        place += length
    heard = "".join(sounds)
    return heard[:1] + heard[1:].replace("A", "") if heard else ""


def _sound_at(word: str, place: int) -> tuple[str | None, int]:
    for length in range(min(_LONGEST_GROUP, len(word) - place), 0, -1):
        group = word[place : place + length]
        if (sound := _groups().get(group)) is not None:
            return sound, length
    return _indic(word[place]), 1


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
