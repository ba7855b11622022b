"""The simulated Telegram as tests and the demo hold it: a server, and people who act."""

from collections.abc import Callable
from pathlib import Path

from bot.simulator.acting import asking, membership, speech
from bot.simulator.acting.speech import Place
from bot.simulator.calls import Call
from bot.simulator.clock import SimulatorClock
from bot.simulator.dispatch import Dispatcher
from bot.simulator.faults import Fault, Faults
from bot.simulator.files import FileKind, Upload
from bot.simulator.messages import StoredMessage
from bot.simulator.people import Chat, Json, Kind, Person
from bot.simulator.server import Server
from bot.simulator.state import as_json, restore
from bot.simulator.world import World

TOKEN = "4200000001:simulated-token-of-nobody"  # noqa: S105 - opens nothing


class Simulator:
    """A Bot API server for one bot, with the people that it talks to.

    Acting methods take effect at once and return the id of the (last) update that they caused,
    None if the bot does not get to see it.
    """

    def __init__(
        self,
        *,
        clock: SimulatorClock | None = None,
        limits: bool = False,
        token: str = TOKEN,
        privacy: bool = True,
        first_update_id: int = 100_000_001,
        state: Json | None = None,
    ) -> None:
        self.clock = clock or SimulatorClock()
        self.token = token
        self.bot = Person(
            int(token.partition(":")[0]), "Dragoman", username="dragoman_bot", is_bot=True
        )
        self.world = World(
            clock=self.clock,
            bot=self.bot,
            privacy=privacy,
            limits=limits,
            first_update_id=first_update_id,
        )
        if state is not None:
            restore(self.world, state)
        self._faults = Faults()
        self._dispatcher = Dispatcher(self.world)
        self._server = Server(token, self._dispatcher, self._faults)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; `url` then says where."""
        await self._server.start(host, port)

    async def stop(self) -> None:
        """Let waiting polls go and stop listening."""
        await self._server.stop()

    def state_as_json(self) -> Json:
        """Return what `state=` takes up again: people, chats, messages, files, updates."""
        return as_json(self.world)

    @property
    def url(self) -> str:
        """Return the root of the server: calls go to `{url}/bot{token}/{method}`."""
        return self._server.url

    @property
    def calls(self) -> list[Call]:
        """Return all calls of the bot but getUpdates, in order; the list itself, growing."""
        return self._dispatcher.calls

    @property
    def on_call(self) -> Callable[[Call], None] | None:
        """Return who is told of each call as it comes."""
        return self._dispatcher.on_call

    @on_call.setter
    def on_call(self, listener: Callable[[Call], None] | None) -> None:
        self._dispatcher.on_call = listener

    @property
    def confirmed_offset(self) -> int:
        """Return the update id below which the bot has confirmed everything."""
        return self.world.updates.confirmed_offset

    @property
    def pending_updates(self) -> list[Json]:
        """Return the updates that the bot has not confirmed yet, oldest first."""
        return [update.json for update in self.world.updates]

    # Who and where

    def person(
        self,
        person_id: int,
        *,
        name: str | None = None,
        language: str | None = "en",
        username: str | None = None,
    ) -> Person:
        """Return a person; the same id brings the same one back, as first described."""
        if person_id not in self.world.people:
            person = Person(person_id, name or f"Person {person_id}", language, username)
            self.world.people[person_id] = person
            self.world.private(person)
        return self.world.people[person_id]

    def private(self, person: Person) -> Chat:
        """Return the private chat of a person with the bot."""
        return self.world.private(person)

    def group(
        self,
        chat_id: int,
        title: str = "Group",
        *,
        kind: Kind = "group",
        forum: bool = False,
        username: str | None = None,
        bot_status: str = "member",
    ) -> Chat:
        """Return a group that the bot is in; the same id brings the same one back."""
        kind = "supergroup" if forum else kind
        new = Chat(
            chat_id, kind, title=title, username=username, forum=forum, bot_status=bot_status
        )
        return self.world.chats.setdefault(chat_id, new)

    def channel(
        self,
        chat_id: int,
        title: str = "Channel",
        *,
        username: str | None = None,
        bot_status: str = "administrator",
    ) -> Chat:
        """Return a channel that the bot may post to; the same id brings the same one back."""
        new = Chat(chat_id, "channel", title=title, username=username, bot_status=bot_status)
        return self.world.chats.setdefault(chat_id, new)

    def topic(self, chat: Chat, thread_id: int, name: str | None = None) -> int:
        """Open a topic of a forum if it is not there yet and return its thread id."""
        return membership.topic(self.world, chat, thread_id, name).id

    def set_topic(
        self, chat: Chat, thread_id: int, *, closed: bool = False, deleted: bool = False
    ) -> int | None:
        """Close, reopen or delete a topic; of a deletion the bot hears nothing."""
        found = membership.topic(self.world, chat, thread_id)
        return membership.set_topic(self.world, chat, found, closed=closed, deleted=deleted)

    def set_member(
        self, where: Chat | Person, status: str, *, person: Person | None = None
    ) -> int | None:
        """Change what the bot (or `person`) is in a chat; for a Person, whether it is blocked."""
        chat = self.private(where) if isinstance(where, Person) else where
        if person is not None:
            return membership.set_person(self.world, chat, person, status)
        return membership.set_bot(self.world, chat, status)

    def migrate(self, chat: Chat, new_id: int) -> int | None:
        """Make a supergroup with a new id of a basic group."""
        return membership.migrate(self.world, chat, new_id)

    # What people do

    def say(
        self,
        person: Person,
        text: str,
        chat: Chat | None = None,
        thread_id: int | None = None,
        reply_to: StoredMessage | None = None,
    ) -> int | None:
        """Write a text, to the bot itself if no chat is named."""
        place = self._place(person, chat, thread_id, reply_to)
        return speech.say(self.world, person, text, place)

    def say_as_group(
        self, person: Person, text: str, chat: Chat, thread_id: int | None = None
    ) -> int | None:
        """Write a text into a group in the group's own name, as its admins can."""
        place = self._place(person, chat, thread_id, None)
        return speech.say_as_group(self.world, person, text, place)

    def edit(self, message: StoredMessage, text: str) -> int | None:
        """Change a person's text."""
        return speech.edit(self.world, message, text)

    def send_file(  # noqa: PLR0913 - a file has a name, a kind, a caption and a place
        self,
        person: Person,
        content: bytes | Path | str,
        name: str | None = None,
        *,
        caption: str | None = None,
        kind: FileKind = "document",
        chat: Chat | None = None,
        thread_id: int | None = None,
        reply_to: StoredMessage | None = None,
        media_group_id: str | None = None,
    ) -> int | None:
        """Send bytes, or the file at a path, as a document, photo, voice or sticker."""
        if not isinstance(content, bytes):
            path = Path(content)
            name, content = name or path.name, path.read_bytes()
        place = self._place(person, chat, thread_id, reply_to)
        extra = {"caption": caption, "media_group_id": media_group_id}
        upload = Upload(name or f"{kind}.bin", content)
        return speech.send_file(self.world, person, place, kind, upload, extra)

    def send_raw(
        self,
        person: Person,
        content: Json,
        chat: Chat | None = None,
        thread_id: int | None = None,
    ) -> int | None:
        """Send any other content, as fields of a `Message`: a place, a poll, a service message."""
        place = self._place(person, chat, thread_id, None)
        return speech.arrive(self.world, person, content, place)

    def forward(
        self,
        person: Person,
        origin: Person | Chat | str,
        text: str,
        chat: Chat | None = None,
        thread_id: int | None = None,
    ) -> int | None:
        """Forward a text of a user, a chat, a channel, or of a hidden user by mere name."""
        place = self._place(person, chat, thread_id, None)
        return speech.forward(self.world, person, origin, text, place)

    def press(self, person: Person, message: StoredMessage | None, data: str) -> int | None:
        """Press the button with this data, or send the data raw; None: of a message long gone."""
        return asking.press(self.world, person, message, data)

    def inline(self, person: Person, query: str, offset: str = "") -> int | None:
        """Type `@bot query` in some other chat."""
        return asking.inline(self.world, person, query, offset)

    def choose(
        self, person: Person, result_id: str, chat: Chat | None = None, thread_id: int | None = None
    ) -> int | None:
        """Send a result of the person's newest inline query; ValueError if there is no such."""
        place = self._place(person, chat, thread_id, None)
        return asking.choose(self.world, person, result_id, place)

    # What the bot has done, and what goes wrong for it

    def messages(self, chat_id: int) -> list[StoredMessage]:
        """Return the messages of a chat as people see them now, oldest first."""
        return self.world.messages.of_chat(chat_id)

    def newest_with_buttons(
        self, chat_id: int, thread_id: int | None = None
    ) -> StoredMessage | None:
        """Return the bot's newest message with buttons in a chat or topic, None if none."""
        return self.world.messages.newest_with_buttons(chat_id, thread_id)

    def fault(self, kind: str, count: int = 1, method: str | None = None, **more: float) -> None:
        """Make the next `count` calls (of a method) go wrong; ValueError for an unknown kind.

        Kinds and what they do stand in `faults.FAULTS`; `more` is retry_after, delay_s or taken.
        """
        self._faults.add(Fault(kind, method, **more), count)  # type: ignore[arg-type]

    def clear_faults(self) -> None:
        """Forget the faults that have not happened yet."""
        self._faults.clear()

    def _place(
        self,
        person: Person,
        chat: Chat | None,
        thread_id: int | None,
        reply_to: StoredMessage | None,
    ) -> Place:
        return Place(chat or self.private(person), thread_id, reply_to)
