"""Whole conversations: people act in the simulator, the real bot answers over HTTP."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.clock import MovableClock
from bot.simulator.calls import Call
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Person
from bot.simulator.simulator import Simulator
from handlers.app import Dragoman

SHOWN = (
    "sendMessage",
    "editMessageText",
    "sendPhoto",
    "sendDocument",
    "answerCallbackQuery",
    "answerInlineQuery",
)


@dataclass(frozen=True)
class Reply:
    """One call of the bot, as a reader would see it."""

    call: Call

    @property
    def method(self) -> str:
        return self.call.method

    @property
    def text(self) -> str:
        if isinstance(self.call.result, dict):
            return str(self.call.result.get("text") or self.call.result.get("caption") or "")
        return str(self.call.parameters.get("text") or "")

    @property
    def html(self) -> str:
        return str(self.call.parameters.get("text") or "")

    @property
    def buttons(self) -> list[dict[str, Any]]:
        markup = self.call.parameters.get("reply_markup") or {}
        return [button for row in markup.get("inline_keyboard", []) for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    def has_text(self, pattern: str) -> bool:
        return re.search(pattern, self.text) is not None

    @property
    def chat_id(self) -> int:
        return int(self.call.parameters["chat_id"])


@dataclass
class Turn:
    """Everything that the bot sent because of one thing that somebody did."""

    replies: list[Reply]

    @property
    def text(self) -> str:
        """The transcript: visible text, then a line a button."""
        lines = []
        for reply in self.replies:
            lines.append(reply.text)
            lines += [f"[{label}]" for label in reply.labels]
        return "\n".join(lines)

    @property
    def raw(self) -> str:
        return "\n".join(reply.html for reply in self.replies)

    @property
    def new_messages(self) -> list[Reply]:
        return [reply for reply in self.replies if reply.method.startswith("send")]

    @property
    def labels(self) -> list[str]:
        return [label for reply in self.replies for label in reply.labels]

    def has(self, pattern: str) -> bool:
        return re.search(pattern, self.text, re.IGNORECASE | re.DOTALL) is not None


@dataclass
class Talk:
    """One person in one chat with the bot."""

    simulator: Simulator
    dragoman: Dragoman
    clock: MovableClock
    person: Person
    chat: Chat | None = None
    thread_id: int | None = None
    turns: list[Turn] = field(default_factory=list)

    def as_person(self, person_id: int, **about: Any) -> "Talk":
        person = self.simulator.person(person_id, **about)
        return Talk(self.simulator, self.dragoman, self.clock, person)

    def in_chat(self, chat: Chat, thread_id: int | None = None) -> "Talk":
        return Talk(
            self.simulator, self.dragoman, self.clock, self.person, chat=chat, thread_id=thread_id
        )

    async def _after(self, before: int, update_id: int | None) -> Turn:
        await self.dragoman.settle(update_id)
        calls = self.simulator.calls[before:]
        turn = Turn([Reply(call) for call in calls if call.method in SHOWN and call.ok])
        self.turns.append(turn)
        return turn

    async def send(self, text: str, *, reply_to: StoredMessage | None = None) -> Turn:
        before = len(self.simulator.calls)
        update_id = self.simulator.say(
            self.person, text, self.chat, self.thread_id, reply_to=reply_to
        )
        return await self._after(before, update_id)

    async def send_as_group(self, text: str) -> Turn:
        assert self.chat is not None
        before = len(self.simulator.calls)
        update_id = self.simulator.say_as_group(self.person, text, self.chat, self.thread_id)
        return await self._after(before, update_id)

    async def tap(self, pattern: str) -> Turn:
        message = self.newest_with_buttons()
        labels = {button["text"]: button for row in message.buttons for button in row}
        data = next(
            button["callback_data"]
            for label, button in labels.items()
            if re.search(pattern, label, re.IGNORECASE)
        )
        return await self.press(data, message)

    async def press(self, data: str, message: StoredMessage | None = None) -> Turn:
        before = len(self.simulator.calls)
        shown = message or self.newest_with_buttons()
        return await self._after(before, self.simulator.press(self.person, shown, data))

    async def inline(self, query: str) -> Turn:
        before = len(self.simulator.calls)
        return await self._after(before, self.simulator.inline(self.person, query))

    async def file(self, content: bytes, name: str, **about: Any) -> Turn:
        before = len(self.simulator.calls)
        update_id = self.simulator.send_file(self.person, content, name, **about)
        return await self._after(before, update_id)

    async def forward(self, origin: Any, text: str) -> Turn:
        before = len(self.simulator.calls)
        return await self._after(before, self.simulator.forward(self.person, origin, text))

    async def until(self, moment: Any) -> Turn:
        before = len(self.simulator.calls)
        self.clock.move_to(moment)
        return await self._after(before, None)

    def newest_with_buttons(self) -> StoredMessage:
        chat_id = self.chat.id if self.chat else self.person.id
        message = self.simulator.newest_with_buttons(chat_id, self.thread_id)
        assert message is not None, "no message with buttons"
        return message
