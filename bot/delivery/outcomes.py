"""What can become of one send, as values: sent, or one of the families that share a fate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took the message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Flood:
    """Too many requests: not sent, and nothing may be pushed for so long."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class NotWritten:
    """The request never left us: not sent, and no fault of the message."""


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """Telegram does not know the bot's token (401, 404): not sent, and no fault of the message."""


@dataclass(frozen=True, slots=True)
class Later:
    """Telegram failed (5xx): not sent, and trying later may help."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request was written and no answer came: it may have been sent."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat can't be written to; `for_good` where it won't come back by itself."""

    why: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id: not sent."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram does not take this message; `markup` where it stumbled over the HTML."""

    why: str
    markup: bool = False


@dataclass(frozen=True, slots=True)
class TopicClosed:
    """The forum's topic is closed or deleted, its other topics may be open: not sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Uneditable:
    """The message to be edited is deleted or may not be edited any more."""

    why: str


Outcome = (
    Sent
    | Flood
    | NotWritten
    | TokenRefused
    | Later
    | Uncertain
    | Gone
    | Moved
    | Refused
    | TopicClosed
    | Uneditable
)
