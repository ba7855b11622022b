"""Tells the owners once when delivery goes wrong, and once when that is over."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from bot.delivery.pacing import FREE, Pace, Priority
from bot.delivery.status import LATE_AFTER, Status, status
from bot.render.i18n import catalogue
from bot.render.message import Message
from storage import chats, contents, deliveries, editors
from storage.chats import Chat, ChatState
from storage.contents import NewContent
from storage.database import Database, Reader, Transaction
from storage.deliveries import NewDelivery

log = logging.getLogger(__name__)

FAILED_SHARE = 0.05
#: Fewer sends than that say nothing about a share.
FEWEST_TRIED = 20
_FAILING_SPAN = timedelta(hours=1)
_WORTH_TELLING = timedelta(hours=6)


class Trouble(StrEnum):
    """What owners are told of."""

    FAILING = "failing"  # one send of twenty fails, or more
    LATE = "late"  # something waits for longer than it should


def troubles_of(last_hour: Status, last_day: Status) -> set[Trouble]:
    """Decide what is wrong from the counts."""
    found = set()
    if last_hour.tally.tried >= FEWEST_TRIED and last_hour.failed_share >= FAILED_SHARE:
        found.add(Trouble.FAILING)
    if last_day.tally.late:
        found.add(Trouble.LATE)
    return found


class Watch:
    """Remembers which trouble the owners know of."""

    def __init__(self, database: Database, pace: Pace = FREE) -> None:
        self._database = database
        self._pace = pace
        self._told: dict[Trouble, datetime] = {}

    async def look(self, *, now: datetime) -> int:
        """Look once; return how many messages to owners were planned."""
        async with self._database.reader() as reader:
            last_hour = await status(reader, now=now, span=_FAILING_SPAN)
            last_day = await status(reader, now=now, pace=self._pace)
        found = troubles_of(last_hour, last_day)
        planned = 0
        for trouble in sorted(found - self._told.keys()):
            self._told[trouble] = now
            log.error("delivery is in trouble", extra={"action": "trouble", "trouble": trouble})
            arguments = _numbers(trouble, last_hour, last_day)
            planned += await self._tell(f"notice.{trouble}", since=now, now=now, **arguments)
        for trouble in sorted(self._told.keys() - found):
            since = self._told.pop(trouble)
            planned += await self._tell(f"notice.{trouble}_over", since=since, now=now)
        return planned

    async def _tell(self, key: str, *, since: datetime, now: datetime, **arguments: str) -> int:
        """Owe every owner a message; by its key it is owed once a day, restarts or not."""
        async with self._database.reader() as reader:
            owners = await _owners(reader)
        async with self._database.transaction() as tx:
            for owner in owners:
                message = Message(catalogue(owner.language).html(key, **arguments))
                name = f"{key}:{since:%Y-%m-%d}"
                await owe(tx, owner, name, message, now=now, within=_WORTH_TELLING)
        return len(owners)


async def owe(
    tx: Transaction, chat: Chat, name: str, message: Message, *, now: datetime, within: timedelta
) -> None:
    """Owe a chat a notice in its language, for so long; by its `name` it is owed once to each."""
    name = f"{name}:{catalogue(chat.language).language}"
    ids = await contents.add(tx, [NewContent(name, message.as_json(), now, now)])
    row = NewDelivery(
        key=f"{name}:{chat.id}",
        chat_id=chat.id,
        thread_id=None,
        schedule_id=None,
        content_id=ids[name],
        priority=Priority.ALERT,
        not_before=now,
        expires_at=now + within,
    )
    await deliveries.add(tx, [row])


def _numbers(trouble: Trouble, last_hour: Status, last_day: Status) -> dict[str, str]:
    if trouble is Trouble.FAILING:
        tally = last_hour.tally
        reasons = ", ".join(f"{count} {why}" for why, count in tally.failed.most_common(3))
        return {"failed": f"{tally.failed.total()} of {tally.tried}", "reasons": reasons}
    minutes = int(LATE_AFTER.total_seconds() // 60)
    end = f"{last_day.ends_at:%H:%M}" if last_day.ends_at else ""
    return {"late": str(last_day.tally.late), "minutes": str(minutes), "end": end}


async def _owners(reader: Reader) -> list[Chat]:
    """Return the private chats of the owners who have not blocked the bot."""
    found = [await chats.get(reader, each.telegram_id) for each in await editors.owners(reader)]
    return [chat for chat in found if chat is not None and chat.state is ChatState.ACTIVE]
