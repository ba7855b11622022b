"""Weeks against weeks: the words may claim no more than these counts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.briefing.change import Period, Span, change_of, spans_before
from storage.counts import Counted

MONDAY = date(2020, 3, 2)
LONG_AGO = date(2019, 1, 1)
WEEKS = spans_before(MONDAY, Period.WEEK)


def item(month: int, day: int, topic: str = "transport", reports: int = 1) -> Counted:
    return Counted(date(2020, month, day), topic, reports)


def change(*counted: Counted, begins: date = LONG_AGO):
    return change_of(counted, WEEKS, begins=begins, period=Period.WEEK)


# The archive of the dialogues' pair.
PAIR = (item(2, 26, "military", 2), item(2, 20), item(2, 12), item(1, 28, "economy"))


def test_a_week_ends_on_the_day_before_its_digest():
    assert WEEKS[0] == Span(date(2020, 2, 24), date(2020, 3, 1))
    assert WEEKS[1].last == date(2020, 2, 23)
    assert len(WEEKS) == 13
    assert all(a.first == b.last + timedelta(days=1) for a, b in pairwise(WEEKS))


def test_a_week_with_a_new_topic_and_without_its_leader():
    found = change(*PAIR)
    assert (found.events, found.reports, found.before, found.usual) == (1, 2, 1, 0)
    assert (found.new_topics, found.absent_leader) == (("military",), "transport")
    assert (found.total, found.is_thin, found.shown) == (4, True, 13)


def test_weeks_before_the_archive_are_no_weeks_with_nothing():
    found = change(*PAIR, begins=date(2020, 2, 11))
    assert (found.shown, found.before, found.usual) == (2, 1, None)
    assert (found.new_topics, found.absent_leader) == ((), None)
    assert found.total == 2


def test_a_new_archive_sets_nothing_against_anything():
    found = change(*PAIR, begins=date(2020, 2, 25))
    assert (found.shown, found.before, found.usual) == (1, None, None)


def test_first_items_at_all_need_no_word_on_each_topic():
    found = change(item(2, 26), item(2, 27, "military"))
    assert found.is_first
    assert found.new_topics == ()


def test_a_leader_must_stand_alone():
    tie = (
        item(2, 26, "military"),
        item(2, 20),
        item(2, 19),
        item(2, 12, "law"),
        item(2, 11, "law"),
    )
    assert change(*tie).absent_leader is None
    assert change(item(2, 26, "military"), item(2, 20)).absent_leader is None


def test_the_most_of_all_weeks_is_more_than_any_and_no_accident():
    three = [item(2, 24 + n) for n in range(3)]
    assert change(*three, item(2, 20), item(2, 19)).is_most
    assert not change(*three, *(item(2, 17 + n) for n in range(3))).is_most
    assert not change(item(2, 26), item(2, 27), item(2, 20)).is_most


def test_a_week_without_anything_changes_nothing():
    found = change(item(2, 20), item(2, 12))
    assert (found.events, found.before, found.absent_leader, found.new_topics) == (0, 1, None, ())


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2020, 3, 1), date(2020, 2, 1), date(2020, 2, 29)),
        (date(2020, 1, 1), date(2019, 12, 1), date(2019, 12, 31)),
        (date(2020, 3, 31), date(2020, 2, 29), date(2020, 3, 30)),
        (date(2021, 3, 30), date(2021, 2, 28), date(2021, 3, 29)),
    ],
)
def test_a_month_ends_on_the_day_before_its_digest(day: date, first: date, last: date):
    months = spans_before(day, Period.MONTH)
    assert months[0] == Span(first, last)
    assert all(a.first == b.last + timedelta(days=1) for a, b in pairwise(months))
