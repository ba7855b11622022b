from datetime import UTC, datetime, time

import pytest

from bot.delivery.quiet import quiet_until
from bot.subscribing import time_rule

TEN, SEVEN = time(22), time(7)


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2020, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        pytest.param((TEN, SEVEN), at(21, 59), None, id="before the evening"),
        pytest.param((TEN, SEVEN), at(22), at(7, day=3), id="from the first minute"),
        pytest.param((TEN, SEVEN), at(6, 59), at(7), id="after midnight"),
        pytest.param((TEN, SEVEN), at(7), None, id="at their end"),
        pytest.param((time(13), time(15)), at(14), at(15), id="within one day"),
        pytest.param((time(13), time(15)), at(15), None, id="after them on one day"),
        pytest.param((None, None), at(3), None, id="none are quiet"),
    ],
)
def test_quiet_hours_hold_until_their_end(hours, now, ends):
    assert quiet_until(*hours, "UTC", now=now, rule=time_rule) == ends


def test_quiet_hours_are_those_of_the_chats_own_clock():
    ends = quiet_until(TEN, SEVEN, "Asia/Baku", now=at(21), rule=time_rule)
    assert ends == at(3, day=3)


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        # 29 March 2020: 02:00 becomes 03:00. 02:30 is shifted to 03:30, as for digests.
        pytest.param(
            (TEN, time(2, 30)),
            datetime(2020, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2020, 3, 29, 1, 30, tzinfo=UTC),
            id="an end that the clock leaves out",
        ),
        pytest.param(
            (time(2, 30), SEVEN),
            datetime(2020, 3, 29, 1, 45, tzinfo=UTC),
            datetime(2020, 3, 29, 5, 0, tzinfo=UTC),
            id="a beginning that the clock leaves out",
        ),
        pytest.param(
            (TEN, SEVEN),
            datetime(2020, 3, 28, 23, 0, tzinfo=UTC),
            datetime(2020, 3, 29, 5, 0, tzinfo=UTC),
            id="a night that is an hour short",
        ),
        # 25 October 2020: 03:00 becomes 02:00, so 02:15 comes twice.
        pytest.param(
            (TEN, time(2, 30)),
            datetime(2020, 10, 25, 0, 15, tzinfo=UTC),
            datetime(2020, 10, 25, 0, 30, tzinfo=UTC),
            id="the first time that the clock shows 02:15",
        ),
        pytest.param(
            (TEN, time(2, 30)),
            datetime(2020, 10, 25, 1, 15, tzinfo=UTC),
            None,
            id="the second time, after their end",
        ),
        pytest.param(
            (TEN, SEVEN),
            datetime(2020, 10, 24, 22, 0, tzinfo=UTC),
            datetime(2020, 10, 25, 6, 0, tzinfo=UTC),
            id="a night that is an hour long",
        ),
    ],
)
def test_quiet_hours_end_in_nights_on_which_the_clocks_change(hours, now, ends):
    assert quiet_until(*hours, BERLIN, now=now, rule=time_rule) == ends
