"""What readers leave out: kept per chat and topic, gone with the chat."""

from datetime import time

from storage import chats, narrowing, schedules, subscriptions
from storage.database import Database
from storage.dyad import Scope
from storage.narrowing import Excluded, Exclusion, Words
from storage.schedules import Cadence, Timing
from tests.factories import NOW, keep_chat

PAIR = Scope.of("IR", "AZ")
TRANSPORT = Exclusion(Excluded.TOPIC, "transport")
OUTLET = Exclusion(Excluded.OUTLET, "12")
TIMING = Timing(time(8), "Asia/Baku", "2026a", NOW)


async def test_an_exclusion_is_one_of_a_chat_until_it_is_taken_back(database: Database):
    async with database.transaction() as tx:
        chat, other = await keep_chat(tx, 1001), await keep_chat(tx, 1002)
        for exclusion in (TRANSPORT, TRANSPORT, OUTLET):
            await narrowing.exclude(tx, chat.id, exclusion)
        found = await narrowing.exclusions_of(tx, [chat.id, other.id])
        assert found == {(chat.id, 0): (OUTLET, TRANSPORT)}
        assert await narrowing.include(tx, chat.id, OUTLET) is True
        assert await narrowing.include(tx, chat.id, OUTLET) is False
        assert await narrowing.exclusions_of(tx, [chat.id]) == {(chat.id, 0): (TRANSPORT,)}
        await chats.forget(tx, chat.id)
        assert await narrowing.exclusions_of(tx, [chat.id]) == {}


async def test_words_belong_to_one_subscription(database: Database):
    words = Words(only=("rail", "نفت"), without=("oil price",))
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await subscriptions.add(tx, chat.id, PAIR)
        assert await subscriptions.set_words(tx, chat.id, PAIR, words) is True
        assert await subscriptions.set_words(tx, chat.id, Scope.of("GE"), words) is False
        (kept,) = await subscriptions.of_chat(tx, chat.id)
        assert kept.words == words
        await subscriptions.set_words(tx, chat.id, PAIR, Words())
        (kept,) = await subscriptions.of_chat(tx, chat.id)
    assert not kept.words


async def test_a_schedule_can_speak_on_quiet_days(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        schedule = await schedules.add(tx, chat.id, TIMING, cadence=Cadence.DAILY)
        assert schedule.tells_quiet is False
        await schedules.set_tells_quiet(tx, schedule, wanted=True)
        (kept,) = await schedules.of_chat(tx, chat.id)
    assert kept.tells_quiet is True
