import os
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.subscribing.time_rule import (
    DAY,
    Run,
    is_on,
    last_run,
    next_run,
    run_after_change,
    run_on,
    tzdata_version,
    zone_named,
    zone_of,
)
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, WEEKDAYS, Cadence, monthly_on

# `TIME_RULE=whole` takes all zones and every quarter of an hour, which lasts minutes; else 1 %.
WHOLE = os.environ.get("TIME_RULE") == "whole"
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
    "Tehran keeps its time since 2022": (
        "08:00", "Asia/Tehran", "2024-03-21T12:00", "2024-03-22T04:30",
    ),
    "Tehran put its clocks on at midnight in 2022": (
        "00:00", "Asia/Tehran", "2022-03-21T12:00", "2022-03-21T20:30",
    ),
    "Lord Howe's repeated half hour counts once": (
        "01:45", "Australia/Lord_Howe", "2024-04-06T12:00", "2024-04-06T14:45",
    ),
    "Samoa left out 30 December 2011: its run comes on the 31st": (
        "08:00", "Pacific/Apia", "2011-12-29T20:00", "2011-12-30T18:00",
    ),
    "and the 31st has no second one": (
        "08:00", "Pacific/Apia", "2011-12-30T18:00", "2011-12-31T18:00",
    ),
    "Cairo repeats its midnight in autumn": (
        "23:30", "Africa/Cairo", "2024-10-31T12:00", "2024-10-31T20:30",
    ),
    "Chatham's three quarters of an hour": (
        "08:00", "Pacific/Chatham", "2024-01-01T00:00", "2024-01-01T18:15",
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


def runs_around(local_time: time, zone: str, days: int, change: datetime) -> list[Run]:
    """Return the two runs before a change of clocks and the three after it."""
    run = last_run(local_time, zone, until=change - DAY, days=days)
    runs = [last_run(local_time, zone, until=run.at - timedelta(seconds=1), days=days), run]
    while len(runs) < 5:
        runs.append(next_run(local_time, zone, after=runs[-1].at, days=days))
    return runs


def dates_from(first: date, days: int) -> Iterator[date]:
    """Yield the dates on which a schedule has to run, reckoned without any clock."""
    day = first
    while True:
        if is_on(day, days):
            yield day
        day += DAY


CADENCES = {
    "daily": EVERY_DAY, "on weekdays": WEEKDAYS, "weekly": 64, "monthly": monthly_on(28),
    "on the last day of the month": LAST_OF_MONTH,
}  # fmt: skip


@pytest.mark.parametrize("zone", ZONES if WHOLE else ZONES[::30])
def test_each_date_has_one_run_around_every_change_of(zone):
    for change in offset_changes(zone):
        for minutes in range(0, 24 * 60, 15 if WHOLE else 60):
            local_time = time(minutes // 60, minutes % 60)
            for name, days in CADENCES.items():
                runs = runs_around(local_time, zone, days, change)
                wanted = list(islice(dates_from(runs[0].day, days), len(runs)))
                assert [run.day for run in runs] == wanted, (name, local_time, change)
                assert all(one.at < other.at for one, other in pairwise(runs)), (name, change)


moments = st.integers(0, (LAST - FIRST).days * 24 * 60).map(
    lambda minutes: FIRST + timedelta(minutes=minutes)
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)


week_days = st.integers(1, EVERY_DAY)
all_days = week_days | st.builds(monthly_on, st.integers(1, 31))


@given(local_time=times, zone=zones, moment=moments, days=all_days)
@settings(max_examples=300, deadline=None)
def test_the_last_run_and_the_next_one_are_neighbours(local_time, zone, moment, days):
    last = last_run(local_time, zone, until=moment, days=days)
    following = next_run(local_time, zone, after=moment, days=days)
    assert last.at <= moment < following.at
    between = (last.day + n * DAY for n in range(1, (following.day - last.day).days))
    assert not any(is_on(day, days) for day in between)


@given(
    old=st.tuples(times, zones, all_days),
    new=st.tuples(times, zones, all_days),
    moment=moments,
    cadence=st.sampled_from(Cadence),
)
@settings(max_examples=300, deadline=None)
def test_a_change_gives_no_date_two_runs(old, new, moment, cadence):
    local_time, zone, days = old
    last = last_run(local_time, zone, until=moment, days=days)
    new_time, new_zone, new_days = new
    run = run_after_change(
        new_time,
        new_zone,
        now=moment,
        last_day=last.day,
        lateness=LATENESS,
        days=new_days,
        cadence=cadence,
    )
    assert run.day > last.day
    assert is_on(run.day, new_days)
    assert run.at >= moment - LATENESS


@given(hour=times, new_zone=zones, zone=zones, moment=moments)
@settings(max_examples=300, deadline=None)
def test_moving_to_another_zone_leaves_no_day_out(hour, zone, new_zone, moment):
    last = last_run(hour, zone, until=moment)
    run = run_after_change(hour, new_zone, now=moment, last_day=last.day, lateness=LATENESS)
    # The next date of the new place, or the one after where that has gone by for too long.
    assert run.day <= last.day + 2 * DAY
    assert run.at - last.at <= timedelta(hours=49)


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


FRIDAY = datetime(2020, 3, 6, 9, 0, tzinfo=UTC)
ON_DAYS = {
    "weekdays: Friday is followed by Monday": (WEEKDAYS, FRIDAY, date(2020, 3, 9)),
    "weekly": (1, FRIDAY, date(2020, 3, 9)),
    "monthly on the 5th": (monthly_on(5), FRIDAY, date(2020, 4, 5)),
    "monthly on the 6th, an hour ago": (monthly_on(6), FRIDAY, date(2020, 4, 6)),
    "the 31st in April": (monthly_on(31), FRIDAY + 30 * DAY, date(2020, 4, 30)),
    "the 30th in February": (monthly_on(30), utc("2021-02-01T00:00"), date(2021, 2, 28)),
    "the last of a leap February": (LAST_OF_MONTH, utc("2020-02-01T00:00"), date(2020, 2, 29)),
}


@pytest.mark.parametrize(("days", "after", "day"), ON_DAYS.values(), ids=ON_DAYS)
def test_a_run_waits_for_one_of_its_days(days, after, day):
    run = next_run(time(8), "UTC", after=after, days=days)
    assert run.day == day
    assert last_run(time(8), "UTC", until=run.at, days=days) == run


WEEKS = {
    "moved from Monday, which had it, to Tuesday on a Wednesday: next week": (2, "2020-03-10"),
    "moved to Thursday: in the same week, as it was ordered": (8, "2020-03-05"),
}


@pytest.mark.parametrize(("days", "day"), WEEKS.values(), ids=WEEKS)
def test_a_weekly_digest_is_not_made_up_for_in_a_week_that_had_it(days, day):
    run = run_after_change(
        time(8),
        "UTC",
        now=datetime(2020, 3, 4, 9, 0, tzinfo=UTC),
        last_day=date(2020, 3, 2),
        lateness=timedelta(hours=48),
        days=days,
        cadence=Cadence.WEEKLY,
    )
    assert run.day == date.fromisoformat(day)


def test_a_weekly_digest_that_a_move_passed_over_comes_at_once():
    run = run_after_change(
        time(20),
        "Asia/Tokyo",
        now=utc("2020-03-09T18:00"),  # 19:00 on Monday in Berlin, Tuesday morning in Tokyo
        last_day=date(2020, 3, 2),
        lateness=timedelta(hours=48),
        days=1,
        cadence=Cadence.WEEKLY,
    )
    assert run == Run(date(2020, 3, 9), utc("2020-03-09T11:00"))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" america/new york ", "America/New_York"),
        ("utc", "UTC"),
        ("UTC+4", None),
        ("Berlin", None),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_typed_zone(typed, zone):
    assert zone_named(typed) == zone
