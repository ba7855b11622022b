import json

import pytest
from sqlalchemy import select

from storage import audit, chats, drafts, editors, personal, subscriptions
from storage.dyad import Scope
from storage.editors import Role
from storage.errors import Conflict
from storage.models import metadata
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


async def test_forgetting_leaves_no_row_that_names_the_person(database):
    async with database.transaction() as tx:
        await editors.grant(tx, 3001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 1001, Role.EDITOR, by=3001, at=NOW)
        await editors.grant(tx, 1002, Role.EDITOR, by=1001, at=NOW)
        await subscriptions.add(tx, (await keep_chat(tx, 1001)).id, PAIR)
        group = await keep_chat(tx, -100, kind="group")
        await chats.set_ordered_by(tx, group.id, 1001)
        await drafts.add(tx, a_draft(author_id=1001))
        await audit.record(
            tx, at=NOW, actor_id=1002, action="accept", subject="person:1002", detail={"by": 1001}
        )
        await audit.record(tx, at=NOW, actor_id=1001, action="accept", subject="person:1001")
        await personal.forget(tx, 1001)
    assert await everything(database, 1001) == {}
    async with database.reader() as reader:
        for table in metadata.sorted_tables:
            rows = [str(dict(row._mapping)) for row in await reader.rows(select(table))]
            assert not [row for row in rows if "1001" in row], table.name
        assert [entry.actor_id for entry in await audit.recent(reader, limit=9)] == [0, 1002]


async def test_the_last_owner_is_not_forgotten(database):
    async with database.transaction() as tx:
        await editors.grant(tx, 1001, Role.OWNER, by=None, at=NOW)
    with pytest.raises(Conflict):
        async with database.transaction() as tx:
            await personal.forget(tx, 1001)
    assert set(await everything(database)) == {"editors"}
