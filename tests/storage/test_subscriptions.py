"""Subscriptions: one for each chat, topic and scope."""

from storage import chats, subscriptions
from storage.chats import ChatState
from storage.database import Database
from storage.dyad import Scope
from storage.subscriptions import Readership
from tests.factories import keep_chat

IRAN_AZERBAIJAN = Scope.of("IR", "AZ")
IRAN = Scope.of("IR")


async def test_subscribing_twice_is_subscribing_once(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        assert await subscriptions.add(tx, chat.id, IRAN_AZERBAIJAN) is True
        assert await subscriptions.add(tx, chat.id, Scope.of("AZ", "IR"), alerts=True) is False
        kept = await subscriptions.of_chat(tx, chat.id)
    assert [(kept.scope, kept.alerts, kept.thread_id) for kept in kept] == [
        (IRAN_AZERBAIJAN, False, None)
    ]


async def test_a_pair_and_its_country_are_two_subscriptions_oldest_first(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await subscriptions.add(tx, chat.id, IRAN_AZERBAIJAN)
        await subscriptions.add(tx, chat.id, IRAN)
        kept = await subscriptions.of_chat(tx, chat.id)
    assert [subscription.scope for subscription in kept] == [IRAN_AZERBAIJAN, IRAN]


async def test_topics_of_a_forum_subscribe_for_themselves(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx, -100, kind="supergroup")
        assert await subscriptions.add(tx, chat.id, IRAN, thread_id=7) is True
        assert await subscriptions.add(tx, chat.id, IRAN, thread_id=8) is True
        assert await subscriptions.add(tx, chat.id, IRAN) is True
        only = await subscriptions.of_chat(tx, chat.id, thread_id=7)
        assert [subscription.thread_id for subscription in only] == [7]
        assert await subscriptions.remove(tx, chat.id, IRAN, thread_id=7) is True
        left = await subscriptions.of_chat(tx, chat.id)
    assert [subscription.thread_id for subscription in left] == [8, None]


async def test_ending_what_is_not_subscribed_says_so(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await subscriptions.add(tx, chat.id, IRAN)
        assert await subscriptions.remove(tx, chat.id, IRAN) is True
        assert await subscriptions.remove(tx, chat.id, IRAN) is False


async def test_alerts_are_turned_on_and_off(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await subscriptions.add(tx, chat.id, IRAN)
        assert await subscriptions.set_alerts(tx, chat.id, IRAN, alerts=True) is True
        assert (await subscriptions.of_chat(tx, chat.id))[0].alerts is True
        assert await subscriptions.set_alerts(tx, chat.id, IRAN_AZERBAIJAN, alerts=True) is False


async def test_reach_counts_active_chats_once(database: Database):
    async with database.transaction() as tx:
        one, two, gone = [await keep_chat(tx, number) for number in (1, 2, 3)]
        for chat in (one, two, gone):
            await subscriptions.add(tx, chat.id, IRAN)
        await subscriptions.add(tx, one.id, IRAN_AZERBAIJAN)
        await chats.set_state(tx, gone.id, ChatState.BLOCKED)
        assert await subscriptions.reach(tx, [IRAN, IRAN_AZERBAIJAN]) == Readership(2, 0)
        assert await subscriptions.reach(tx, [IRAN_AZERBAIJAN]) == Readership(1, 0)
        assert await subscriptions.reach(tx, []) == Readership()
