"""When an editor wants something to be published."""

from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from bot.newsroom.moments import read_moment

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 05:00 in Berlin


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("tomorrow 09:00", "2020-03-03T08:00"),
        ("2020-03-03 09:00", "2020-03-03T08:00"),
        ("3 March 09:00", "2020-03-03T08:00"),
        ("28 March 9:00", "2020-03-28T08:00"),
        ("29 March 09:00", "2020-03-29T07:00"),
        ("10 February 2021 09:00", "2021-02-10T08:00"),
        ("20 August 09:00", "2020-08-20T07:00"),
        ("today 18.30", "2020-03-02T17:30"),
        ("18:30", "2020-03-02T17:30"),
        ("04:00", "2020-03-03T03:00"),
        ("09:00 tomorrow", "2020-03-03T08:00"),
        ("Friday 09:00", "2020-03-06T08:00"),
        ("Monday 09:00", "2020-03-09T08:00"),
        ("tomorrow 09:00 Baku", "2020-03-03T05:00"),
        ("tomorrow 09:00 UTC", "2020-03-03T09:00"),
        ("завтра 09:00", "2020-03-03T08:00"),
    ],
)
def test_a_moment_is_read_on_the_editors_clock_or_on_a_citys(text: str, utc: str) -> None:
    planned = read_moment(text, now=NOW, zone="Europe/Berlin")
    assert f"{planned.at:%Y-%m-%dT%H:%M}" == utc


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("today 04:30", "schedule.past"),
        ("1 March 2020 09:00", "schedule.past"),
        ("1 March 09:00", "schedule.past"),
        ("yesterday 09:00", "schedule.past"),
        ("3 days ago 09:00", "schedule.past"),
        ("3 March 2025 09:00", "schedule.far"),
        ("soon", "schedule.unreadable"),
        ("tomorrow", "schedule.unreadable"),
        ("tomorrow 25:00", "schedule.unreadable"),
        ("tomorrow 09:00 Atlantis", "schedule.unreadable"),
        ("03/04/2020 09:00", "schedule.unreadable"),
    ],
)
def test_what_is_past_or_unclear_is_refused(text: str, key: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_moment(text, now=NOW, zone="Europe/Berlin")
    assert refused.value.key == key


def test_without_a_zone_it_is_asked() -> None:
    with pytest.raises(BadInput) as refused:
        read_moment("tomorrow 09:00", now=NOW, zone=None)
    assert refused.value.key == "schedule.no_zone"


def test_a_day_that_is_nearer_in_the_next_year_is_that_ones() -> None:
    november = datetime(2020, 11, 20, 4, 0, tzinfo=UTC)
    planned = read_moment("5 February 09:00", now=november, zone="Europe/Berlin")
    assert planned.at == datetime(2021, 2, 5, 8, 0, tzinfo=UTC)
