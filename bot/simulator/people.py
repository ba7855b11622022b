"""Who there is: persons, the bot itself, chats, their members and topics."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["private", "group", "supergroup", "channel"]

GENERAL_TOPIC = 1  # "General" has this thread id, and messages in it carry none

# What an administrator may do; Telegram always sends all of them.
ADMIN_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages",
    "can_invite_users", "can_restrict_members", "can_promote_members", "can_manage_video_chats",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "is_anonymous",
)  # fmt: skip
MEMBER_RIGHTS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_react_to_messages", "can_edit_tag",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A user of Telegram, people and bots alike."""

    id: int
    name: str
    language: str | None = None
    username: str | None = None
    is_bot: bool = False

    @property
    def json(self) -> Json:
        """Return the `User` object of the Bot API."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language:
            user["language_code"] = self.language
        return user


@dataclass(slots=True)
class Topic:
    """One thread of a forum."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A place where messages are; `bot_status` is the bot's ChatMember status in it.

    In a private chat `started` says whether the person ever wrote, and `bot_status` "kicked"
    that the person blocked the bot.
    """

    id: int
    kind: Kind
    title: str | None = None
    username: str | None = None
    person: Person | None = None
    forum: bool = False
    bot_status: str = "member"
    started: bool = False
    gone: bool = False
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def json(self) -> Json:
        """Return the `Chat` object of the Bot API."""
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            chat["first_name"] = self.person.name
        if self.title is not None:
            chat["title"] = self.title
        if self.username is not None:
            chat["username"] = self.username
        if self.forum:
            chat["is_forum"] = True
        return chat

    @property
    def instance(self) -> str:
        """Return the id that callback queries carry: the same for all buttons of a chat."""
        return str((self.id * 2654435761 + 97) & 0x7FFF_FFFF_FFFF_FFFF)


def member_json(user: Person, status: str) -> Json:
    """Return the `ChatMember` object that belongs to a status."""
    member: Json = {"user": user.json, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= dict.fromkeys(ADMIN_RIGHTS, False) | {"can_manage_chat": True}
    elif status == "restricted":
        member |= dict.fromkeys(MEMBER_RIGHTS, False) | {"is_member": True, "until_date": 0}
    elif status == "kicked":
        member["until_date"] = 0
    return member
