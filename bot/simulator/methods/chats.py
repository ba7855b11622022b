"""Chats and who is in them."""

from bot.simulator.errors import BadRequest
from bot.simulator.methods.request import Method, Request
from bot.simulator.people import Chat, Json, Person, member_json
from bot.simulator.world import World

# What ChatFullInfo always has; the numbers are those of a chat that nobody decorated.
_ALWAYS: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False
    )
    | {"gifts_from_channels": False},
}
_ADMINS = ("creator", "administrator")
_HERE = frozenset({"creator", "administrator", "member", "restricted"})


async def get_chat(world: World, request: Request) -> Json:
    """Return all about a chat."""
    chat = world.readable(request.parameters["chat_id"])
    full = chat.json | _ALWAYS
    if chat.pinned:
        pinned = world.messages.get(chat.id, chat.pinned[-1])
        if pinned is not None:
            full["pinned_message"] = pinned.json
    return full


async def get_chat_member(world: World, request: Request) -> Json:
    """Return what a user is in a chat."""
    chat = world.readable(request.parameters["chat_id"])
    user = world.people.get(request.parameters["user_id"])
    if user is None:
        raise BadRequest("user not found")
    return member_json(user, _status(world, chat, user))


async def get_chat_administrators(world: World, request: Request) -> list[Json]:
    """Return who runs a group or channel; other bots are left out, this one is not."""
    chat = world.readable(request.parameters["chat_id"])
    if chat.kind == "private":
        raise BadRequest("there are no administrators in the private chat")
    return [
        member_json(user, status) for user, status in _everybody(world, chat) if status in _ADMINS
    ]


async def get_chat_member_count(world: World, request: Request) -> int:
    """Return how many are in a chat, the bot included."""
    chat = world.readable(request.parameters["chat_id"])
    return sum(status in _HERE for _, status in _everybody(world, chat))


async def leave_chat(world: World, request: Request) -> bool:
    """Leave a group or channel."""
    chat = world.readable(request.parameters["chat_id"])
    if chat.kind == "private":
        raise BadRequest("chat member status can't be changed in private chats")
    old, chat.bot_status = chat.bot_status, "left"
    change: Json = {
        "chat": chat.json,
        "from": world.bot.json,
        "date": world.clock.seconds(),
        "old_chat_member": member_json(world.bot, old),
        "new_chat_member": member_json(world.bot, "left"),
    }
    world.updates.add("my_chat_member", change, chat.id)
    return True


async def send_chat_action(world: World, request: Request) -> bool:
    """Show that the bot is at work."""
    world.writable(request.parameters["chat_id"])
    return True


def _everybody(world: World, chat: Chat) -> list[tuple[Person, str]]:
    users = {user_id: status for user_id, status in chat.members.items() if user_id in world.people}
    if chat.person is not None:
        users[chat.person.id] = "member"
    users[world.bot.id] = chat.bot_status
    return [(world.people[user_id], status) for user_id, status in users.items()]


def _status(world: World, chat: Chat, user: Person) -> str:
    return next((status for each, status in _everybody(world, chat) if each.id == user.id), "left")


METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "sendChatAction": send_chat_action,
}
