"""A large audience: chunk by chunk, each chat once, worded once for all who are told the same."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.alerts import plan_alerts
from bot.subscribing import time_rule
from storage import chats, deliveries, subscriptions
from storage.deliveries import State
from storage.dyad import Scope
from tests.factories import keep_article, keep_chat

NOW = datetime(2020, 3, 2, 22, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAIR, COUNTRY = Scope.parse("AZ-IR"), Scope.parse("IR")


@pytest.fixture
async def audience(database, monkeypatch):
    """Seven chats in chunks of two; all want the pair, every second one the country before it."""
    monkeypatch.setattr("bot.delivery.alerts.CHUNK", 2)
    async with database.transaction() as tx:
        everyone = [await keep_chat(tx, 1001 + number) for number in range(7)]
        for number, chat in enumerate(everyone):
            for scope in (COUNTRY, PAIR) if number % 2 else (PAIR,):
                await subscriptions.add(tx, chat.id, scope)
                await subscriptions.set_alerts(tx, chat.id, scope, alerts=True)
    assert await tick(database, NOW) == 0
    return everyone


async def tick(database, now: datetime) -> int:
    return await plan_alerts(database, now=now, rule=time_rule)


async def publish(database, now: datetime, number: int = 1) -> None:
    async with database.transaction() as tx:
        url = f"https://example.org/{number}"
        await keep_article(tx, added_at=now, published_at=now, event_day=now.date(), url=url)


async def owed(database, audience) -> list[list]:
    async with database.reader() as reader:
        return [await deliveries.of_chat(reader, chat.id) for chat in audience]


async def test_each_is_told_once_however_many_of_its_scopes_have_it(database, audience):
    await publish(database, NOW)
    assert await tick(database, NOW + 2 * MINUTE) == 7
    assert await tick(database, NOW + 3 * MINUTE) == 0
    rows = await owed(database, audience)
    assert [[row.state for row in of_chat] for of_chat in rows] == [[State.PLANNED]] * 7
    # Two ways to say it: because of the pair alone, or of the pair and the country.
    assert len({row.content_id for of_chat in rows for row in of_chat}) <= 2


async def test_what_a_night_has_held_comes_in_one_message_a_chat(database, audience):
    async with database.transaction() as tx:
        for chat in audience:
            await chats.set_quiet(tx, chat.id, time(22), time(6))
    for number in (1, 2):
        await publish(database, NOW + number * MINUTE, number)
    assert await tick(database, NOW + 5 * MINUTE) == 0
    assert await tick(database, NOW + 8 * HOUR) == 7
    assert await tick(database, NOW + 9 * HOUR) == 0
    assert [len(of_chat) for of_chat in await owed(database, audience)] == [1] * 7
