import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.delivery.plan import plan
from bot.delivery.turns import turn_of
from bot.render.visible import words
from bot.subscribing import schedules as hours
from bot.subscribing import subscriptions, time_rule
from storage import chats, deliveries, narrowing, schedules, taking
from storage import subscriptions as keep_words
from storage.chats import ChatState
from storage.deliveries import Mark, State
from storage.due import Alike
from storage.dyad import Scope
from storage.narrowing import Excluded, Exclusion, Words
from storage.schedules import EVERY_DAY, Cadence, Schedule
from storage.taking import Step
from tests.factories import keep_article, keep_chat

DUE = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)  # 08:00 in Tehran
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IRAN, ARMENIA = Scope.parse("AZ-IR"), Scope.parse("AM-AZ")


async def subscribe(database, telegram_id: int = 1001, *scopes: Scope, now=DUE - HOUR):
    """Make a reader in Tehran with these pairs."""
    async with database.transaction() as tx:
        chat = await keep_chat(tx, telegram_id)
    for scope in scopes or (IRAN,):
        await subscriptions.subscribe(database, chat.id, scope, now=now)
    await hours.set_zone(database, chat.id, "Asia/Tehran", now=now)
    return chat


async def publish(database, *codes: str, added_at: datetime, **changes) -> None:
    async with database.transaction() as tx:
        await keep_article(tx, *codes, added_at=added_at, published_at=added_at, **changes)


async def tick(database, now: datetime = DUE) -> int:
    return await plan(database, now=now, rule=time_rule)


async def rows(database, chat):
    async with database.reader() as reader:
        return await deliveries.of_chat(reader, chat.id)


async def daily(database, chat) -> Schedule:
    async with database.reader() as reader:
        return (await schedules.of_chat(reader, chat.id))[0]


async def sent(database, now: datetime = DUE) -> list[str]:
    """Send what is owed, as a worker would, and read it as its readers would."""
    async with database.transaction() as tx:
        claimed = await deliveries.claim(tx, "worker", now=now, limit=100)
        for row in claimed:
            mark = Mark(State.SENT, message_id=1, sent_at=now)
            await deliveries.mark(tx, row, mark, worker_id="worker")
    return [words(json.loads(row.message)["html"]) for row in claimed]


async def test_a_due_digest_is_planned_once_and_the_schedule_moves_on(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR)
    assert await tick(database) == 1
    assert await tick(database) == 0
    (row,) = await rows(database, chat)
    assert row.key == "digest:1:2020-03-02T04:30Z:1"
    assert (row.state, row.not_before) == (State.PLANNED, DUE)
    schedule = await daily(database, chat)
    assert schedule.next_due_at == DUE + DAY
    assert schedule.last_day == date(2020, 3, 2)
    assert schedule.window_end == DUE - MINUTE


async def test_nothing_is_planned_before_its_moment(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR)
    assert await tick(database, DUE - timedelta(seconds=1)) == 0
    assert await rows(database, chat) == []


async def test_the_digest_tells_what_was_added(database):
    await subscribe(database)
    await publish(database, added_at=DUE - HOUR, title="A crossing opens")
    await tick(database)
    (text,) = await sent(database)
    assert "A crossing opens" in text
    assert "1 new in the last 7 days" in text


async def test_the_first_digest_looks_back_seven_days(database):
    await subscribe(database)
    await publish(database, added_at=DUE - 8 * DAY, title="Too old", url="https://example.org/1")
    await publish(database, added_at=DUE - 6 * DAY, title="In time", url="https://example.org/2")
    await tick(database)
    (text,) = await sent(database)
    assert "In time" in text
    assert "Too old" not in text


async def test_the_next_digest_tells_only_what_came_since(database):
    await subscribe(database)
    await publish(database, added_at=DUE - HOUR, title="Yesterday's", url="https://example.org/1")
    await tick(database)
    await sent(database)
    await publish(database, added_at=DUE + HOUR, title="Today's", url="https://example.org/2")
    await tick(database, DUE + DAY)
    (text,) = await sent(database, DUE + DAY)
    assert "Today's" in text
    assert "Yesterday's" not in text
    assert "since yesterday 08:00" in text


async def test_what_came_in_the_last_minute_waits_for_the_next_digest(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - timedelta(seconds=30), title="Just in")
    await tick(database)
    assert [row.reason for row in await rows(database, chat)] == ["nothing new"]
    await tick(database, DUE + DAY)
    (text,) = await sent(database, DUE + DAY)
    assert "Just in" in text


async def test_the_edges_of_two_windows_meet(database):
    await subscribe(database)
    await publish(database, added_at=DUE - MINUTE, title="On the edge", url="https://example.org/1")
    await publish(
        database,
        added_at=DUE - MINUTE + timedelta(microseconds=1),
        title="Just past it",
        url="https://example.org/2",
    )
    await tick(database)
    (first,) = await sent(database)
    await tick(database, DUE + DAY)
    (second,) = await sent(database, DUE + DAY)
    assert ("On the edge" in first, "On the edge" in second) == (True, False)
    assert ("Just past it" in first, "Just past it" in second) == (False, True)


async def test_a_day_with_nothing_new_sends_nothing_and_is_on_record(database):
    chat = await subscribe(database)
    await tick(database)
    (row,) = await rows(database, chat)
    assert (row.state, row.reason) == (State.SKIPPED, "nothing new")
    assert (await daily(database, chat)).next_due_at == DUE + DAY


async def test_a_chat_without_pairs_gets_nothing(database):
    chat = await subscribe(database)
    await subscriptions.unsubscribe(database, chat.id, IRAN)
    await publish(database, added_at=DUE - HOUR)
    await tick(database)
    assert [row.reason for row in await rows(database, chat)] == ["nothing new"]


async def test_two_ticks_at_once_plan_once(database):
    chats_of = [await subscribe(database, 1000 + number) for number in range(20)]
    await publish(database, added_at=DUE - HOUR)
    planned = await asyncio.gather(tick(database), tick(database), tick(database))
    assert sum(planned) == 20
    for chat in chats_of:
        assert len(await rows(database, chat)) == 1


async def test_equal_digests_share_one_content(database):
    first, second = await subscribe(database, 1001), await subscribe(database, 1002)
    other = await subscribe(database, 1003, IRAN, ARMENIA)
    await publish(database, added_at=DUE - HOUR)
    await tick(database)
    ids = [(await rows(database, chat))[0].content_id for chat in (first, second, other)]
    assert ids[0] == ids[1] != ids[2]


async def test_three_days_off_make_one_digest_that_covers_them(database):
    chat = await subscribe(database)
    await tick(database)
    for number in range(3):
        await publish(
            database,
            added_at=DUE + HOUR + number * DAY,
            title=f"Day {number}",
            url=f"https://example.org/{number}",
        )
    back = DUE + 3 * DAY + HOUR
    assert await tick(database, back) == 1
    (text,) = await sent(database, back)
    assert all(f"Day {number}" in text for number in range(3))
    assert "since 2 March, 08:00" in text
    assert (await daily(database, chat)).next_due_at == DUE + 4 * DAY


async def test_a_digest_hours_late_still_comes_behind_those_in_time(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR)
    await tick(database, DUE + 5 * HOUR)
    (row,) = await rows(database, chat)
    assert row.state is State.PLANNED


async def test_one_too_late_is_skipped_and_the_next_covers_it(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR, title="From the morning")
    await tick(database, DUE + 7 * HOUR)
    (row,) = await rows(database, chat)
    assert (row.state, row.reason) == (State.SKIPPED, "late")
    assert (await daily(database, chat)).next_due_at == DUE + DAY
    await tick(database, DUE + DAY)
    (text,) = await sent(database, DUE + DAY)
    assert "From the morning" in text


async def test_one_planned_and_not_sent_in_time_is_covered_by_the_next(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR, title="From the morning")
    await tick(database)
    await tick(database, DUE + DAY)
    states = [(row.state, row.reason) for row in await rows(database, chat)]
    assert states == [(State.SKIPPED, "late"), (State.PLANNED, None)]
    (text,) = await sent(database, DUE + DAY)
    assert "From the morning" in text


async def test_a_chat_that_left_gets_nothing_and_is_not_asked_again(database):
    chat = await subscribe(database)
    async with database.transaction() as tx:
        await chats.set_state(tx, chat.id, ChatState.GONE)
    await publish(database, added_at=DUE - HOUR)
    await tick(database)
    assert [row.reason for row in await rows(database, chat)] == ["left"]
    assert (await daily(database, chat)).next_due_at is None


async def test_more_than_a_chunk_is_planned_in_one_tick(database, monkeypatch):
    monkeypatch.setattr("bot.delivery.plan.CHUNK", 3)
    everyone = [await subscribe(database, 1000 + number) for number in range(8)]
    await publish(database, added_at=DUE - HOUR)
    assert await tick(database) == 8
    assert [len(await rows(database, chat)) for chat in everyone] == [1] * 8


def due(at: str, zone: str, *, due_at: datetime, window_end=None) -> Alike:
    return Alike(
        due_at=due_at,
        window_end=window_end,
        cadence=Cadence.DAILY,
        local_time=time.fromisoformat(at),
        zone=zone,
        days=EVERY_DAY,
        tells_quiet=False,
        language="en",
        is_chat_active=True,
        muted_until=None,
    )


@pytest.mark.parametrize(
    ("due_at", "following"),
    [
        pytest.param("2020-03-29T01:30", "2020-03-30T00:30", id="spring: 02:30 comes at 03:30"),
        pytest.param("2020-10-25T00:30", "2020-10-26T01:30", id="autumn: the first 02:30 only"),
    ],
)
def test_a_change_of_clocks_gives_one_run_a_date(due_at, following):
    at = datetime.fromisoformat(due_at).replace(tzinfo=UTC)
    turn = turn_of(due("02:30", "Europe/Berlin", due_at=at), now=at, rule=time_rule)
    assert turn.at == at
    assert turn.next_due_at == datetime.fromisoformat(following).replace(tzinfo=UTC)


def test_a_run_that_a_move_put_before_the_last_one_tells_nothing_twice():
    told = DUE + HOUR
    turn = turn_of(
        due("08:00", "Asia/Tehran", due_at=DUE, window_end=told), now=DUE, rule=time_rule
    )
    assert turn.window.after == turn.window.until == turn.told_until == told


async def test_what_a_reader_leaves_out_is_not_told_and_others_share_nothing_of_it(database):
    chat = await subscribe(database)
    await subscribe(database, 1002)
    await publish(database, added_at=DUE - HOUR, title="Rail talks")
    await publish(database, added_at=DUE - HOUR, title="Gas talks", topics=("energy",))
    async with database.transaction() as tx:
        await keep_words.set_words(tx, chat.id, IRAN, Words(only=("rail", "gas")))
        await narrowing.exclude(tx, chat.id, Exclusion(Excluded.TOPIC, "energy"))
    assert await tick(database) == 2
    mine, theirs = await sent(database)
    assert ("Rail talks" in mine, "Gas talks" in mine) == (True, False)
    assert ("Rail talks" in theirs, "Gas talks" in theirs) == (True, True)
    assert "1 new" in mine


async def test_a_day_of_which_all_is_left_out_is_a_quiet_one(database):
    chat = await subscribe(database)
    await publish(database, added_at=DUE - HOUR, title="Rail talks")
    async with database.transaction() as tx:
        await keep_words.set_words(tx, chat.id, IRAN, Words(without=("rail",)))
    await tick(database)
    (row,) = await rows(database, chat)
    assert (row.state, row.reason) == (State.SKIPPED, "nothing new")


async def with_weekly(database, chat, **changes) -> None:
    """Order a weekly digest too, for the hour of the daily one on Mondays."""
    changed = hours.Change(**changes)
    await hours.change(database, chat.id, changed, now=DUE - HOUR, cadence=Cadence.WEEKLY)


async def told_until(database, chat, until: datetime) -> None:
    """Let the daily digest have told everything until then."""
    schedule = await daily(database, chat)
    async with database.transaction() as tx:
        step = Step(schedule.next_due_at, DUE, until.date(), until)
        assert await taking.take(tx, step, [schedule.id])


async def test_a_weekly_digest_due_with_the_daily_one_stands_in_its_message(database):
    chat = await subscribe(database, 1001, IRAN, ARMENIA)
    await told_until(database, chat, DUE - DAY)
    await with_weekly(database, chat)
    await publish(database, "AZ", "IR", added_at=DUE - 4 * DAY, title="Told on Thursday")
    await publish(database, "AM", "AZ", added_at=DUE - HOUR, title="New today")
    assert await tick(database) == 2
    (text,) = await sent(database)
    assert "1 new in 1 of your 2 pairs since yesterday" in text
    before, _, week = text.partition("The week in your pairs")
    assert "New today" in before
    assert "Told on Thursday" in week
    assert "New today" not in week
    assert "Your weekly digest was due with it" in week
    states = {(row.state, row.reason) for row in await rows(database, chat)}
    assert states == {(State.SENT, None), (State.SKIPPED, "told together")}
    async with database.reader() as reader:
        found = await schedules.of_chat(reader, chat.id)
    assert [each.window_end for each in found] == [DUE - MINUTE] * 2
    assert [each.next_due_at for each in found] == [DUE + DAY, DUE + 7 * DAY]


async def test_a_weekly_digest_comes_alone_where_the_day_has_nothing_new(database):
    chat = await subscribe(database)
    await told_until(database, chat, DUE - DAY)
    await with_weekly(database, chat)
    await hours.tell_quiet_days(database, chat.id, wanted=True)
    await publish(database, "AZ", "IR", added_at=DUE - 4 * DAY, title="Told on Thursday")
    await tick(database)
    (text,) = await sent(database)
    assert text.startswith("Your weekly digest")
    assert "Told on Thursday" in text


async def test_digests_of_two_hours_are_two_messages(database):
    chat = await subscribe(database)
    await with_weekly(database, chat, local_time=time(9))
    await publish(database, "AZ", "IR", added_at=DUE - HOUR)
    await tick(database)
    assert len(await sent(database)) == 1
    await tick(database, DUE + HOUR)
    (text,) = await sent(database, DUE + HOUR)
    assert text.startswith("Your weekly digest")


async def test_what_is_due_together_is_planned_together_wherever_a_chunk_ends(
    database, monkeypatch
):
    everyone = [await subscribe(database, 1000 + number) for number in range(4)]
    for chat in everyone:
        await told_until(database, chat, DUE - DAY)
        await with_weekly(database, chat)
    await publish(database, "AZ", "IR", added_at=DUE - HOUR)
    monkeypatch.setattr("bot.delivery.plan.CHUNK", 3)
    assert await tick(database) == 8
    assert len(await sent(database)) == 4
