import os
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.subscribing.time_rule import (
    last_run,
    next_run,
    run_after_change,
    run_on,
    tzdata_version,
    zone_of,
)

ALL = os.environ.get("DRAGOMAN_TEST_ALL_ZONES") == "1"
ZONES = sorted(zoneinfo.available_timezones())
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
LATENESS = timedelta(hours=6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CASES = {
    "a plain day": ("08:00", "Asia/Tehran", "2020-03-02T04:00", "2020-03-02T04:30"),
    "just past, so tomorrow": ("08:00", "Asia/Tehran", "2020-03-02T04:30", "2020-03-03T04:30"),
    "Berlin in spring: 02:30 does not exist": (
        "02:30", "Europe/Berlin", "2020-03-28T12:00", "2020-03-29T01:30",
    ),
    "Berlin in autumn: the first of two 02:30": (
        "02:30", "Europe/Berlin", "2020-10-24T12:00", "2020-10-25T00:30",
    ),
    "Berlin in autumn: not the second 02:30 as well": (
        "02:30", "Europe/Berlin", "2020-10-25T00:30", "2020-10-26T01:30",
    ),
    "Cairo has no midnight in spring": (
        "00:00", "Africa/Cairo", "2024-04-25T12:00", "2024-04-25T22:00",
    ),
    "Santiago has no midnight in spring": (
        "00:00", "America/Santiago", "2024-09-07T12:00", "2024-09-08T04:00",
    ),
    "Lord Howe moves by half an hour": (
        "02:15", "Australia/Lord_Howe", "2024-10-05T12:00", "2024-10-05T15:45",
    ),
    "Greenland's gap ends at midnight: still Saturday's run": (
        "23:30", "America/Scoresbysund", "2025-03-29T20:00", "2025-03-30T01:30",
    ),
    "Nepal's odd offset": ("07:15", "Asia/Kathmandu", "2024-01-01T00:00", "2024-01-01T01:30"),
}  # fmt: skip


@pytest.mark.parametrize(("at", "zone", "after", "due"), CASES.values(), ids=CASES)
def test_the_next_run_of(at, zone, after, due):
    assert next_run(time.fromisoformat(at), zone, after=utc(after)).at == utc(due)


def test_a_run_that_a_gap_pushed_over_midnight_keeps_its_own_date():
    run = next_run(time(23, 30), "America/Scoresbysund", after=utc("2025-03-29T20:00"))
    assert run.day == date(2025, 3, 29)


def offset_changes(name: str) -> list[datetime]:
    """Find the changes of a zone's offset, to the half day; enough to test around them."""
    zone = ZoneInfo(name)
    moments = [FIRST + timedelta(hours=12 * n) for n in range((LAST - FIRST).days * 2)]
    return [
        earlier
        for earlier, later in pairwise(moments)
        if earlier.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset()
    ]


def days_of_runs(local_time: time, zone: str, *, start: datetime, end: datetime) -> list[date]:
    days, after = [], start
    while (run := next_run(local_time, zone, after=after)).at <= end:
        assert run.at > after
        days.append(run.day)
        after = run.at
    return days


@pytest.mark.parametrize("zone", ZONES if ALL else ZONES[::60])
def test_each_date_has_one_run_around_every_change_of(zone):
    for change in offset_changes(zone):
        for minutes in range(0, 24 * 60, 15 if ALL else 105):
            local_time = time(minutes // 60, minutes % 60)
            start = change - timedelta(days=2)
            days = days_of_runs(local_time, zone, start=start, end=change + timedelta(days=3))
            assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
            assert len(days) >= 4


moments = st.integers(0, (LAST - FIRST).days * 24 * 60).map(
    lambda minutes: FIRST + timedelta(minutes=minutes)
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)


@given(local_time=times, zone=zones, moment=moments)
@settings(max_examples=300, deadline=None)
def test_the_last_run_and_the_next_one_are_neighbours(local_time, zone, moment):
    last = last_run(local_time, zone, until=moment)
    following = next_run(local_time, zone, after=moment)
    assert last.at <= moment < following.at
    assert following.day - last.day == timedelta(days=1)


@given(local_time=times, new_time=times, zone=zones, new_zone=zones, moment=moments)
@settings(max_examples=300, deadline=None)
def test_a_change_gives_no_date_two_runs(local_time, new_time, zone, new_zone, moment):
    last = last_run(local_time, zone, until=moment)
    run = run_after_change(new_time, new_zone, now=moment, last_day=last.day, lateness=LATENESS)
    assert run.day > last.day
    assert run.at >= moment - LATENESS


MOVES = {
    "Berlin to New York at noon: today's run is over, so tomorrow": (
        "08:00", "America/New_York", "2020-03-02T11:00", "2020-03-02", "2020-03-03T13:00",
    ),
    "New York to Tokyo at noon: tomorrow has begun there": (
        "08:00", "Asia/Tokyo", "2020-03-02T17:00", "2020-03-02", "2020-03-02T23:00",
    ),
    "an evening run passed over by the move comes at once": (
        "20:00", "Asia/Tokyo", "2020-03-02T12:00", "2020-03-01", "2020-03-02T11:00",
    ),
    "one passed over too long ago waits for tomorrow": (
        "02:00", "Asia/Tokyo", "2020-03-02T12:00", "2020-03-01", "2020-03-02T17:00",
    ),
    "a later hour on a day that had its run": (
        "18:00", "Europe/Berlin", "2020-03-02T11:00", "2020-03-02", "2020-03-03T17:00",
    ),
    "a later hour on a day that had none": (
        "18:00", "Europe/Berlin", "2020-03-02T11:00", "2020-03-01", "2020-03-02T17:00",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("at", "zone", "now", "last_day", "due"), MOVES.values(), ids=MOVES)
def test_after_a_move_from(at, zone, now, last_day, due):
    run = run_after_change(
        time.fromisoformat(at),
        zone,
        now=utc(now),
        last_day=date.fromisoformat(last_day),
        lateness=LATENESS,
    )
    assert run.at == utc(due)


def test_a_schedule_that_never_ran_simply_takes_the_next_moment():
    run = run_after_change(
        time(18), "Europe/Berlin", now=utc("2020-03-02T11:00"), last_day=None, lateness=LATENESS
    )
    assert run == run_on(date(2020, 3, 2), time(18), "Europe/Berlin")


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_what_is_no_zone_is_refused(name):
    with pytest.raises(ValueError, match="not an IANA time zone"):
        zone_of(name)


def test_the_release_of_the_zone_data_is_named():
    assert tzdata_version()


def test_a_run_waits_for_one_of_its_days():
    friday = datetime(2020, 3, 6, 9, 0, tzinfo=UTC)
    assert next_run(time(8), "UTC", after=friday, days=31).day == date(2020, 3, 9)
    assert last_run(time(8), "UTC", until=friday, days=1).day == date(2020, 3, 2)
