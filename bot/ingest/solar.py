"""The Solar Hijri calendar of Iran and Afghanistan, turned into ours."""

from datetime import date, timedelta

# The leap years of the 33-year cycle that fits the astronomical calendar from 1799 to 2256
# (K. Borkowski, "The Persian calendar for 3000 years", 1996).
_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)
FIRST_YEAR, LAST_YEAR = 1300, 1480
# 1 Farvardin 1300 was 21 March 1921.
_EPOCH = date(1921, 3, 21)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP


def _month_length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29


def to_gregorian(year: int, month: int, day: int) -> date:
    """Return the day; ValueError outside the years 1300-1480 or for a day that never was."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        raise ValueError(f"no Solar Hijri month {year}-{month}")
    if not 1 <= day <= _month_length(year, month):
        raise ValueError(f"no Solar Hijri day {year}-{month}-{day}")
    years = sum(366 if _is_leap(past) else 365 for past in range(FIRST_YEAR, year))
    months = sum(_month_length(year, past) for past in range(1, month))
    return _EPOCH + timedelta(days=years + months + day - 1)
