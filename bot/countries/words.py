"""The small words of a query: fillers, joiners and what steers dates, from reviewed tables."""

from collections import defaultdict
from functools import cache
from importlib.resources import files

from bot.countries.folding import name_key


@cache
def roles() -> dict[str, frozenset[str]]:
    """Return every small word, folded, with the roles that it can play."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for role, _language, words in rows("fillers.tsv"):
        for word in words.split("|"):
            found[name_key(word)].add(role)
    return {word: frozenset(of_word) for word, of_word in found.items()}


def plays(word: str, role: str) -> bool:
    """Tell whether the folded word can play the role."""
    return role in roles().get(word, ())


def is_small(word: str) -> bool:
    """Tell whether the folded word joins or is passed over."""
    return not roles().get(word, frozenset()).isdisjoint({"and", "other"})


@cache
def months() -> dict[str, tuple[str, int]]:
    """Return every month's folded name with its calendar (`g` or `s`) and its number."""
    return {
        name_key(name): (calendar, int(number))
        for calendar, number, names in rows("months.tsv")
        for name in names.split("|")
    }


def rows(file: str) -> list[list[str]]:
    """Return the fields of a reviewed table's lines, comments left out."""
    text = files("bot.countries").joinpath(f"data/{file}").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]
