"""Digests on some days of the week: nothing on the others, nothing lost between them."""

from datetime import UTC, datetime

import pytest

from tests.chats.talk import Talk


def at_eight(day: int) -> datetime:
    """08:00 in Baku on a day of March 2020; the 2nd is a Monday."""
    return datetime(2020, 3, day, 4, 0, tzinfo=UTC)


async def test_on_weekdays_friday_is_followed_by_monday(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/settings weekdays")).has("on weekdays.*Tuesday 3 March, 08:00")
    tuesday = await reader.until(at_eight(3))
    assert tuesday.has("You get this on weekdays at 08:00 Baku time")
    await reader.until(at_eight(6))
    assert (await reader.send("/settings")).has("On weekdays at 08:00.*Monday 9 March")


async def test_a_weekly_digest_comes_on_its_day_and_tells_the_week(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/settings thursdays")).has("weekly on Thursday.*Thursday 5 March")
    assert (await reader.until(at_eight(3))).replies == []
    assert (await reader.until(at_eight(5))).has("Customs agreement")


async def test_a_weekly_digest_is_worth_sending_a_day_later(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings tue")
    late = await reader.until(at_eight(4))
    assert len(late.new_messages) == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("mon thu", "on Monday, Thursday.*Thursday 5 March"),
        ("Monday, Wednesday and Friday", "Wednesday 4 March"),
        ("daily", "comes daily"),
        ("weekly", "on Monday.*Monday 9 March"),
    ],
)
async def test_days_are_named_in_words(reader: Talk, words: str, answer: str) -> None:
    await _following(reader)
    assert (await reader.send(f"/settings {words}")).has(answer)


async def test_a_city_that_is_no_day_is_still_a_city(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/settings Berlin")).has("your clock stands in Berlin")


async def _following(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Baku")


async def test_a_late_digest_says_so(reader: Talk) -> None:
    await _following(reader)
    late = await reader.until(at_eight(3).replace(hour=6))
    assert late.has("comes late: it was due at 08:00 Baku time")


async def test_after_days_of_standstill_one_digest_covers_them_and_says_so(reader: Talk) -> None:
    await _following(reader)
    back = await reader.until(at_eight(6))
    assert len(back.new_messages) == 1
    assert back.has("earlier digests were due; this one covers them")


async def test_changing_the_time_below_a_digest_leaves_the_digest_as_it_is(reader: Talk) -> None:
    await _following(reader)
    await reader.until(at_eight(3))
    turn = await reader.tap("Change time")
    assert turn.has("Daily at 08:00.*Tap an hour")
    assert [reply.method for reply in turn.replies if reply.method != "answerCallbackQuery"] == [
        "sendMessage"
    ]
    assert (await reader.send("7:45")).has("daily at 07:45, Baku time")


async def test_a_weekly_digest_due_with_the_daily_one_is_one_message(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings weekly tue 08:00")
    both = await reader.until(at_eight(3))
    assert len(both.new_messages) == 1
    assert both.has("Your morning digest.*The week in your pairs.*weekly digest was due with it")
    await reader.send("/settings weekly wed 08:01")
    wednesday = await reader.until(at_eight(4).replace(minute=1))
    assert wednesday.has("Your weekly digest")
    await reader.tap("Stop this digest")
    shown = await reader.send("/settings")
    assert shown.has("Daily at 08:00.*Weekly: off")
