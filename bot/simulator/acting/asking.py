"""People press buttons and type inline queries."""

from bot.simulator.messages import StoredMessage
from bot.simulator.people import Json, Person
from bot.simulator.world import World

DATA_BYTES = 64  # CallbackQuery.data is what the button carried: 1-64 bytes


def press(world: World, person: Person, message: StoredMessage, data: str) -> int | None:
    """Press a button, or send data as if there were such a button."""
    if not 1 <= len(data.encode()) <= DATA_BYTES:
        raise ValueError("callback data has 1-64 bytes")
    query = world.queries.ask("callback", person.id, world.clock.monotonic())
    chat = message.chat
    shown: Json = message.json
    if world.messages.get(chat.id, message.message_id) is None:
        # A deleted message is an InaccessibleMessage, whose date is always 0.
        shown = {"chat": chat.json, "message_id": message.message_id, "date": 0}
    content: Json = {
        "id": query.id,
        "from": person.json,
        "message": shown,
        "chat_instance": chat.instance,
        "data": data,
    }
    return world.updates.add("callback_query", content, chat.id)


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
