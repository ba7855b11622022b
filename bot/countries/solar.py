"""Solar Hijri (Persian) dates turned into Gregorian days."""

from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1300, 1471
# 1 Farvardin 1300.
_EPOCH = date(1921, 3, 21)


def gregorian(year: int, month: int = 1, day: int = 1) -> date:
    """Return the Gregorian day; ValueError outside the calendar or the years of the rule."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise ValueError(f"no Solar Hijri month: {year}-{month}")
    if not 1 <= day <= month_length(year, month):
        raise ValueError(f"no Solar Hijri day: {year}-{month}-{day}")
    before = (month - 1) * 31 if month <= 7 else (month - 7) * 30 + 186
    return _new_year(year) + timedelta(days=before + day - 1)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return (_new_year(year + 1) - _new_year(year)).days - 336


def _new_year(year: int) -> date:
    leaps = _leaps_before(year) - _leaps_before(FIRST_YEAR)
    return _EPOCH + timedelta(days=365 * (year - FIRST_YEAR) + leaps)


def _leaps_before(year: int) -> int:
    """Count the leap years of the 33-year cycle: its years 1 5 9 13 17 22 26 30."""
    cycles, place = divmod(year, 33)
    return cycles * 8 + sum(leap < place for leap in (1, 5, 9, 13, 17, 22, 26, 30))
