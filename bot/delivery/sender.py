"""Sends one message through Telegram and names what became of it; its errors end here."""

import re
from dataclasses import dataclass
from functools import lru_cache, singledispatch
from typing import Any, Protocol

import orjson
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.errors import NotSent, Unanswered
from bot.delivery.outcomes import (
    Flood,
    Gone,
    Later,
    Moved,
    NotWritten,
    Outcome,
    Refused,
    Sent,
    TokenRefused,
    TopicClosed,
    Uncertain,
    Uneditable,
)
from bot.render import keyboards
from bot.render.message import Message, links_of
from bot.render.visible import words

# Refusals that mean that nobody is there to read, as the Bot API words them (400).
_NOBODY = re.compile(
    r"chat not found|chat_id is empty|group chat was deleted|PEER_ID_INVALID", re.IGNORECASE
)
# And those of 403 after which the chat does not come back by itself.
_FOR_GOOD = re.compile(r"deactivated|deleted", re.IGNORECASE)
_TOPIC = re.compile(r"TOPIC_CLOSED|TOPIC_DELETED|message thread not found", re.IGNORECASE)
_NOT_MODIFIED = re.compile(r"message is not modified", re.IGNORECASE)
_NOT_EDITABLE = re.compile(
    r"message to edit not found|message can't be edited|MESSAGE_ID_INVALID", re.IGNORECASE
)
_MARKUP = re.compile(r"can't parse entities", re.IGNORECASE)


# Messages kept in the form in which they go out: a digest of many is written once for all.
_LETTERS_KEPT = 128


class Messenger(Protocol):
    """What the sender needs of the transport."""

    async def call(self, method: str, parameters: bytes) -> Any:  # noqa: ANN401 - Telegram's JSON
        """Call a method of the Bot API with parameters written as JSON; return its result.

        Raises telegram's errors and those of our transport.
        """
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: where to, and whether it makes a sound."""

    telegram_id: int
    thread_id: int | None
    message: Message
    silent: bool = False
    plain: bool = False  # the words alone, where Telegram stumbled over the HTML
    edits: int | None = None  # the message that it changes, where it is no new one
    replies_to: int | None = None  # the message that it answers
    in_channel: bool = False  # where only admins could press our buttons, so there are none


class Sender:
    """Sends parcels; every failure comes back as an outcome."""

    def __init__(self, messenger: Messenger, *, is_paid: bool = False) -> None:
        """With `is_paid`, each message costs Telegram Stars and passes its limits on broadcasts."""
        self._messenger = messenger
        self._is_paid = is_paid

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once to send a parcel."""
        try:
            if parcel.edits is not None:
                await self._messenger.call("editMessageText", _written(parcel))
                return Sent(parcel.edits)
            parameters = _written(parcel, is_paid=self._is_paid)
            sent = await self._messenger.call("sendMessage", parameters)
        except TelegramError as error:
            return _named(error) if parcel.edits is None else _named_of_edit(error, parcel.edits)
        return Sent(int(sent["message_id"]))


def _written(parcel: Parcel, *, is_paid: bool = False) -> bytes:
    """Write a parcel's parameters: the chat's own, and behind them those that many share."""
    own: dict[str, object] = {"chat_id": parcel.telegram_id}
    if parcel.edits is not None:
        own["message_id"] = parcel.edits
    elif parcel.thread_id is not None:
        own["message_thread_id"] = parcel.thread_id
    if parcel.replies_to is not None:
        # Whoever has deleted it is told all the same.
        own["reply_parameters"] = {
            "message_id": parcel.replies_to,
            "allow_sending_without_reply": True,
        }
    if parcel.silent and parcel.edits is None:
        own["disable_notification"] = True
    if is_paid:
        own["allow_paid_broadcast"] = True
    letter = _letter(parcel.message, plain=parcel.plain, in_channel=parcel.in_channel)
    return orjson.dumps(own)[:-1] + b"," + letter[1:]


@lru_cache(_LETTERS_KEPT)
def _letter(message: Message, *, plain: bool, in_channel: bool) -> bytes:
    """Write what a message says, whoever gets it."""
    letter: dict[str, object] = {
        "text": words(message.html) if plain else str(message.html),
        "link_preview_options": {"is_disabled": not message.preview},
    }
    if not plain:
        letter["parse_mode"] = ParseMode.HTML
    rows = links_of(message.buttons) if in_channel else message.buttons
    if (keyboard := keyboards.as_json(rows)) is not None:
        letter["reply_markup"] = keyboard
    return orjson.dumps(letter)


def _named_of_edit(error: TelegramError, message_id: int) -> Outcome:
    """Name what became of an edit; one that changes nothing was made before."""
    if isinstance(error, BadRequest):
        if _NOT_MODIFIED.search(str(error)):
            return Sent(message_id)
        if _NOT_EDITABLE.search(str(error)):
            return Uneditable(str(error))
    return _named(error)


@singledispatch
def _named(error: Exception) -> Outcome:
    # NetworkError: Telegram answered with 5xx. Whatever else there is, the message was not taken.
    return Later(f"{type(error).__name__}: {error}")


@_named.register
def _(_: InvalidToken) -> Outcome:
    return TokenRefused()


@_named.register
def _(_: NotSent) -> Outcome:
    return NotWritten()


# A time-out that our transport did not judge may have come after the request was written.
@_named.register
def _(_: Unanswered | TimedOut) -> Outcome:
    return Uncertain()


@_named.register
def _(error: RetryAfter) -> Outcome:
    wait = error.retry_after
    return Flood(float(wait) if isinstance(wait, int) else wait.total_seconds())


@_named.register
def _(error: ChatMigrated) -> Outcome:
    return Moved(error.new_chat_id)


@_named.register
def _(error: Forbidden) -> Outcome:
    return Gone(str(error), for_good=bool(_FOR_GOOD.search(str(error))))


@_named.register
def _(error: BadRequest) -> Outcome:
    if _NOBODY.search(str(error)):
        return Gone(str(error), for_good=True)
    if _TOPIC.search(str(error)):
        return TopicClosed(str(error))
    return Refused(str(error), markup=bool(_MARKUP.search(str(error))))
