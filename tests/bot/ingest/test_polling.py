"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ingest.polling import (
    Outcome,
    Validators,
    conditional,
    interval,
    is_broken,
    moved_to,
    next_after,
    outcome,
    validators_after,
    wish_of,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Outcome.READ),
        (304, Outcome.UNCHANGED),
        (410, Outcome.PAUSED),
        (404, Outcome.FAILED),
        (429, Outcome.FAILED),
        (503, Outcome.FAILED),
    ],
)
def test_only_a_feed_that_is_gone_is_paused(status: int, meaning: Outcome) -> None:
    assert outcome(status) is meaning


def test_validators_go_back_as_they_came() -> None:
    shown = Validators('W/"a b"', "Mon, 23 Nov 2026 10:00:00 GMT")
    assert conditional(shown)["If-None-Match"] == 'W/"a b"'
    assert conditional(shown)["If-Modified-Since"] == "Mon, 23 Nov 2026 10:00:00 GMT"
    assert "If-Modified-Since" not in conditional(Validators())
    later = validators_after(shown, {"last-modified": "Mon, 23 Nov 2026 11:00:00 GMT"}, 304)
    assert later == Validators('W/"a b"', "Mon, 23 Nov 2026 11:00:00 GMT")
    assert validators_after(shown, {}, 200) == Validators()


@pytest.mark.parametrize(("entries", "hours"), [(0, 6), (7, 6), (56, 3), (168, 1), (2_000, 0.25)])
def test_a_livelier_feed_is_asked_more_often(entries: int, hours: float) -> None:
    moments = [NOW - timedelta(minutes=number) for number in range(entries)]
    assert interval(moments, now=NOW) == hours * HOUR


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (3, 8), (5, 24), (1_000, 24)])
def test_failures_double_the_wait_up_to_a_day(failures: int, hours: int) -> None:
    assert next_after(HOUR, failures=failures) == hours * HOUR


def test_jitter_moves_by_a_tenth_but_never_before_the_servers_wish() -> None:
    assert next_after(HOUR, jitter=1) == HOUR * 1.1
    assert next_after(HOUR, jitter=-1) == HOUR * 0.9
    assert next_after(HOUR, jitter=-1, wish=HOUR) == HOUR
    assert next_after(HOUR, wish=timedelta(days=30)) == 24 * HOUR


@pytest.mark.parametrize(
    ("headers", "minutes", "hours"),
    [
        ({}, None, 0),
        ({}, 120, 2),
        ({"cache-control": "public, max-age=7200"}, None, 2),
        ({"cache-control": "no-cache, max-age=7200"}, None, 0),
        ({"expires": "Mon, 23 Nov 2026 15:00:00 GMT"}, None, 3),
        ({"expires": "0"}, None, 0),
        ({"retry-after": "18000"}, 60, 5),
        ({"retry-after": "Mon, 23 Nov 2026 13:00:00 GMT"}, None, 1),
        ({"retry-after": "999999999"}, None, 24),
    ],
)
def test_the_servers_wish_is_the_longest_it_names(
    headers: dict[str, str], minutes: int | None, hours: int
) -> None:
    assert wish_of(headers, now=NOW, minutes=minutes) == hours * HOUR


def test_an_address_changes_after_three_equal_moves() -> None:
    new = "https://wire.example.net/feed"
    assert moved_to([None, new, new, new]) == new
    assert moved_to([new, new]) is None
    assert moved_to([new, None, new]) is None
    assert moved_to([None, None, None]) is None


def test_a_week_without_an_answer_is_told() -> None:
    assert is_broken(last_answer=NOW - timedelta(days=7), now=NOW)
    assert not is_broken(last_answer=NOW - timedelta(days=6), now=NOW)
