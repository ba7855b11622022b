import json

from storage import audit, drafts, editors, personal, subscriptions
from storage.dyad import Scope
from storage.editors import Role
from tests.factories import NOW, a_draft, keep_chat

PAIR = Scope.parse("AZ-IR")


async def everything(database, telegram_id: int = 1001):
    async with database.reader() as reader:
        return await personal.everything(reader, telegram_id)


async def test_all_that_a_reader_chose_is_there_and_nothing_of_others(database):
    async with database.transaction() as tx:
        for telegram_id in (1001, 1002):
            chat = await keep_chat(tx, telegram_id)
            await subscriptions.add(tx, chat.id, PAIR)
    found = await everything(database)
    assert set(found) == {"chats", "subscriptions"}
    assert [row["telegram_id"] for row in found["chats"]] == [1001]
    assert [(row["a"], row["b"]) for row in found["subscriptions"]] == [("AZ", "IR")]


async def test_what_an_editor_did_is_there_too(database):
    async with database.transaction() as tx:
        await editors.grant(tx, 1001, Role.EDITOR, by=None, at=NOW)
        await drafts.add(tx, a_draft(author_id=1001))
        await audit.record(tx, at=NOW, actor_id=1001, action="publish", subject="article:A")
        await audit.record(tx, at=NOW, actor_id=1002, action="publish", subject="article:B")
    found = await everything(database)
    assert set(found) == {"audit", "drafts", "editors"}
    assert len(found["audit"]) == 1


async def test_it_is_plain_json(database):
    async with database.transaction() as tx:
        await keep_chat(tx, 1001)
    assert json.loads(json.dumps(await everything(database)))["chats"][0]["first_seen"]


async def test_about_a_stranger_there_is_nothing(database):
    assert await everything(database, 9001) == {}
