"""Sends one message through Telegram and names what became of it; its errors end here."""

import re
from dataclasses import dataclass
from functools import singledispatch
from typing import Protocol

from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
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
    Uncertain,
)
from bot.render import keyboards
from bot.render.message import Message
from bot.render.visible import words

# Refusals that mean that nobody is there to read, as the Bot API words them (400).
_NOBODY = re.compile(
    r"chat not found|chat_id is empty|group chat was deleted|PEER_ID_INVALID", re.IGNORECASE
)
# And those of 403 after which the chat does not come back by itself.
_FOR_GOOD = re.compile(r"deactivated|deleted", re.IGNORECASE)
_MARKUP = re.compile(r"can't parse entities", re.IGNORECASE)


class _SentMessage(Protocol):
    @property
    def message_id(self) -> int: ...


class Messenger(Protocol):
    """What the sender needs of `telegram.Bot`."""

    async def send_message(  # noqa: PLR0913 (the library's own form)
        self,
        chat_id: int,
        text: str,
        *,
        parse_mode: str | None,
        reply_markup: InlineKeyboardMarkup | None,
        link_preview_options: LinkPreviewOptions,
        disable_notification: bool,
        message_thread_id: int | None,
    ) -> _SentMessage:
        """Send a text message; raises telegram's errors and those of our transport."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: where to, and whether it makes a sound."""

    telegram_id: int
    thread_id: int | None
    message: Message
    silent: bool = False
    plain: bool = False  # the words alone, where Telegram stumbled over the HTML


class Sender:
    """Sends parcels; every failure comes back as an outcome."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once to send a parcel."""
        try:
            sent = await self._messenger.send_message(
                parcel.telegram_id,
                words(parcel.message.html) if parcel.plain else parcel.message.html,
                parse_mode=None if parcel.plain else ParseMode.HTML,
                reply_markup=keyboards.markup(parcel.message.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=not parcel.message.preview),
                disable_notification=parcel.silent,
                message_thread_id=parcel.thread_id,
            )
        except TelegramError as error:
            return _named(error)
        return Sent(sent.message_id)


@singledispatch
def _named(error: Exception) -> Outcome:
    # NetworkError: Telegram answered with 5xx. Whatever else there is, the message was not taken.
    return Later(f"{type(error).__name__}: {error}")


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
    return Refused(str(error), markup=bool(_MARKUP.search(str(error))))
