"""Editors see reach and delivery in numbers that point at nobody."""

import pytest

from handlers.app import Dragoman
from storage import chats, editors
from storage.chats import ChatState
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk
from tests.factories import keep_chat


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
    return reader.as_person(2001, name="editor")


async def test_small_numbers_are_not_told(editor: Talk) -> None:
    turn = await editor.send("/stats")
    assert len(turn.new_messages) == 1
    assert turn.has("Following: under 5 · blocked or gone: under 5")
    assert turn.has("Delivered: under 5")


async def test_blocked_chats_are_counted(editor: Talk, dragoman: Dragoman) -> None:
    async with dragoman.services.database.transaction() as tx:
        for number in range(5):
            chat = await keep_chat(tx, 7001 + number)
            await chats.set_state(tx, chat.id, ChatState.BLOCKED)
    assert (await editor.send("/stats")).has("blocked or gone: 5")


async def test_an_article_s_reach_stands_beside_its_messages(editor: Talk) -> None:
    turn = await editor.send("/stats A01")
    assert turn.has("military.*Edited: 0.*Readers of its pairs now: under 5 in digests")
    assert turn.has("Blocked or gone, of all readers: under 5.*not read")
    assert (await editor.send("/stats nowhere")).has("no published article")


async def test_to_readers_it_does_not_exist(reader: Talk) -> None:
    turn = await reader.send("/stats")
    assert not turn.has("Delivered|Following")
