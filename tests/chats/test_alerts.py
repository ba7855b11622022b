"""Alerts: at once for those who asked, not by night, never a flood, never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import articles
from tests.chats.talk import Talk
from tests.factories import keep_article

MORNING = datetime(2020, 3, 2, 10, 0, tzinfo=UTC)  # 14:00 in Baku
NIGHT = datetime(2020, 3, 2, 21, 0, tzinfo=UTC)  # 01:00 in Baku
MINUTE = timedelta(minutes=1)


async def test_an_alert_comes_after_the_minute_of_undo_and_once(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, MORNING, "Border talks begin")
    assert (await reader.until(MORNING + MINUTE / 2)).replies == []
    turn = await reader.until(MORNING + MINUTE)
    assert len(turn.new_messages) == 1
    assert turn.has(r"Alert · Armenia – Azerbaijan.*Border talks begin.*You asked for alerts")
    assert turn.has(r"published 2 Mar 2020, 14:00 Baku.*Sent 14:01 Baku.*1 of at most 5 today")
    assert turn.has(r"one side only.*\[Digest instead\].*\[Less like this\].*\[Mute pair 7 days\]")
    assert (await reader.until(MORNING + 2 * MINUTE)).replies == []


async def test_nobody_is_alerted_who_did_not_ask(reader: Talk) -> None:
    await _following(reader)
    await _publish(reader, MORNING, "Border talks begin")
    assert (await reader.until(MORNING + MINUTE)).replies == []


async def test_what_came_by_alert_is_named_in_the_digest_and_not_told_again(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, MORNING, "Border talks begin")
    await reader.until(MORNING + MINUTE)
    digest = await reader.until(datetime(2020, 3, 3, 4, 0, tzinfo=UTC))
    assert digest.has("Co-chairs propose.*You had by alert: Border talks begin")
    assert digest.text.count("Border talks begin") == 1


async def test_the_night_is_quiet_and_ends_with_one_message(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, NIGHT, "Border talks begin")
    assert (await reader.until(NIGHT + MINUTE)).replies == []
    await _publish(reader, NIGHT + 2 * MINUTE, "Border talks end")
    assert (await reader.until(NIGHT + 4 * MINUTE)).replies == []
    morning = await reader.until(datetime(2020, 3, 3, 3, 0, tzinfo=UTC))
    assert len(morning.new_messages) == 1
    assert morning.has("2 alerts from your quiet hours.*Border talks begin.*Border talks end")


async def test_after_five_on_a_day_one_line_says_that_the_digest_has_the_rest(
    reader: Talk,
) -> None:
    await _alerted(reader)
    turns = []
    for number in range(8):
        at = MORNING + 5 * number * MINUTE
        await _publish(reader, at, f"Talks, day {number}")
        turns.append(await reader.until(at + MINUTE))
    assert [len(turn.new_messages) for turn in turns] == [1, 1, 1, 1, 1, 1, 0, 0]
    assert turns[5].has("No more alerts today")
    digest = await reader.until(datetime(2020, 3, 3, 4, 0, tzinfo=UTC))
    assert digest.has("Talks, day 7.*Talks, day 5.*You had by alert.*Talks, day")


async def test_an_undone_article_alerts_nobody(reader: Talk) -> None:
    await _alerted(reader)
    article_id = await _publish(reader, MORNING, "A slip")
    async with reader.dragoman.services.database.transaction() as tx:
        await articles.unpublish(tx, article_id)
    assert (await reader.until(MORNING + MINUTE)).replies == []


async def test_a_muted_chat_gets_no_alert(reader: Talk) -> None:
    await _alerted(reader)
    await reader.send("/mute 7 days")
    await _publish(reader, MORNING, "Border talks begin")
    assert (await reader.until(MORNING + MINUTE)).replies == []


async def test_old_news_that_is_added_now_wakes_nobody(reader: Talk) -> None:
    await _alerted(reader)
    long_ago = datetime(2019, 10, 25, 9, 0, tzinfo=UTC)
    await _publish(reader, MORNING, "Long ago", published_at=long_ago, event_day=long_ago.date())
    assert (await reader.until(MORNING + MINUTE)).replies == []


async def test_alerts_are_switched_below_the_list_and_in_the_settings(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/settings")).has("Alerts: off")
    await reader.tap("^Alerts$")
    assert (await reader.tap("Alerts off")).has(r"22:00–07:00.*\[Armenia – Azerb.*Alerts on\]")
    assert (await reader.send("/settings")).has("Alerts: on for 1 pair · Quiet hours: 22:00–07:00")
    await reader.send("/subscriptions")
    assert (await reader.tap("Alerts on")).has(r"\[Alerts off\]")


async def test_the_alerts_own_button_leaves_the_pair_to_the_digest(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, MORNING, "Border talks begin")
    await reader.until(MORNING + MINUTE)
    assert (await reader.tap("Digest instead")).has("No more alerts on Armenia – Azerbaijan")


async def test_an_event_of_two_followed_scopes_alerts_once_and_names_the_other(
    reader: Talk,
) -> None:
    await _alerted(reader)
    await reader.send("/subscribe azerbaijan")
    await reader.tap("Alert me too")
    for minutes in (9, 7):  # another alert, of what was scheduled for the morning
        await reader.until(MORNING - minutes * MINUTE)
    await _publish(reader, MORNING, "Border talks begin")
    turn = await reader.until(MORNING + MINUTE)
    assert len(turn.new_messages) == 1
    assert turn.has("Alert · Armenia – Azerbaijan.*Also in Azerbaijan")


async def test_one_pair_is_muted_from_its_alert_and_taken_up_again(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, MORNING, "Border talks begin")
    await reader.until(MORNING + MINUTE)
    muted = await reader.tap("Mute pair 7 days")
    assert muted.has(r"No alerts on Armenia – Azerbaijan before Monday 9 March, 14:01 Baku")
    await _publish(reader, MORNING + 5 * MINUTE, "Border talks end")
    assert (await reader.until(MORNING + 6 * MINUTE)).replies == []
    assert (await reader.tap("Unmute")).has("come at once again")
    await _publish(reader, MORNING + 10 * MINUTE, "Border opens")
    assert (await reader.until(MORNING + 11 * MINUTE)).has("Border opens.*2 of at most 5")


async def test_what_the_night_holds_waits_for_the_morning_of_another_zone(reader: Talk) -> None:
    await _alerted(reader)
    await _publish(reader, NIGHT, "Border talks begin")
    await reader.until(NIGHT + MINUTE)
    await reader.send("/settings London")
    assert (await reader.until(datetime(2020, 3, 3, 3, 0, tzinfo=UTC))).replies == []
    morning = await reader.until(datetime(2020, 3, 3, 7, 0, tzinfo=UTC))
    assert morning.has("1 alert from your quiet hours.*Border talks begin")


async def test_what_the_night_holds_comes_at_once_when_there_is_no_night_any_more(
    reader: Talk,
) -> None:
    await _alerted(reader)
    await _publish(reader, NIGHT, "Border talks begin")
    await reader.until(NIGHT + MINUTE)
    turn = await reader.send("/settings quiet off")
    assert turn.has("quiet hours: none.*1 alert from your quiet hours.*Border talks begin")


@pytest.mark.parametrize("choice", ["/mute 7 days", "/stop", "/unsubscribe armenia azerbaijan"])
async def test_who_has_enough_by_night_hears_nothing_in_the_morning(
    reader: Talk, choice: str
) -> None:
    await _alerted(reader)
    await _publish(reader, NIGHT, "Border talks begin")
    await reader.until(NIGHT + MINUTE)
    await reader.send(choice)
    assert (await reader.until(datetime(2020, 3, 3, 3, 30, tzinfo=UTC))).replies == []


async def test_an_alert_in_the_minute_of_the_digest_is_not_told_twice(reader: Talk) -> None:
    await _alerted(reader)
    due = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)
    await _publish(reader, due - MINUTE - timedelta(seconds=2), "Border talks begin")
    turn = await reader.until(due)
    assert len(turn.new_messages) == 2
    assert turn.has("Alert ·.*Border talks begin.*digest.*You had by alert: Border talks begin")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("23:00-07:00", "23:00–07:00"),
        ("22-7", "22:00–07:00"),
        ("off", "none"),
        ("22:00-22:00", "another end"),
        ("25:00-07:00", "no hours that I can read"),
        ("<b>never</b>", "no hours that I can read"),
    ],
)
async def test_quiet_hours_are_set_by_words(reader: Talk, words: str, answer: str) -> None:
    await _following(reader)
    assert (await reader.send(f"/settings quiet {words}")).has(answer)


async def _following(reader: Talk) -> None:
    await reader.send("/subscribe armenia azerbaijan")
    await reader.tap("Baku")


async def _alerted(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    await reader.tap("Alerts off")


async def _publish(reader: Talk, at: datetime, title: str, **changes: object) -> str:
    """Publish an article on Armenia and Azerbaijan at that moment."""
    await reader.until(at)
    values = {"published_at": at, "event_day": at.date(), "url": None} | changes
    async with reader.dragoman.services.database.transaction() as tx:
        article = await keep_article(tx, "AM", "AZ", title=title, summary="", added_at=at, **values)
    return article.id
