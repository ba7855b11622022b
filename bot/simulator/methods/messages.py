"""What is done with messages that are there: deleting, pinning, reacting, passing on."""

from bot.simulator.access import can_pin
from bot.simulator.errors import BadRequest
from bot.simulator.messages import DELETABLE_S, StoredMessage
from bot.simulator.methods.request import Method, Request
from bot.simulator.outgoing import caption_content, send, shallow
from bot.simulator.people import Chat, Json
from bot.simulator.world import World

# What makes up the content of a message, as copies and forwards carry it on.
_CONTENT = (
    "text", "entities", "link_preview_options", "photo", "document", "voice", "sticker",
    "caption", "caption_entities",
)  # fmt: skip


async def delete_message(world: World, request: Request) -> bool:
    """Delete one message."""
    chat = world.writable(request.parameters["chat_id"])
    message = world.messages.get(chat.id, request.parameters["message_id"])
    if message is None:
        raise BadRequest("message to delete not found")
    _check_deletable(world, chat, message)
    world.messages.remove(chat.id, [message.message_id])
    return True


async def delete_messages(world: World, request: Request) -> bool:
    """Delete several messages; those that are gone already are passed over."""
    chat = world.writable(request.parameters["chat_id"])
    found = [world.messages.get(chat.id, each) for each in request.parameters["message_ids"]]
    messages = [message for message in found if message is not None]
    for message in messages:
        _check_deletable(world, chat, message)
    world.messages.remove(chat.id, [message.message_id for message in messages])
    return True


async def pin_chat_message(world: World, request: Request) -> bool:
    """Put a message on top of a chat."""
    chat = world.writable(request.parameters["chat_id"])
    if not can_pin(chat):
        raise BadRequest("not enough rights to manage pinned messages in the chat")
    message = world.messages.get(chat.id, request.parameters["message_id"])
    if message is None:
        raise BadRequest("message to pin not found")
    chat.pinned = [each for each in chat.pinned if each != message.message_id]
    chat.pinned.append(message.message_id)
    world.post(chat, world.bot, {"pinned_message": shallow(message.json)})
    return True


async def unpin_chat_message(world: World, request: Request) -> bool:
    """Take down one pinned message, the newest if none is named."""
    chat = world.writable(request.parameters["chat_id"])
    if not can_pin(chat):
        raise BadRequest("not enough rights to manage pinned messages in the chat")
    wanted = request.parameters.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if wanted not in chat.pinned:
        raise BadRequest("message to unpin not found")
    chat.pinned.remove(wanted)
    return True


async def unpin_all_chat_messages(world: World, request: Request) -> bool:
    """Take down all pinned messages."""
    chat = world.writable(request.parameters["chat_id"])
    if not can_pin(chat):
        raise BadRequest("not enough rights to manage pinned messages in the chat")
    chat.pinned.clear()
    return True


async def set_message_reaction(world: World, request: Request) -> bool:
    """React to a message; an empty list takes the reaction back."""
    chat = world.writable(request.parameters["chat_id"])
    message = world.messages.get(chat.id, request.parameters["message_id"])
    if message is None:
        raise BadRequest("message to react not found")
    message.reactions = list(request.parameters.get("reaction") or ())
    return True


async def forward_message(world: World, request: Request) -> Json:
    """Send a message on with its origin."""
    chat = world.writable(request.parameters["chat_id"])
    message = _source(world, request, "forward")
    content = {"forward_origin": _origin(message)} | _content(message)
    return send(world, chat, content, request.parameters).json


async def copy_message(world: World, request: Request) -> Json:
    """Send a message's content anew, without its origin."""
    chat = world.writable(request.parameters["chat_id"])
    message = _source(world, request, "copy")
    content = _content(message)
    if "caption" in request.parameters and message.media is not None:
        content = {key: each for key, each in content.items() if not key.startswith("caption")}
        content |= caption_content(world, request.parameters)
    return {"message_id": send(world, chat, content, request.parameters).message_id}


def _check_deletable(world: World, chat: Chat, message: StoredMessage) -> None:
    if chat.bot_status == "administrator":
        return
    if not message.from_bot and chat.kind != "private":
        raise BadRequest("message can't be deleted")
    if world.clock.seconds() - message.json["date"] > DELETABLE_S:
        raise BadRequest("message can't be deleted for everyone")


def _source(world: World, request: Request, doing: str) -> StoredMessage:
    chat = world.readable(request.parameters["from_chat_id"])
    message = world.messages.get(chat.id, request.parameters["message_id"])
    if message is None:
        raise BadRequest(f"message to {doing} not found")
    content = _content(message)
    if not content or message.json.get("has_protected_content"):
        done = {"forward": "forwarded", "copy": "copied"}[doing]
        raise BadRequest(f"message can't be {done}")
    return message


def _content(message: StoredMessage) -> Json:
    return {key: message.json[key] for key in _CONTENT if key in message.json}


def _origin(message: StoredMessage) -> Json:
    if "forward_origin" in message.json:
        origin: Json = message.json["forward_origin"]
        return origin
    when: Json = {"date": message.json["date"]}
    if message.chat.kind == "channel":
        place = {"chat": message.chat.json, "message_id": message.message_id}
        return when | {"type": "channel"} | place
    return when | {"type": "user", "sender_user": message.json["from"]}


METHODS: dict[str, Method] = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
