"""What people type for the hour and the days of a digest: `7:45`, `weekdays 7pm`, `monthly 15`."""

import re
from dataclasses import dataclass, replace
from datetime import time

from bot.ingest.date_words import WEEKDAYS as WEEKDAYS_NAMED
from bot.ingest.date_words import fold
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, WEEKDAYS, Cadence, monthly_on

LONGEST = 60
_TIME = re.compile(r"(\d{1,2})(?:[:.h٫](\d{2})|(?<=\d\d)(\d{2}))?\s?([ap])?\.?(?:m\.?)?h?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS = {"weekdays": WEEKDAYS, "workdays": WEEKDAYS, "weekend": 96, "weekends": 96}
_CADENCES = {
    "daily": Cadence.DAILY, "everyday": Cadence.DAILY, "weekly": Cadence.WEEKLY,
    "monthly": Cadence.MONTHLY,
}  # fmt: skip
_HOURS = {"noon": time(12), "midnight": time(0)}
_OFF = frozenset(("off", "stop", "none", "never"))
_FILLERS = frozenset(("on", "at", "and", "the", "each", "of", "day", "days", "digest", "only"))
_PERIODS = {"day": Cadence.DAILY, "week": Cadence.WEEKLY, "month": Cadence.MONTHLY}


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a schedule somebody wants; None is what was not said."""

    cadence: Cadence | None = None
    days: int | None = None
    local_time: time | None = None
    is_off: bool = False
    ends_daily: bool = False  # a single day was named, and nothing said of weekly beside daily


def read_time(text: str) -> time | None:
    """Read a time of day: `7:45`, `19.30`, `0745`, `7`, `7pm`, `noon`; None for anything else."""
    words = text.strip().lower()
    if words in _HOURS:
        return _HOURS[words]
    found = _TIME.fullmatch(words)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if half := found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def read_wish(text: str) -> Wish | None:
    """Read which digest is meant, on which days and when; None where any word is none of that."""
    if len(text) > LONGEST:
        return None
    wish = Wish()
    # "7 pm" and "mon - fri" are one word each, "every week" is a cadence.
    joined = re.sub(r"(?<=\d)\s+(?=[ap]\.?m\b)|\s*[-–]\s*(?=[a-z])", _joint, text.lower())
    joined = re.sub(r"\bevery\s+(day|week|month)\b", lambda found: _adverb(found[1]), joined)
    for word in joined.replace(",", " ").split():
        if word in _FILLERS or word == "every":
            continue
        taken = _take(wish, word)
        if taken is None:
            return None
        wish = taken
    return _settled(wish) if wish != Wish() else None


def _joint(found: re.Match[str]) -> str:
    return "-" if found[0].strip() else ""


def _adverb(period: str) -> str:
    return next(word for word, cadence in _CADENCES.items() if cadence is _PERIODS[period])


def _take(wish: Wish, word: str) -> Wish | None:
    """Add one word to a wish; None where it does not belong there."""
    if word in _OFF:
        return replace(wish, is_off=True)
    if word in _CADENCES:
        return replace(wish, cadence=_CADENCES[word]) if wish.cadence is None else None
    if days := _days_of(word):
        return replace(wish, days=(wish.days or 0) | days)
    if wish.cadence is Cadence.MONTHLY and wish.days is None and (nth := _nth(word)):
        return replace(wish, days=nth)
    local_time = read_time(word)
    if local_time is None or wish.local_time is not None:
        return None
    return replace(wish, local_time=local_time)


def _nth(word: str) -> int | None:
    """Read a day of the month: `15`, `1st`, `last`; None for anything else."""
    if word == "last":
        return LAST_OF_MONTH
    found = _ORDINAL.fullmatch(word)
    return monthly_on(int(found[1])) if found and 1 <= int(found[1]) <= 31 else None


def _days_of(word: str) -> int:
    """Read `mon`, `mondays`, `weekdays` or `sun-thu`; 0 for what names no day."""
    if word in _SETS:
        return _SETS[word]
    first, dash, last = word.partition("-")
    start, end = _day(first), _day(last)
    if not dash:
        return 0 if start is None else 1 << start
    if start is None or end is None:
        return 0
    return sum(1 << (start + step) % 7 for step in range((end - start) % 7 + 1))


def _day(word: str) -> int | None:
    """Read one day of the week, in English in many spellings, in the other languages as it is."""
    found = next((n for n, day in enumerate(_DAYS) if word in _spellings(day)), None)
    return WEEKDAYS_NAMED.get(fold(word)) if found is None else found


def _spellings(day: str) -> tuple[str, ...]:
    return (day[:2], day[:3], day[:4], day, f"{day}s")


def _settled(wish: Wish) -> Wish | None:
    """Settle which digest is meant: one on a single day of the week is a weekly one."""
    named, days = wish.cadence, wish.days
    if named is Cadence.MONTHLY:
        return None if days is not None and days <= EVERY_DAY else wish
    if named is Cadence.DAILY and days is None and not wish.is_off:
        return replace(wish, days=None if wish.local_time else EVERY_DAY)
    if days is None:
        return wish
    if days.bit_count() > 1:
        return replace(wish, cadence=Cadence.DAILY)
    return replace(wish, cadence=Cadence.WEEKLY, ends_daily=named is not Cadence.WEEKLY)
