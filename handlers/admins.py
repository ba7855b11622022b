"""Who may change what a group or channel gets: its admins, asked of Telegram."""

from collections import OrderedDict

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.clock import Clock

_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
#: How long an answer of Telegram's holds; a revoked admin keeps the right no longer than that.
KNOWN_FOR_S = 60.0
_MOST_KNOWN = 2_000


class Admins:
    """Remembers for a minute who is an admin where."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: OrderedDict[tuple[int, int], tuple[bool, float]] = OrderedDict()

    async def is_admin(self, chat_id: int, person_id: int) -> bool:
        """Tell whether a person is an admin of a group or channel, by Telegram's ids.

        False too where the bot can't see that, since it is not in the chat.
        """
        known = self._known.get((chat_id, person_id))
        if known is not None and self._clock.monotonic() < known[1]:
            return known[0]
        try:
            member = await self._bot.get_chat_member(chat_id, person_id)
        except (BadRequest, Forbidden):
            return False
        is_admin = member.status in _ADMINS
        self._known[chat_id, person_id] = (is_admin, self._clock.monotonic() + KNOWN_FOR_S)
        self._known.move_to_end((chat_id, person_id))
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return is_admin
