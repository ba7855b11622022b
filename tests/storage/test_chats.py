"""Chats: known again by Telegram's number, moved when a group becomes a supergroup."""

from datetime import date

import pytest

from storage import chats, subscriptions
from storage.chats import ChatState
from storage.database import Database
from storage.dyad import Scope
from storage.errors import Missing
from tests.factories import NOW, keep_chat

IRAN_AZERBAIJAN = Scope.of("IR", "AZ")
TURKEY_GREECE = Scope.of("TR", "GR")


async def test_a_chat_is_kept_once_as_it_was_first_seen(database: Database):
    async with database.transaction() as tx:
        first = await keep_chat(tx, 1001)
        again = await keep_chat(tx, 1001, language="tr", today=date(2021, 1, 1))
        assert await chats.get(tx, 1001) == first
        assert await chats.by_id(tx, first.id) == first
    assert again == first
    assert first.state is ChatState.ACTIVE
    assert first.first_seen == NOW.date()


async def test_a_chat_never_seen_is_none(database: Database):
    async with database.reader() as reader:
        assert await chats.get(reader, 1001) is None
        with pytest.raises(Missing):
            await chats.by_id(reader, 1)


async def test_zone_language_and_state_are_kept(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await chats.set_zone(tx, chat.id, "Asia/Baku")
        await chats.set_language(tx, chat.id, "az")
        await chats.set_state(tx, chat.id, ChatState.STOPPED)
    async with database.reader() as reader:
        kept = await chats.by_id(reader, chat.id)
    assert (kept.zone, kept.language, kept.state) == ("Asia/Baku", "az", ChatState.STOPPED)


async def test_a_stopped_chat_stays_stopped_when_it_is_met_again(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await chats.set_state(tx, chat.id, ChatState.STOPPED)
        assert (await keep_chat(tx)).state is ChatState.STOPPED


async def test_settings_of_a_missing_chat_are_refused(database: Database):
    async with database.transaction() as tx:
        with pytest.raises(Missing):
            await chats.set_zone(tx, 99, "Asia/Baku")


async def test_numbers_of_supergroups_are_kept_whole(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx, -1002147483648000, kind="supergroup")
    assert chat.telegram_id == -1002147483648000


async def test_a_forgotten_chat_takes_all_that_hangs_on_it(database: Database):
    async with database.transaction() as tx:
        chat = await keep_chat(tx)
        await subscriptions.add(tx, chat.id, IRAN_AZERBAIJAN)
        await chats.forget(tx, chat.id)
        assert await chats.get(tx, chat.telegram_id) is None
        assert await subscriptions.of_chat(tx, chat.id) == []
