"""Dates in a reader's words: years, months, days, ranges, `since` and `last month`."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.countries import solar, words
from bot.countries.lexer import Word

_RANGE_SIGNS = ("-", "–", "—", "..", "...", "…", "−", "~")
_UNITS = ("day", "week", "month", "year")
# A short month name is a common word too ("may", "mar"): it needs a date's word beside it.
_SHORT_MONTH = 4


@dataclass(frozen=True, slots=True)
class Period:
    """The days that the reader asks for, both ends in, and the places of the words that say so."""

    first: date | None
    last: date | None
    used: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Point:
    """One date as written: its first and last day, and where the words after it begin."""

    first: date
    last: date
    end: int


def find_period(text: Sequence[Word], today: date) -> Period:
    """Return the first period that the words tell; an empty one if they tell none."""
    for start in range(len(text)):
        point = _point(text, start, today)
        if point is not None:
            return _period(text, start, point, today)
    return Period(None, None, frozenset())


def _period(text: Sequence[Word], start: int, point: _Point, today: date) -> Period:
    end = _past_suffixes(text, point.end)
    other = _other_end(text, end, today)
    if other is not None:
        first, last = min(point.first, other.first), max(point.last, other.last)
        return Period(first, last, _used(text, start, _past_suffixes(text, other.end)))
    before = text[start - 1].key if start else ""
    after = text[end].key if end < len(text) else ""
    used = _used(text, start, end)
    ends: tuple[tuple[str, date | None, date | None], ...] = (
        ("since", point.first, None),
        ("until", None, point.last),
    )
    for role, since, until in ends:
        if words.plays(before, role):
            return Period(since, until, used)
        if words.plays(after, role) and words.plays(after, "after"):
            return Period(since, until, used | {end})
    return Period(point.first, point.last, used)


def _other_end(text: Sequence[Word], end: int, today: date) -> _Point | None:
    """Return the second date of a range, if one stands there."""
    if end >= len(text):
        return None
    if text[end].gap in _RANGE_SIGNS:
        return _point(text, end, today)
    if words.plays(text[end].key, "to"):
        return _point(text, end + 1, today)
    return None


def _used(text: Sequence[Word], start: int, end: int) -> frozenset[int]:
    """Return the places from start to end, with the steering words right before them."""
    while start and any(
        words.plays(text[start - 1].key, role) for role in ("since", "until", "other", "year")
    ):
        start -= 1
    return frozenset(range(start, end))


def _past_suffixes(text: Sequence[Word], end: int) -> int:
    """Return where the word `year` and the case endings after a number end."""
    while end < len(text) and _is_suffix(text[end].key):
        end += 1
    return end


def _is_suffix(key: str) -> bool:
    return words.plays(key, "after-number") or words.plays(key, "year")


def _point(text: Sequence[Word], at: int, today: date) -> _Point | None:
    if at >= len(text):
        return None
    for read in (_numeric, _day_month, _month_year, _relative):
        try:
            point = read(text, at, today)
        except ValueError:
            continue
        if point is not None:
            return point
    return None


def _number(text: Sequence[Word], at: int) -> int | None:
    """Return the number at a place; None if there is none of at most four digits."""
    if 0 <= at < len(text) and text[at].is_number and len(text[at].text) <= 4:
        try:
            return int(text[at].text)
        except ValueError:  # superscripts count as digits but are no numbers
            return None
    return None


def _year(text: Sequence[Word], at: int) -> int | None:
    number = _number(text, at)
    if number is not None and (1900 <= number <= 2100 or 1300 <= number <= 1450):
        return number
    return None


def _numeric(text: Sequence[Word], at: int, _today: date) -> _Point | None:
    """Read 2020, 2020-02, 2020-02-26 and the same in Solar Hijri years."""
    year = _year(text, at)
    if year is None:
        return None
    parts = [year]
    while len(parts) < 3 and _is_next_part(text, at + len(parts)):
        parts.append(int(text[at + len(parts)].text))
    if len(parts) > 1 and not 1 <= parts[1] <= 12:
        parts = parts[:1]
    return _span(parts, at + len(parts))


def _is_next_part(text: Sequence[Word], at: int) -> bool:
    if at >= len(text) or text[at].gap not in {"-", "/", "."}:
        return False
    return _number(text, at) is not None and len(text[at].text) <= 2


def _span(parts: list[int], end: int) -> _Point:
    """Return the days of a year, a month or a day in the calendar that the year tells."""
    if parts[0] < 1900:
        return _solar_span(parts, end)
    if len(parts) == 3:
        year, month, number = parts
        day = date(year, month, number)
        return _Point(day, day, end)
    if len(parts) == 2:
        year, month = parts
        length = calendar.monthrange(year, month)[1]
        return _Point(date(year, month, 1), date(year, month, length), end)
    return _Point(date(parts[0], 1, 1), date(parts[0], 12, 31), end)


def _solar_span(parts: list[int], end: int) -> _Point:
    if len(parts) == 3:
        day = solar.gregorian(*parts)
        return _Point(day, day, end)
    if len(parts) == 2:
        year, month = parts
        length = solar.month_length(year, month)
        return _Point(solar.gregorian(year, month), solar.gregorian(year, month, length), end)
    last = solar.gregorian(parts[0], 12, solar.month_length(parts[0], 12))
    return _Point(solar.gregorian(parts[0]), last, end)


def _day_month(text: Sequence[Word], at: int, today: date) -> _Point | None:
    """Read 26 February 2020, 26 February and, with the year behind, February 26, 2020."""
    day = _number(text, at)
    if day is not None and day <= 31:
        month_at = _past_suffixes(text, at + 1)
        month = words.months().get(text[month_at].key) if month_at < len(text) else None
        return _with_year(text, month_at + 1, month, day, today) if month else None
    month = words.months().get(text[at].key)
    day = _number(text, at + 1)
    if month is None or day is None or day > 31:
        return None
    return _with_year(text, _past_suffixes(text, at + 2), month, day, today)


def _month_year(text: Sequence[Word], at: int, today: date) -> _Point | None:
    """Read March 2020 and March."""
    month = words.months().get(text[at].key)
    if month is None:
        return None
    alone = _year(text, at + 1) is None
    before = text[at - 1].key if at else ""
    steered = any(words.plays(before, role) for role in ("since", "until", "to", "other"))
    if alone and len(text[at].key) <= _SHORT_MONTH and not steered:
        return None
    return _with_year(text, at + 1, month, None, today)


def _with_year(
    text: Sequence[Word], at: int, month: tuple[str, int], day: int | None, today: date
) -> _Point:
    """Return the month or the day, of the year that stands there, else the latest begun one."""
    style, number = month
    parts = [number] if day is None else [number, day]
    year = _year(text, at)
    if year is not None:
        return _span([year, *parts], at + 1)
    this_year = today.year if style == "g" else today.year - 621
    found = _span([this_year, *parts], at)
    return found if found.first <= today else _span([this_year - 1, *parts], at)


def _relative(text: Sequence[Word], at: int, today: date) -> _Point | None:
    """Read today, yesterday, last 30 days, past week, this month, with the parts in any order."""
    for word, back in (("today", 0), ("yesterday", 1)):
        if words.plays(text[at].key, word):
            day = today - timedelta(days=back)
            return _Point(day, day, at + 1)
    keys = [word.key for word in text[at : at + 3]]
    unit = next((unit for unit in _UNITS for key in keys if words.plays(key, unit)), None)
    steer = next(
        (role for role in ("last", "this") for key in keys if words.plays(key, role)), None
    )
    count = next((int(key) for key in keys if key.isdecimal() and len(key) <= 3), None)
    needed = 3 if count is not None else 2
    if unit is None or steer is None or not _is_one_phrase(text[at : at + needed]):
        return None
    if steer == "this" and count is None:
        return _Point(_begin(unit, today), today, at + needed)
    if count is not None:
        return _Point(_back(unit, count, today), today, at + needed)
    begin = _begin(unit, today)
    return _Point(_begin(unit, begin - timedelta(days=1)), begin - timedelta(days=1), at + needed)


def _is_one_phrase(phrase: Sequence[Word]) -> bool:
    """Tell whether the words are a steering word, a unit and perhaps a number, and no others."""
    roles = ("last", "this", *_UNITS)
    return all(
        word.is_number or any(words.plays(word.key, role) for role in roles) for word in phrase
    )


def _begin(unit: str, day: date) -> date:
    """Return the first day of the day's week (Monday), month or year."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _back(unit: str, count: int, today: date) -> date:
    """Return the day that many units before today."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    return today - timedelta(days=days * min(count, 36_500 // days))
