import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.notices import Watch
from bot.render.visible import words
from storage import chats, contents, deliveries, editors, skips
from storage.chats import ChatState
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from storage.editors import Role
from tests.factories import keep_chat

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OWNER = 3001


@pytest.fixture
async def owned(database):
    """A store whose owner has a chat with the bot."""
    async with database.transaction() as tx:
        await keep_chat(tx, OWNER)
        await editors.grant(tx, OWNER, Role.OWNER, by=None, at=NOW)
    return database


async def send(database, count: int, *, failed: int = 0) -> None:
    """Let so many sends be over, the first of them failed."""
    async with database.transaction() as tx:
        ids = await contents.add(tx, [NewContent("c", {}, NOW - DAY, NOW)])
        for number in range(count):
            chat = await keep_chat(tx, 5001 + number)
            row = NewDelivery(f"k{number}", chat.id, None, None, ids["c"], 2, NOW, NOW + DAY)
            await deliveries.add(tx, [row])
        for number, row in enumerate(await deliveries.claim(tx, "one", now=NOW, limit=count)):
            mark = Mark(State.SENT, message_id=1, sent_at=NOW)
            if number < failed:
                mark = Mark(State.DEAD, reason="refused: too long")
            await deliveries.mark(tx, row, mark, worker_id="one")


async def told(database, now: datetime) -> list[str]:
    """Read what the owner is sent, as a worker would send it."""
    async with database.transaction() as tx:
        rows = await deliveries.claim(tx, "owners", now=now, limit=10)
        for row in rows:
            assert row.telegram_id == OWNER
            mark = Mark(State.SENT, message_id=2, sent_at=now)
            await deliveries.mark(tx, row, mark, worker_id="owners")
    return [words(json.loads(row.message)["html"]) for row in rows]


async def test_the_owner_hears_once_of_failures_and_once_of_their_end(owned):
    await send(owned, 40, failed=2)
    watch = Watch(owned)
    assert await watch.look(now=NOW) == 1
    assert await watch.look(now=NOW + MINUTE) == 0
    (text,) = await told(owned, NOW + MINUTE)
    assert "2 of 40 sends of the last hour failed: 2 refused." in text
    assert await watch.look(now=NOW + 120 * MINUTE) == 1
    assert await told(owned, NOW + 120 * MINUTE) == ["Deliveries no longer fail."]


@pytest.mark.parametrize(("count", "failed"), [(40, 1), (10, 9)], ids=["few fail", "few sent"])
async def test_a_failure_here_and_there_is_no_news(owned, count, failed):
    await send(owned, count, failed=failed)
    assert await Watch(owned).look(now=NOW) == 0


async def test_the_owner_hears_of_a_digest_that_is_a_quarter_of_an_hour_late(owned):
    async with owned.transaction() as tx:
        ids = await contents.add(tx, [NewContent("c", {"html": "x"}, NOW - DAY, NOW)])
        chat = await keep_chat(tx, 5001)
        await deliveries.add(
            tx, [NewDelivery("k", chat.id, None, None, ids["c"], 2, NOW, NOW + DAY)]
        )
    watch = Watch(owned)
    assert await watch.look(now=NOW + 14 * MINUTE) == 0
    assert await watch.look(now=NOW + 15 * MINUTE) == 1
    async with owned.transaction() as tx:
        await skips.skip_of_chat(tx, chat.id, reason="left")
    (text,) = await told(owned, NOW + 16 * MINUTE)
    assert "1 have waited for more than 15 minutes" in text
    assert await watch.look(now=NOW + 17 * MINUTE) == 1
    assert await told(owned, NOW + 17 * MINUTE) == ["Deliveries are on time again."]


async def test_a_restart_tells_nothing_again(owned):
    await send(owned, 40, failed=10)
    await Watch(owned).look(now=NOW)
    await Watch(owned).look(now=NOW + MINUTE)
    assert len(await told(owned, NOW + MINUTE)) == 1


async def test_an_owner_who_blocked_the_bot_is_left_alone(owned):
    await send(owned, 40, failed=10)
    async with owned.transaction() as tx:
        await chats.set_state(tx, (await chats.get(tx, OWNER)).id, ChatState.BLOCKED)
    assert await Watch(owned).look(now=NOW) == 0
