"""What is kept, a copy of it, and its end."""

import json
from datetime import UTC, datetime

from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from storage import editors, personal
from storage.editors import Role
from tests.chats.conftest import NOW
from tests.chats.talk import Talk


async def test_privacy_names_what_is_kept_how_long_and_the_way_out(reader: Talk) -> None:
    turn = await reader.send("/privacy")
    assert turn.has(r"Telegram id.*language.*\d+ days.*Nothing is sold or shared")
    assert turn.has("/mydata.*/forgetme")


async def test_my_data_is_a_file_of_all_rows_about_the_person(
    reader: Talk, simulator: Simulator
) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Baku")
    turn = await reader.send("/mydata")
    assert turn.has("Everything that is kept about you.*JSON")
    (sent,) = turn.new_messages
    assert sent.method == "sendDocument"
    document = sent.call.result["document"]
    assert document["file_name"] == "mydata.json"
    stored = simulator.world.files.by_id(document["file_id"])
    found = json.loads(stored.content)
    assert set(found) >= {"chats", "subscriptions", "schedules"}
    assert found["chats"][0]["telegram_id"] == 1003


async def test_about_somebody_new_there_is_nothing_to_send(reader: Talk) -> None:
    assert (await reader.send("/mydata")).has("Nothing is kept")


async def test_my_data_is_for_the_private_chat(reader: Talk, simulator: Simulator) -> None:
    chat = simulator.group(-100500, "Desk", kind="supergroup")
    turn = await reader.in_chat(chat).send(f"/mydata@{simulator.bot.username}")
    assert turn.has("private")
    assert [reply.method for reply in turn.new_messages] == ["sendMessage"]


async def test_forgetting_is_confirmed_complete_and_says_how_long_backups_live(
    reader: Talk, dragoman: Dragoman
) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Baku")
    assert (await reader.send("/forgetme")).has(r"\[Yes.*\[No")
    assert (await reader.tap("^Yes")).has(r"nothing is kept about you.*backup.{0,60}30 days")
    async with dragoman.services.database.reader() as store:
        assert await personal.everything(store, 1003) == {}
    assert (await reader.until(datetime(2020, 3, 9, 4, 30, tzinfo=UTC))).replies == []
    assert (await reader.send("/mydata")).has("Nothing is kept")


async def test_the_last_owner_is_told_to_name_another_one_first(
    reader: Talk, dragoman: Dragoman
) -> None:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 1003, Role.OWNER, by=None, at=NOW)
    await reader.send("/forgetme")
    assert (await reader.tap("^Yes")).has("last owner here.*/invite")
    async with dragoman.services.database.reader() as store:
        assert await editors.role_of(store, 1003) is Role.OWNER
