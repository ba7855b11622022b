"""What is kept, a copy of it, and its end."""

import json

from bot.simulator.simulator import Simulator
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
