"""The words of dates in the languages we read, from `data/date_words.tsv`."""

from collections import defaultdict
from importlib.resources import files

_TABLE = {ord("İ"): "i", ord("I"): "i", ord("ı"): "i", ord("ё"): "е", ord("Ё"): "е"}
_TABLE |= {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا"}
_TABLE |= {ord("："): ":", ord("٫"): ".", ord("،"): ",", ord("\u200c"): " "}
_TABLE |= {first + value: str(value) for first in (0x660, 0x6F0) for value in range(10)}


def fold(text: str) -> str:
    """Return the text in one case with ASCII digits; every sign keeps its place."""
    return "".join(
        low if len(low := sign.lower()) == 1 else sign for sign in text.translate(_TABLE)
    )


def _rows() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    text = files("bot.ingest").joinpath("data/date_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, words = line.split("\t")
            rows[kind].append(words)
    return rows


_ROWS = _rows()


def _numbered(kind: str) -> dict[str, int]:
    """Return each word's place in its row, counted from 1."""
    numbers: dict[str, int] = {}
    for row in _ROWS[kind]:
        for number, words in enumerate(row.split("|"), start=1):
            for word in words.split():
                numbers.setdefault(fold(word).replace("_", " "), number)
    return numbers


def _listed(kind: str) -> list[str]:
    """Return the words of all rows of a kind, the longest first."""
    words = {fold(word.strip()).replace("_", " ") for row in _ROWS[kind] for word in row.split("|")}
    return sorted(words - {""}, key=lambda word: (-len(word), word))


MONTHS = _numbered("month")
SOLAR_MONTHS = _numbered("solar")
AFGHAN_MONTHS = frozenset(_listed("afghan"))
# Monday is 0, as `date.weekday` counts; the rows of Azerbaijani and Persian begin so too.
WEEKDAYS = {word: number - 1 for word, number in _numbered("weekday").items()}

PUBLISHED_LABELS = _listed("published")
UPDATED_LABELS = _listed("updated")

# How many seconds a unit of "3 hours ago" has, by its stem; what follows it is an ending.
AGO_UNITS = {
    stem: seconds
    for kind, seconds in (("minute", 60), ("hour", 3_600), ("day", 86_400))
    for stem in _listed(kind)
}
AGO_AFTER = _listed("ago after")
AGO_BEFORE = _listed("ago before")
YESTERDAY = frozenset(_listed("yesterday"))
TODAY = frozenset(_listed("today"))

# What may stand in a date line beside its date and says nothing of the article.
NOISE = frozenset(_listed("noise"))
