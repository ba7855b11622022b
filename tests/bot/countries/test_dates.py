"""Dates in a reader's words."""

from datetime import date

import pytest
from persiantools.jdatetime import JalaliDate

from bot.countries.dates import find_period
from bot.countries.lexer import words_of
from bot.countries.solar import FIRST_YEAR, LAST_YEAR, gregorian, month_length

TODAY = date(2020, 3, 2)

PERIODS = {
    "year": ("2020", "2020-01-01", "2020-12-31"),
    "month in figures": ("2019-10", "2019-10-01", "2019-10-31"),
    "day in figures": ("2020-02-26", "2020-02-26", "2020-02-26"),
    "range by dots": ("2019-10..2020-02", "2019-10-01", "2020-02-29"),
    "range of years": ("2018-2020", "2018-01-01", "2020-12-31"),
    "range in words": ("from 2018 to 2019", "2018-01-01", "2019-12-31"),
    "between": ("between 2018 and 2019", "2018-01-01", "2019-12-31"),
    "since a month": ("since october", "2019-10-01", None),
    "since a begun month": ("since march", "2020-03-01", None),
    "since a year": ("since 2019", "2019-01-01", None),
    "until": ("until 2019-06", None, "2019-06-30"),
    "month and year": ("february 2020", "2020-02-01", "2020-02-29"),
    "day and month": ("26 February 2020", "2020-02-26", "2020-02-26"),
    "month and day": ("February 26, 2020", "2020-02-26", "2020-02-26"),
    "last week": ("last week", "2020-02-24", "2020-03-01"),
    "last month": ("last month", "2020-02-01", "2020-02-29"),
    "last days": ("last 30 days", "2020-02-01", "2020-03-02"),
    "this year": ("this year", "2020-01-01", "2020-03-02"),
    "yesterday": ("yesterday", "2020-03-01", "2020-03-01"),
    "solar year": ("1398", "2019-03-21", "2020-03-19"),
    "solar year in Persian figures": ("سال ۱۳۹۸", "2019-03-21", "2020-03-19"),
    "solar month": ("اسفند ۱۳۹۸", "2020-02-20", "2020-03-19"),
    "solar range": ("از ۱۳۹۷ تا ۱۳۹۸", "2018-03-21", "2020-03-19"),
    "persian last week": ("هفته گذشته", "2020-02-24", "2020-03-01"),
    "russian year": ("в 2019 году", "2019-01-01", "2019-12-31"),
    "russian since": ("с января", "2020-01-01", None),
    "azerbaijani year": ("2019-cu ildə", "2019-01-01", "2019-12-31"),
    "turkish since": ("2019'dan beri", "2019-01-01", None),
    "arabic year": ("عام 2019", "2019-01-01", "2019-12-31"),
    "none": ("iran azerbaijan", None, None),
    "a verb that is a month": ("iran may talk", None, None),
    "impossible month": ("2020-99", "2020-01-01", "2020-12-31"),
    "too long a number": ("202020202020", None, None),
    "superscript": ("iran²", None, None),
}


@pytest.mark.parametrize(("text", "first", "last"), PERIODS.values(), ids=PERIODS)
def test_periods_are_read(text, first, last):
    period = find_period(words_of(text), TODAY)
    assert (period.first, period.last) == (
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )


def test_solar_days_equal_another_calendars():
    for year in range(FIRST_YEAR, LAST_YEAR):
        for month in range(1, 13):
            for day in (1, month_length(year, month)):
                assert gregorian(year, month, day) == JalaliDate(year, month, day).to_gregorian()


@pytest.mark.parametrize("parts", [(1398, 13, 1), (1398, 12, 30), (1398, 0, 1), (900, 1, 1)])
def test_solar_days_that_never_were_are_refused(parts):
    with pytest.raises(ValueError, match="no Solar Hijri"):
        gregorian(*parts)
