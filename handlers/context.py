"""One update as handlers see it: who asked, where, with what words; and how to answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from telegram import Bot, ReplyParameters, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.delivery.errors import Unanswered
from bot.errors import NotAllowed
from bot.render.callback_data import Pressed, on_behalf
from bot.render.i18n import Catalogue
from bot.render.keyboards import NO_KEYBOARD, as_json, location_keyboard
from bot.render.message import Button, Html, Message, Rows
from bot.services import Services
from handlers.admins import Admins
from storage import editors
from storage.chats import Chat, Kind
from storage.editors import Role

_NOT_MODIFIED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited")
_KINDS: dict[str, Kind] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}
# Somebody who waits for an answer waits this long at most; a push takes its turn again later.
LONGEST_PAUSE_S = 5
_PAUSES_S = (0.5, 2.0)
_NO_PREVIEW = {"is_disabled": True}

_Result = TypeVar("_Result")


class Audience(Enum):
    """Who sees a command, and for whom it works."""

    EVERYBODY = "everybody"
    PRIVATE = "private"  # personal: in groups it points to the private chat
    EDITORS = "editors"  # to everybody else it does not exist
    NOBODY = "nobody"  # works, and is not listed


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table of commands; its help line is the key `command.<name>`."""

    name: str
    handle: "Callable[[Asked], Awaitable[None]]"
    audience: Audience = Audience.EVERYBODY
    aliases: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()  # aliases that say what it does: `/quiet 22-7`
    for_channels: bool = False  # `/settings @channel` acts for the channel

    @property
    def is_hidden(self) -> bool:
        """Whether it does not exist for readers."""
        return self.audience is Audience.EDITORS

    @property
    def is_for_groups(self) -> bool:
        """Whether it works where others read the answer."""
        return self.audience not in (Audience.PRIVATE, Audience.EDITORS)


@dataclass(slots=True)
class Asked:
    """What one update asks: the words behind the command, or the button that was pressed."""

    services: Services
    bot: Bot
    update: Update
    catalogue: Catalogue
    now: datetime
    admins: Admins
    commands: tuple[Command, ...] = ()
    words: str = ""
    pressed: Pressed | None = None
    acting_for: Chat | None = None  # the channel that this is about, in its admin's private chat
    _role: Role | None = None
    _role_known: bool = False
    _answered: bool = field(default=False)

    @property
    def chat_id(self) -> int:
        """The chat's id on Telegram."""
        chat = self.update.effective_chat
        return chat.id if chat else self.person_id

    @property
    def chat_kind(self) -> str:
        """private, group, supergroup or channel."""
        chat = self.update.effective_chat
        return str(chat.type) if chat else ChatType.PRIVATE

    @property
    def kind(self) -> Kind:
        """The chat's kind as the store keeps it."""
        return _KINDS.get(self.chat_kind, "private")

    @property
    def is_private(self) -> bool:
        """Whether only this person reads the answer."""
        return self.chat_kind == ChatType.PRIVATE

    @property
    def takes_plain_answers(self) -> bool:
        """Whether a text without a command would answer: in private, about this very chat."""
        return self.is_private and self.acting_for is None

    @property
    def person_id(self) -> int:
        """The numeric id of who acted, on which all rights hang; 0 where a chat speaks."""
        user = self.update.effective_user
        return user.id if user else 0

    @property
    def speaks_as_group(self) -> bool:
        """Whether an admin wrote this in the group's own name."""
        message = self.message
        sender = message.sender_chat if message is not None and self.pressed is None else None
        return sender is not None and sender.id == self.chat_id

    @property
    def language(self) -> str | None:
        """The language that the person's client names."""
        user = self.update.effective_user
        return user.language_code if user else None

    @property
    def message(self) -> TelegramMessage | None:
        """The message that was sent, or that carries the pressed button."""
        return self.update.effective_message

    @property
    def thread_id(self) -> int | None:
        """The forum topic, where the message stands in one."""
        message = self.message
        if message is None or not message.is_topic_message:
            return None
        return message.message_thread_id

    async def role(self) -> Role | None:
        """Return the person's role in the newsroom, read from the store once an update."""
        if not self._role_known:
            async with self.services.database.reader() as reader:
                self._role = await editors.role_of(reader, self.person_id)
            self._role_known = True
            if self._role is not None:
                # Who has one is likely to send something to be read.
                self.services.sources.wake()
        return self._role

    async def is_editor(self) -> bool:
        """Whether the person may publish."""
        return await self.role() in (Role.EDITOR, Role.OWNER)

    async def require_editor(self) -> None:
        """Refuse everybody who may not publish, in the words for what does not exist."""
        if not await self.is_editor():
            raise NotAllowed("error.button_old" if self.pressed else "unknown.command")

    async def reply(
        self, message: Message, *, quote: ReplyParameters | None = None
    ) -> TelegramMessage:
        """Answer with a new message: in groups as a reply, in the same topic."""
        if quote is None and not self.is_private and self.message and self.pressed is None:
            quote = ReplyParameters(self.message.message_id, allow_sending_without_reply=True)
        return await self._when_allowed(
            lambda: self.bot.send_message(
                self.chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=self.thread_id,
                reply_parameters=quote,
                api_kwargs=_beside(message, self.acting_for),
            )
        )

    async def send_file(self, content: bytes, name: str, caption: Html) -> None:
        """Answer with a file."""
        await self._when_allowed(
            lambda: self.bot.send_document(
                self.chat_id,
                content,
                filename=name,
                caption=caption,
                parse_mode=ParseMode.HTML,
                message_thread_id=self.thread_id,
            )
        )

    async def ask(self, text: Html, *, hint: str) -> None:
        """Ask for a short reply, which the client opens with a hint in its empty field."""
        reply = {"force_reply": True, "selective": True, "input_field_placeholder": hint}
        await self._with_keyboard(text, reply)

    async def ask_location(self, text: Html, label: str) -> None:
        """Ask for where the person is, with a button that only private chats can have."""
        await self._with_keyboard(text, location_keyboard(label))

    async def end_keyboard(self, text: Html) -> None:
        """Answer, and take that button away."""
        await self._with_keyboard(text, NO_KEYBOARD)

    async def _with_keyboard(self, text: Html, keyboard: dict[str, Any]) -> None:
        beside = _beside(Message(text), None) | {"reply_markup": keyboard}
        await self._when_allowed(
            lambda: self.bot.send_message(
                self.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=self.thread_id,
                api_kwargs=beside,
            )
        )

    async def say(self, key: str, *buttons: tuple[Button, ...], **arguments: object) -> None:
        """Answer with the words of one key."""
        await self.reply(Message(self.catalogue.html(key, **arguments), buttons))

    async def show(self, message: Message) -> None:
        """Answer a button by editing its message, anything else by a new message."""
        if self.pressed is None:
            await self.reply(message)
            return
        await self.edit(message)
        await self.acknowledge()

    async def edit(self, message: Message) -> None:
        """Rewrite the message that carries the pressed button; where it can't be, send anew."""
        query = self.update.callback_query
        if query is None or query.message is None or not query.message.is_accessible:
            await self.reply(message)
            return
        await self.edit_message(query.message.chat.id, query.message.message_id, message)

    async def edit_message(self, chat_id: int, message_id: int, message: Message) -> None:
        """Rewrite one of the bot's messages; where it is gone, send anew."""
        try:
            await self._when_allowed(
                lambda: self.bot.edit_message_text(
                    message.html,
                    chat_id=chat_id,
                    message_id=message_id,
                    parse_mode=ParseMode.HTML,
                    api_kwargs=_beside(message, self.acting_for),
                )
            )
        except BadRequest as error:
            refused = error.message.lower()
            if any(words in refused for words in _NOT_EDITABLE):
                await self.reply(message)
            elif _NOT_MODIFIED not in refused:
                raise

    async def _when_allowed(self, send: Callable[[], Awaitable[_Result]]) -> _Result:
        """Send; and again after a pause where Telegram surely did not take it.

        What may have been taken is not sent twice: the person most likely reads it already.
        """
        self.services.pacer.count(self.chat_id)
        for pause_s in _PAUSES_S:
            try:
                return await send()
            except (BadRequest, Unanswered):
                raise
            except RetryAfter as flood:
                await self._wait_out(flood)
            except NetworkError:
                await self.services.clock.sleep(pause_s)
        return await send()

    async def _wait_out(self, flood: RetryAfter) -> None:
        """Wait as long as Telegram asks, unless nobody would wait so long for an answer."""
        pause = flood.retry_after
        seconds = pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
        self.services.pacer.halt(seconds, chat_id=self.chat_id)
        if seconds > LONGEST_PAUSE_S:
            raise flood
        await self.services.clock.sleep(seconds)

    @property
    def waits_for_acknowledgement(self) -> bool:
        """Whether a button is still spinning in somebody's hand."""
        return self.update.callback_query is not None and not self._answered

    async def acknowledge(self, notice: str | None = None, *, alert: bool = False) -> None:
        """Answer the callback query, so that no button is left spinning; once an update."""
        query = self.update.callback_query
        if query is None or self._answered:
            return
        self._answered = True
        await query.answer(text=notice, show_alert=alert)

    def html(self, key: str, **arguments: object) -> Html:
        """Return the words of a key in the person's language."""
        return self.catalogue.html(key, **arguments)


def _beside(message: Message, acting_for: Chat | None) -> dict[str, Any]:
    """Return what goes with the words, as plain JSON: the library's classes are slow to write."""
    rows = message.buttons if acting_for is None else _on_behalf(message.buttons, acting_for.id)
    return {
        "reply_markup": as_json(rows),
        "link_preview_options": None if message.preview else _NO_PREVIEW,
    }


def _on_behalf(rows: Rows, chat_id: int) -> Rows:
    return tuple(
        tuple(
            replace(button, data=on_behalf(button.data, chat_id)) if button.data else button
            for button in row
        )
        for row in rows
    )
