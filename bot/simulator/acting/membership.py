"""Who comes and goes: the bot in chats, people in groups, groups into supergroups, topics."""

from bot.simulator.people import GENERAL_TOPIC, Chat, Json, Person, Topic, member_json
from bot.simulator.world import World

BOT_STATUSES = frozenset({"member", "administrator", "restricted", "left", "kicked"})
_SERVICE_KINDS = ("group", "supergroup")


def set_bot(world: World, chat: Chat, status: str, by: Person | None = None) -> int | None:
    """Change what the bot is in a chat; in a private chat "kicked" is blocking.

    "deactivated" ends a person's account and "deleted" a group, of which the bot hears nothing.
    """
    if status in ("deactivated", "deleted"):
        chat.gone = True
        return None
    if status not in BOT_STATUSES:
        raise ValueError(f"unknown status {status!r}, known: {', '.join(sorted(BOT_STATUSES))}")
    old, chat.bot_status = chat.bot_status, status
    who = by or chat.person or _somebody(world, chat)
    if chat.kind == "private":
        chat.started = True
    return world.updates.add(
        "my_chat_member", _change(world, chat, who, world.bot, (old, status)), chat.id
    )


def set_person(world: World, chat: Chat, person: Person, status: str) -> int | None:
    """Change what a person is in a group; the bot hears of it only if it asked for such."""
    old = chat.members.get(person.id, "left")
    chat.members[person.id] = status
    change = _change(world, chat, _somebody(world, chat), person, (old, status))
    return world.updates.add("chat_member", change, chat.id)


def let_back_in(world: World, chat: Chat) -> None:
    """Start a private chat; somebody who writes to a blocked bot unblocks it first."""
    if chat.kind != "private":
        return
    if chat.bot_status == "kicked":
        set_bot(world, chat, "member")
    chat.started = True


def migrate(world: World, chat: Chat, new_id: int) -> int | None:
    """Make a supergroup of a group: a service message in the old chat and one in the new."""
    if chat.kind != "group" or new_id in world.chats:
        raise ValueError("only a basic group can become a supergroup, under an id that is free")
    new = Chat(new_id, "supergroup", title=chat.title, bot_status=chat.bot_status)
    new.members = dict(chat.members)
    world.chats[new_id] = new
    who = _somebody(world, chat)
    left = world.post(chat, who, {"migrate_to_chat_id": new_id})
    chat.migrated_to = new_id
    came = world.post(new, who, {"migrate_from_chat_id": chat.id})
    world.updates.add("message", left.json, chat.id)
    return world.updates.add("message", came.json, new_id)


def topic(world: World, chat: Chat, thread_id: int, name: str | None = None) -> Topic:
    """Return a topic of a forum; it is made if there is none yet, with its first message.

    A topic's thread id is the id of the service message that opened it.
    """
    if not chat.forum:
        raise ValueError("only a forum has topics")
    if thread_id in chat.topics:
        return chat.topics[thread_id]
    made = chat.topics[thread_id] = Topic(thread_id, name or f"Topic {thread_id}")
    if thread_id != GENERAL_TOPIC and world.messages.get(chat.id, thread_id) is None:
        opening = {"name": made.name, "icon_color": 7322096}
        fields: Json = {
            "message_id": thread_id,
            "message_thread_id": thread_id,
            "is_topic_message": True,
            "forum_topic_created": opening,
        }
        world.post(chat, _somebody(world, chat), fields)
        world.messages.keep_free(chat, thread_id)
    return made


def set_topic(world: World, chat: Chat, topic: Topic, *, closed: bool, deleted: bool) -> int | None:
    """Close, reopen or delete a topic; but for a deletion, a service message there tells of it."""
    was_closed, topic.closed, topic.deleted = topic.closed, closed, deleted
    if deleted or was_closed == closed or chat.bot_status not in ("member", "administrator"):
        return None
    told = "forum_topic_closed" if closed else "forum_topic_reopened"
    fields: Json = {told: {}}
    if topic.id != GENERAL_TOPIC:
        fields |= {"message_thread_id": topic.id, "is_topic_message": True}
    posted = world.post(chat, _somebody(world, chat), fields)
    return world.updates.add("message", posted.json, chat.id)


def _somebody(world: World, chat: Chat) -> Person:
    """Return who stands behind a change: the first member known, else an invented owner."""
    for user_id in chat.members:
        if user_id != world.bot.id and user_id in world.people:
            return world.people[user_id]
    return world.people.setdefault(777_001, Person(777_001, "Owner"))


def _change(world: World, chat: Chat, by: Person, whom: Person, statuses: tuple[str, str]) -> Json:
    old, new = statuses
    return {
        "chat": chat.json,
        "from": by.json,
        "date": world.clock.seconds(),
        "old_chat_member": member_json(whom, old),
        "new_chat_member": member_json(whom, new),
    }
