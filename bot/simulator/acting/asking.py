"""People press buttons and type inline queries."""

from bot.simulator.acting.speech import Place, arrive
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Json, Person
from bot.simulator.world import World

DATA_BYTES = 64  # CallbackQuery.data is what the button carried: 1-64 bytes


def press(world: World, person: Person, message: StoredMessage | None, data: str) -> int | None:
    """Press a button, or send data as if there were such a button.

    Without a message it was one of the private chat's that is long gone.
    """
    if not 1 <= len(data.encode()) <= DATA_BYTES:
        raise ValueError("callback data has 1-64 bytes")
    query = world.queries.ask("callback", person.id, world.clock.monotonic())
    chat = message.chat if message else world.private(person)
    message_id = message.message_id if message else 1
    kept = world.messages.get(chat.id, message_id) if message else None
    # A deleted message is an InaccessibleMessage, whose date is always 0.
    gone: Json = {"chat": chat.json, "message_id": message_id, "date": 0}
    shown = gone if kept is None else kept.json
    content: Json = {
        "id": query.id,
        "from": person.json,
        "chat_instance": chat.instance,
        "data": data,
    }
    inline_id = message.inline_id if message else None
    content |= {"inline_message_id": inline_id} if inline_id else {"message": shown}
    return world.updates.add("callback_query", content, chat.id)


def choose(world: World, person: Person, result_id: str, place: Place) -> int | None:
    """Send one of the results that the person looks at; ValueError if there is no such."""
    answer = world.queries.newest_answer(person.id) or {}
    content = answer.get("contents", {}).get(result_id)
    if content is None:
        raise ValueError(f"the bot offers no result {result_id!r}")
    update_id = arrive(world, person, content | {"via_bot": world.bot.json}, place)
    sent = world.messages.of_chat(place.chat.id)[-1]
    sent.inline_id = f"inline-{place.chat.id}-{sent.message_id}"
    return update_id


def inline(world: World, person: Person, text: str, offset: str = "") -> int | None:
    """Type an inline query in some other chat."""
    query = world.queries.ask("inline", person.id, world.clock.monotonic())
    content: Json = {
        "id": query.id,
        "from": person.json,
        "query": text,
        "offset": offset,
        "chat_type": "sender",
    }
    return world.updates.add("inline_query", content, person.id)
