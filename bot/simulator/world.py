"""Everything that the simulated Telegram knows: one bot, people, chats, messages, updates."""

from bot.simulator.access import check_readable, check_writable
from bot.simulator.clock import SimulatorClock
from bot.simulator.errors import BadRequest
from bot.simulator.files import FileStore
from bot.simulator.messages import MessageBook, StoredMessage
from bot.simulator.people import Chat, Json, Person
from bot.simulator.polling import Poller
from bot.simulator.profile import Profile
from bot.simulator.queries import Queries
from bot.simulator.updates import UpdateQueue
from bot.simulator.webhook_settings import WebhookSettings


class World:
    """The state that methods and acting people share."""

    def __init__(
        self,
        *,
        clock: SimulatorClock,
        bot: Person,
        privacy: bool,
        limits: bool,
        first_update_id: int,
    ) -> None:
        self.clock = clock
        self.bot = bot
        self.privacy = privacy
        self.limits = limits
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.messages = MessageBook()
        self.updates = UpdateQueue(clock.seconds, first_update_id)
        self.poller = Poller(clock, self.updates)
        self.files = FileStore()
        self.queries = Queries()
        self.profile = Profile(bot.name)
        self.webhook = WebhookSettings()

    def private(self, person: Person) -> Chat:
        """Return the private chat of a person and the bot, started or not."""
        chat = self.chats.get(person.id)
        if chat is None:
            chat = Chat(person.id, "private", person=person, username=person.username)
            self.chats[person.id] = chat
        return chat

    def find_chat(self, chat_id: int | str) -> Chat:
        """Return the chat that a call names by id or @username; BadRequest if there is none."""
        if isinstance(chat_id, str):
            chat_id = chat_id.strip()
            if not chat_id:
                raise BadRequest("chat_id is empty")
            if chat_id.startswith("@"):
                return self._by_username(chat_id[1:].lower())
            if not chat_id.lstrip("-").isdigit():
                raise BadRequest("chat not found")
        chat = self.chats.get(int(chat_id))
        if chat is None:
            raise BadRequest("chat not found")
        return chat

    def readable(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may look at."""
        chat = self.find_chat(chat_id)
        check_readable(chat)
        return chat

    def writable(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may send to."""
        chat = self.find_chat(chat_id)
        check_writable(chat)
        return chat

    def post(self, chat: Chat, sender: Person | Chat, content: Json) -> StoredMessage:
        """Put a message into a chat now and return it; `content` is all but id, chat and date."""
        message: Json = {}
        if "message_id" not in content:
            message["message_id"] = self.messages.next_id(chat)
        if chat.kind == "channel":
            message["sender_chat"] = chat.json
        elif isinstance(sender, Person):
            message["from"] = sender.json
        else:
            message["sender_chat"] = sender.json
        message |= {"chat": chat.json, "date": self.clock.seconds()} | content
        return self.messages.put(StoredMessage(chat, message, from_bot=sender is self.bot))

    def user_known(self, user_id: int) -> Person | None:
        """Return a person by id, None if Telegram has no such."""
        return self.people.get(user_id)

    def _by_username(self, username: str) -> Chat:
        for chat in self.chats.values():
            # "@username" names public groups and channels only.
            public = chat.kind in ("supergroup", "channel")
            if public and chat.username and chat.username.lower() == username:
                return chat
        raise BadRequest("chat not found")
