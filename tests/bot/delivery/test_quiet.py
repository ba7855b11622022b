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
