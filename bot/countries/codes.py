"""Two- and three-letter codes, which are also common words: when one counts as a country."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from bot.countries import words as tables
from bot.countries.lexer import Word
from bot.countries.names import is_country


@cache
def _words() -> frozenset[str]:
    """Return the codes that are words of every day; in small letters they are those words."""
    return frozenset(
        code for _why, codes in tables.rows("code_words.tsv") for code in codes.split("|")
    )


@cache
def _alpha3() -> dict[str, str]:
    text = files("bot.countries").joinpath("data/alpha3.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines())


def country_of(code: str) -> str | None:
    """Return the alpha-2 code of a two- or three-letter code in any case; None if it is none."""
    capitals = code.upper()
    if len(capitals) == 2 and capitals.isascii():
        return capitals if is_country(capitals) else {"UK": "GB", "EL": "GR"}.get(capitals)
    return _alpha3().get(capitals)


def codes_in(words: Sequence[Word]) -> dict[int, str]:
    """Return the places of the words that count as codes, with the country.

    All words are codes (and not all of them small common words), or the code stands in capitals
    among words that do not.
    """
    found = {
        place: code
        for place, word in enumerate(words)
        if len(word.key) in (2, 3) and (code := word.flag or country_of(word.key))
    }
    flags = {place: code for place, code in found.items() if words[place].flag}
    plain = [place for place in found if not words[place].flag]
    if len(found) == len(words) and any(_is_marked(words[place]) for place in plain):
        return found
    if not any(word.text.islower() or word.text.istitle() for word in words if len(word.text) > 3):
        plain = [place for place in plain if words[place].key not in _words()]
    return flags | {place: found[place] for place in plain if words[place].in_capitals}


def code_meant(word: Word) -> str | None:
    """Return the country of a small code among names, for the reader to say: iran az."""
    return country_of(word.key) if len(word.key) in (2, 3) and _is_marked(word) else None


def _is_marked(word: Word) -> bool:
    """Tell a code from the common word that it also is."""
    return word.in_capitals or word.key not in _words()
