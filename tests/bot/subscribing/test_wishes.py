"""Typed hours and days: what people write is understood, and what is none of it stays unread."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.subscribing.wishes import Wish, read_time, read_wish
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, WEEKDAYS, Cadence, monthly_on

DAILY, WEEKLY, MONTHLY = Cadence
HALF_PAST_SIX = time(18, 30)

TIMES = {
    "7:45": time(7, 45),
    "07:45": time(7, 45),
    "19.30": time(19, 30),
    "0745": time(7, 45),
    "745": None,
    "19h30": time(19, 30),
    "7": time(7),
    "7pm": time(19),
    "7 pm": time(19),
    "7:45 AM": time(7, 45),
    "12am": time(0),
    "12 p.m.": time(12),
    "noon": time(12),
    "midnight": time(0),
    "۷:۴۵": time(7, 45),
    "0:00": time(0),
    "24:00": None,
    "25:10": None,
    "7:60": None,
    "13pm": None,
    "7:4": None,
    "seven": None,
    "": None,
}


@pytest.mark.parametrize(("typed", "meant"), TIMES.items())
def test_a_typed_time_of_day(typed, meant):
    assert read_time(typed) == meant


WISHES = {
    "7:45": Wish(local_time=time(7, 45)),
    "at 7 pm": Wish(local_time=time(19)),
    "daily": Wish(DAILY, EVERY_DAY),
    "every day at 6:30pm": Wish(DAILY, None, HALF_PAST_SIX),
    "daily off": Wish(DAILY, is_off=True),
    "weekdays": Wish(DAILY, WEEKDAYS),
    "weekdays 18:30": Wish(DAILY, WEEKDAYS, HALF_PAST_SIX),
    "Monday, Wednesday and Friday": Wish(DAILY, 21),
    "mon-fri": Wish(DAILY, WEEKDAYS),
    "sun - thu 18.30": Wish(DAILY, 64 + 15, HALF_PAST_SIX),
    "sat-wed": Wish(DAILY, 32 + 64 + 7),
    "понедельник 18:30": Wish(WEEKLY, 1, HALF_PAST_SIX, ends_daily=True),
    "salı, perşembe": Wish(DAILY, 2 + 8),
    "جمعه ۱۸:۳۰": Wish(WEEKLY, 16, HALF_PAST_SIX, ends_daily=True),
    "weekly": Wish(WEEKLY),
    "every week": Wish(WEEKLY),
    "weekly fri 18:30": Wish(WEEKLY, 16, HALF_PAST_SIX),
    "weekly 18:30": Wish(WEEKLY, None, HALF_PAST_SIX),
    "thursdays": Wish(WEEKLY, 8, ends_daily=True),
    "weekly mon thu": Wish(DAILY, 9),
    "weekly off": Wish(WEEKLY, is_off=True),
    "monthly": Wish(MONTHLY),
    "monthly 15": Wish(MONTHLY, monthly_on(15)),
    "monthly on the 1st at 6:30 pm": Wish(MONTHLY, monthly_on(1), HALF_PAST_SIX),
    "monthly 18:30": Wish(MONTHLY, None, HALF_PAST_SIX),
    "every month on the last day": Wish(MONTHLY, LAST_OF_MONTH),
    "monthly stop": Wish(MONTHLY, is_off=True),
    "monthly 32": None,
    "monthly monday": None,
    "daily weekly": None,
    "7:45 8:45": None,
    "berlin": None,
    "iran azerbaijan": None,
    "at the": None,
    "": None,
}


@pytest.mark.parametrize(("typed", "meant"), WISHES.items())
def test_a_typed_wish(typed, meant):
    assert read_wish(typed) == meant


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), mark=st.sampled_from(":.h"))
def test_every_minute_of_the_day_can_be_typed(hour, minute, mark):
    assert read_time(f"{hour}{mark}{minute:02}") == time(hour, minute)


@given(st.text(max_size=80))
def test_nothing_typed_is_an_error(text):
    read_time(text)
    read_wish(text)
