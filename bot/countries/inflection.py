"""Undo the endings and beginnings that languages put on names: Iran's, İranla, وإيران, Иране."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice, product

from bot.countries import words
from bot.countries.lexer import Word

SHORTEST = 4
_SHORTEST_STEM = 3
_MOST_STEMS = 32
_NOMINATIVE = ("", "а", "я", "ия", "ь", "и", "ы", "о", "е", "ии", "ыи")


def base_forms(word: Word) -> Iterator[str]:
    """Yield what the word may be without its ending or beginning, likeliest first."""
    if len(word.head) >= 3:
        yield word.head
    key = word.key
    if "\u0590" <= key[0] <= "\u05ff":
        yield from _without(key, _pieces("hebrew-before"), _pieces("hebrew-after"))
    elif "\u0600" <= key[0] <= "\u06ff":
        yield from _without(key, _pieces("arabic-before"), _pieces("arabic-after"))
    elif "\u0400" <= key[0] <= "\u052f":
        yield from _declined(key, _pieces("cyrillic"))
    elif "\u0530" <= key[0] <= "\u058f":
        yield from _ended(key, _pieces("armenian"))
    elif key.isascii():
        yield from _ended(key, _pieces("western"))
        yield from _ended(key, _pieces("turkic"))


def base_spans(span: Sequence[Word]) -> Iterator[str]:
    """Yield what several words may be, joined, without the ending of the last or the first's `and`.

    South Korea's, Suudi Arabistan'ın, والولايات المتحدة.
    """
    keys = [word.key for word in span]
    before = "".join(keys[:-1])
    if "\u0600" <= keys[0][0] <= "\u06ff":
        for sign in _pieces("arabic-before"):
            if keys[0].startswith(sign) and len(keys[0]) - len(sign) >= 2:
                yield keys[0][len(sign) :] + "".join(keys[1:])
    elif len(keys[-1]) >= SHORTEST or span[-1].head:
        yield from (before + form for form in base_forms(span[-1]))


def stems_of_span(keys: Sequence[str]) -> Iterator[str]:
    """Yield Slavic words without their endings: Саудовской Аравии and Саудовская Аравия share one.

    A word has several: Кореи may be коре-и or кор-еи.
    """
    yield from islice(map(" ".join, product(*map(_stems, keys))), _MOST_STEMS)


def _stems(key: str) -> list[str]:
    ended = (key[: -len(ending)] for ending in _pieces("declined") if key.endswith(ending))
    return [key, *(stem for stem in ended if len(stem) >= _SHORTEST_STEM)]


def stem_forms(key: str) -> Iterator[str]:
    """Yield the longer words that a stem such as `libic` may have been cut from."""
    if key.isascii() and len(key) >= SHORTEST:
        for ending in _pieces("cut-off"):
            yield key + ending


def _ended(key: str, endings: list[str]) -> Iterator[str]:
    for ending in endings:
        if key.endswith(ending) and len(key) - len(ending) >= SHORTEST:
            yield key[: -len(ending)]


def _declined(key: str, endings: list[str]) -> Iterator[str]:
    stems = [key, *_ended(key, endings)]
    for stem in sorted(set(stems), key=len, reverse=True):
        for ending in _NOMINATIVE:
            if stem + ending != key:
                yield stem + ending


def _without(key: str, beginnings: list[str], endings: list[str]) -> Iterator[str]:
    bare = [key, *(key[len(sign) :] for sign in beginnings if key.startswith(sign))]
    for form in bare:
        if form != key and len(form) >= 3:
            yield form
            yield "ال" + form
        for ending in endings:
            if form.endswith(ending) and len(form) - len(ending) >= 3:
                yield form[: -len(ending)]


@cache
def _pieces(group: str) -> list[str]:
    return next(pieces.split("|") for name, pieces in words.rows("endings.tsv") if name == group)
