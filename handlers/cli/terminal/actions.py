"""What a line of the demo's script may ask for."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a person may do in the newsroom; in the demo alone."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    OWNER = "owner"


class Place(StrEnum):
    """Where the current person writes."""

    PRIVATE = "private"
    GROUP = "group"
    TOPIC = "topic"  # a thread of a supergroup with topics
    CHANNEL = "channel"


class Membership(StrEnum):
    """Whether the bot may write in the current chat."""

    KICKED = "kicked"  # in a private chat: blocked
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Say:
    """Send the text as the current person in the current chat, also as a reply to the bot."""

    text: str
    reply: bool = False


@dataclass(frozen=True, slots=True)
class Become:
    """Let another person act from here on."""

    person_id: int
    name: str | None = None
    language: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """Let what follows happen in that chat; a private chat has no id of its own."""

    place: Place
    chat_id: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """Press the first button of the bot's newest message whose label fits."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TapNumber:
    """Press the button that the terminal showed with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Press:
    """Send callback data as it stands."""

    data: str


@dataclass(frozen=True, slots=True)
class Inline:
    """Ask the bot from inside any chat."""

    query: str


@dataclass(frozen=True, slots=True)
class ShareLocation:
    """Share where one is, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a file from the disk."""

    path: str
    caption: str


@dataclass(frozen=True, slots=True)
class Forward:
    """Forward a post of somebody else."""

    origin: str
    text: str


@dataclass(frozen=True, slots=True)
class MoveClock:
    """Move both clocks to a moment or on by a step."""

    to: datetime | None = None
    by: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Restart:
    """Stop the bot, as SIGTERM does or (`kill`) as kill -9 does, and start it again."""

    kill: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Let Telegram fail the next calls."""

    kind: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    """Change whether the bot may write in the current chat."""

    status: Membership


class TopicFate(StrEnum):
    """What can be done to the current topic of a forum."""

    CLOSED = "closed"
    OPEN = "open"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class SetTopic:
    """Close, open or delete the current topic."""

    fate: TopicFate


@dataclass(frozen=True, slots=True)
class Migrate:
    """Turn the current group into a supergroup."""

    new_id: int


@dataclass(frozen=True, slots=True)
class Leave:
    """End the chat."""


@dataclass(frozen=True, slots=True)
class Explain:
    """Show what lines there are."""


Action = (
    Say
    | Become
    | Go
    | Tap
    | TapNumber
    | Press
    | Inline
    | ShareLocation
    | SendFile
    | Forward
    | MoveClock
    | Restart
    | Fault
    | Member
    | SetTopic
    | Migrate
    | Leave
    | Explain
)
