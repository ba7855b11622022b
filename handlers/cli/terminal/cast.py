"""Who acts in the demo and where; turns what a line asks for into acts in the simulator."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit
from zlib import crc32

from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Person
from bot.simulator.simulator import Simulator
from handlers.cli.terminal.actions import (
    Become,
    Forward,
    Go,
    Inline,
    Member,
    Migrate,
    Place,
    Press,
    Say,
    SendFile,
    SetTopic,
    ShareLocation,
    Tap,
    TapNumber,
    TopicFate,
)

FIRST_PERSON: Final = Become(1001, "Reader", "en")

# Ids of supergroups and channels lie below this, those of basic groups above.
_SUPERGROUPS_BELOW: Final = -1_000_000_000_000
_CHANNELS_FROM: Final = -1_002_000_000_000

_OPENS: Final = ("url", "web_app", "login_url")
_ASKS_INLINE: Final = ("switch_inline_query_current_chat", "switch_inline_query")

Write = Say | Press | Inline | ShareLocation | SendFile | Forward | Member | SetTopic | Migrate
Act = Write | Tap | TapNumber


class CannotAct(Exception):
    """What the line asks for can't be done; the text says why."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act led to: an update if the bot gets to see it, a note for the person if not."""

    update_id: int | None
    note: str | None = None


# Lists of feeds, in which `{pages}` stands for the address of the pages as it does in lines.
_WITH_ADDRESSES = (".opml", ".xml")


class Cast:
    """The current person and the current chat, and what they do."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self.person = simulator.person(
            FIRST_PERSON.person_id, name=FIRST_PERSON.name, language=FIRST_PERSON.language
        )
        self.pages: str | None = None  # the address of what the demo serves
        self._elsewhere: Chat | None = None
        self._thread_id: int | None = None

    @property
    def chat(self) -> Chat:
        """The chat where the current person writes."""
        return self._elsewhere or self._simulator.private(self.person)

    @property
    def thread_id(self) -> int | None:
        """The topic where the current person writes."""
        return self._thread_id

    def become(self, who: Become) -> None:
        """Make another person the current one; a name or language given again is changed."""
        person = self._simulator.person(who.person_id, name=who.name, language=who.language or "en")
        changed = replace(
            person, name=who.name or person.name, language=who.language or person.language
        )
        self._simulator.world.people[person.id] = changed
        self._simulator.private(changed).person = changed
        self.person = changed

    def go(self, where: Go) -> None:
        """Make another chat the current one; raises CannotAct for a topic outside a forum."""
        self._elsewhere, self._thread_id = None, None
        if where.chat_id is None:
            return
        chat_id = where.chat_id
        if where.place is Place.CHANNEL:
            self._elsewhere = self._simulator.channel(chat_id, f"Channel {chat_id}")
        elif where.place is Place.GROUP:
            kind = "supergroup" if chat_id < _SUPERGROUPS_BELOW else "group"
            self._elsewhere = self._simulator.group(chat_id, f"Group {chat_id}", kind=kind)  # type: ignore[arg-type]
        else:
            self._go_to_topic(chat_id, where.thread_id or 1)
        if self._elsewhere is not None and not self._elsewhere.members:
            # As at Telegram, a group or channel belongs to who opens it.
            self._elsewhere.members[self.person.id] = "creator"

    def act(self, action: Act) -> Acted:
        """Do what the line asks for, at once; raises CannotAct."""
        try:
            return self._act(action)
        except (ValueError, OSError) as error:
            raise CannotAct(f"This can't be done: {error}") from error

    def buttons(self) -> tuple[StoredMessage, list[dict[str, Any]]] | None:
        """Return the bot's newest message with buttons in this chat, and them in reading order."""
        for message in reversed(self._simulator.messages(self.chat.id)):
            if not message.from_bot or message.thread_id != self._thread_id:
                continue
            keyboard = (message.reply_keyboard or {}).get("keyboard") or ()
            rows = message.buttons or [[_labelled(b) for b in row] for row in keyboard]
            if rows:
                return message, [button for row in rows for button in row]
        return None

    def _act(self, action: Act) -> Acted:
        if isinstance(action, Tap | TapNumber):
            return self._tap(action)
        return Acted(self._update_from(action))

    def _update_from(self, action: Write) -> int | None:
        match action:
            case Say():
                update_id = self._say(action)
            case Press():
                update_id = self._press(action)
            case Inline():
                update_id = self._simulator.inline(self.person, action.query)
            case ShareLocation(latitude, longitude):
                place = {"latitude": latitude, "longitude": longitude}
                update_id = self._simulator.send_raw(
                    self.person, {"location": place}, self.chat, self._thread_id
                )
            case SendFile():
                update_id = self._send_file(action)
            case Forward():
                update_id = self._forward(action)
            case Member() | SetTopic() | Migrate():
                update_id = self._change_chat(action)
        return update_id

    def _change_chat(self, action: Member | SetTopic | Migrate) -> int | None:
        match action:
            case Member():
                return self._simulator.set_member(self.chat, action.status.value)
            case SetTopic():
                return self._set_topic(action.fate)
            case Migrate():
                return self._migrate(action)

    def _go_to_topic(self, chat_id: int, thread_id: int) -> None:
        chat = self._simulator.group(chat_id, f"Group {chat_id}", forum=True)
        try:
            # "General" is always there and its messages carry no thread id.
            self._thread_id = self._simulator.topic(chat, thread_id) if thread_id != 1 else None
        except ValueError as error:
            raise CannotAct(f"Group {chat_id} has no topics.") from error
        self._elsewhere = chat

    def _set_topic(self, fate: TopicFate) -> int | None:
        chat = self._elsewhere
        if chat is None or not chat.forum:
            raise CannotAct("This is no forum: `:chat topic ID/THREAD` makes one.")
        thread_id = self._thread_id or 1
        is_closed, is_deleted = fate is TopicFate.CLOSED, fate is TopicFate.DELETED
        return self._simulator.set_topic(chat, thread_id, closed=is_closed, deleted=is_deleted)

    def _say(self, said: Say) -> int | None:
        # Telegram's apps take the blanks off both ends and send nothing when nothing is left.
        text = said.text.strip()
        if not text:
            raise CannotAct("An empty message can't be sent.")
        reply_to = self._newest_of_bot() if said.reply else self._reply_forced()
        return self._simulator.say(self.person, text, self.chat, self._thread_id, reply_to)

    def _newest_of_bot(self) -> StoredMessage:
        for message in reversed(self._simulator.messages(self.chat.id)):
            if message.from_bot and message.thread_id == self._thread_id:
                return message
        raise CannotAct("The bot has not written anything here that could be replied to.")

    def _reply_forced(self) -> StoredMessage | None:
        """Return what the app replies to by itself: the last message, if it asks for a reply."""
        last = self._simulator.messages(self.chat.id)[-1:]
        if last and (last[0].reply_keyboard or {}).get("force_reply"):
            return last[0]
        return None

    def _tap(self, wanted: Tap | TapNumber) -> Acted:
        found = self.buttons()
        if found is None:
            raise CannotAct("There is no message with buttons here.")
        message, buttons = found
        if isinstance(wanted, TapNumber):
            fitting = buttons[wanted.number - 1 : wanted.number]
        else:
            fitting = [each for each in buttons if wanted.pattern.search(str(each["text"]))]
        if not fitting:
            labels = ", ".join(f"[{each['text']}]" for each in buttons)
            raise CannotAct(f"No button fits; there are {labels}.")
        return self._use(message, fitting[0])

    def _use(self, message: StoredMessage, button: dict[str, Any]) -> Acted:
        """Do what Telegram's app does when the button is pressed."""
        if "callback_data" in button:
            data = str(button["callback_data"])
            return Acted(self._simulator.press(self.person, message, data))
        for key in _ASKS_INLINE:
            if key in button:
                return Acted(self._simulator.inline(self.person, str(button[key])))
        if "keyboard" in button:
            return Acted(self._say(Say(str(button["text"]))))
        address = next((str(button[key]) for key in _OPENS if key in button), "")
        if (start := _start_of(address, self._simulator.bot)) is not None:
            self.go(Go(Place.PRIVATE))
            return Acted(self._say(Say(f"/start {start}")))
        return Acted(
            None, f"The button opens {address}" if address else "The button copies a text."
        )

    def _press(self, press: Press) -> int | None:
        found = self.buttons()
        return self._simulator.press(self.person, found[0] if found else None, press.data)

    def _send_file(self, file: SendFile) -> int | None:
        path = Path(file.path).expanduser()
        content: Path | bytes = path
        if self.pages is not None and path.suffix.lower() in _WITH_ADDRESSES:
            content = path.read_bytes().replace(b"{pages}", self.pages.encode())
        return self._simulator.send_file(
            self.person,
            content,
            path.name,
            caption=file.caption or None,
            chat=self.chat,
            thread_id=self._thread_id,
        )

    def _forward(self, forward: Forward) -> int | None:
        origin = self._origin(forward.origin)
        return self._simulator.forward(
            self.person, origin, forward.text, self.chat, self._thread_id
        )

    def _origin(self, name: str) -> Person | Chat | str:
        """Read who is forwarded: `channel NAME`, `@channel`, a person's id, else a hidden name."""
        if match := re.match(r"(?:channel\s+)?@(\w+)", name):
            return self._channel(match[1], username=match[1])
        if match := re.match(r"channel\s+([^,]+)", name):
            return self._channel(match[1].strip(), username=None)
        if match := re.fullmatch(r"(?:\D*\s)?(\d+)", name):
            return self._simulator.person(int(match[1]))
        return re.sub(r"^hidden\s+", "", name)

    def _channel(self, title: str, *, username: str | None) -> Chat:
        chat_id = _CHANNELS_FROM - crc32(title.encode())
        return self._simulator.channel(chat_id, title, username=username)

    def _migrate(self, migrate: Migrate) -> int | None:
        update_id = self._simulator.migrate(self.chat, migrate.new_id)
        self._elsewhere = self._simulator.world.chats[migrate.new_id]
        return update_id


def _labelled(button: object) -> dict[str, Any]:
    """Return a key of a reply keyboard, which may be bare text, as a button."""
    text = button.get("text") if isinstance(button, dict) else button
    return {"text": str(text), "keyboard": True}


def _start_of(address: str, bot: Person) -> str | None:
    """Return the payload of a link that starts this bot, None for any other link."""
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    is_ours = (
        parts.netloc == "t.me" and parts.path.strip("/").lower() == (bot.username or "").lower()
    )
    return query["start"][0] if is_ours and "start" in query else None
