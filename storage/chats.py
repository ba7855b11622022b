"""The chats that the bot speaks in, each with a number of our own beside Telegram's."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Literal, cast

from sqlalchemy import Row, bindparam, delete, select, update

from storage.database import Reader, Transaction
from storage.errors import Missing
from storage.models.chats import chats
from storage.upsert import upsert

Kind = Literal["private", "group", "supergroup", "channel"]


class ChatState(StrEnum):
    """Whether anything may be pushed to a chat."""

    ACTIVE = "active"  # digests and alerts go out
    STOPPED = "stopped"  # its people said /stop; choices are kept
    BLOCKED = "blocked"  # the bot was blocked or thrown out; /start or an invitation restores
    GONE = "gone"  # deleted or deactivated at Telegram's


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat; `id` is ours and stays, `telegram_id` changes when a group becomes a supergroup."""

    id: int
    telegram_id: int
    kind: Kind
    language: str | None
    zone: str | None
    state: ChatState
    first_seen: date
    muted_until: datetime | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    ordered_by: int | None = None  # the admin of a group or channel, by Telegram's number
    asking: str | None = None  # what the last settings screen asked for
    asked_at: datetime | None = None


_BY_TELEGRAM_ID = select(chats).where(chats.c.telegram_id == bindparam("telegram_id"))
_BY_ID = select(chats).where(chats.c.id == bindparam("chat_id"))
_CHANNELS_OF = (
    select(chats)
    .where(chats.c.kind == "channel", chats.c.ordered_by == bindparam("admin"))
    .order_by(chats.c.id)
    .limit(bindparam("most"))
)
_INSERT = upsert(chats).values(
    telegram_id=bindparam("telegram_id"),
    kind=bindparam("kind"),
    language=bindparam("language"),
    state=bindparam("state"),
    first_seen=bindparam("first_seen"),
)
_ENSURE = _INSERT.on_conflict_do_update(
    index_elements=["telegram_id"], set_={"kind": _INSERT.excluded.kind}
).returning(chats)


async def ensure(
    tx: Transaction, telegram_id: int, *, kind: Kind, language: str | None, today: date
) -> Chat:
    """Return the chat, made ACTIVE if it is new; of a known one only the kind is renewed."""
    row = await tx.row(
        _ENSURE,
        {
            "telegram_id": telegram_id,
            "kind": kind,
            "language": language,
            "state": ChatState.ACTIVE,
            "first_seen": today,
        },
    )
    return _record_of(row, telegram_id)


async def get(reader: Reader, telegram_id: int) -> Chat | None:
    """Return the chat with Telegram's id, None for one never seen."""
    row = await reader.row(_BY_TELEGRAM_ID, {"telegram_id": telegram_id})
    return None if row is None else _record_of(row, telegram_id)


async def by_id(reader: Reader, chat_id: int) -> Chat:
    """Return the chat with our own id; raises Missing."""
    return _record_of(await reader.row(_BY_ID, {"chat_id": chat_id}), chat_id)


async def channels_of(reader: Reader, admin_id: int, *, limit: int) -> list[Chat]:
    """Return the channels that an admin ordered for last, by Telegram's number, oldest first."""
    found = await reader.rows(_CHANNELS_OF, {"admin": admin_id, "most": limit})
    return [_record_of(row, row.id) for row in found]


async def set_zone(tx: Transaction, chat_id: int, zone: str | None) -> Chat:
    """Set the IANA zone that this chat's times are said in; raises Missing."""
    return await _set(tx, chat_id, zone=zone)


async def set_language(tx: Transaction, chat_id: int, language: str | None) -> Chat:
    """Set the language that this chat is spoken to in; raises Missing."""
    return await _set(tx, chat_id, language=language)


async def set_state(tx: Transaction, chat_id: int, state: ChatState) -> Chat:
    """Set whether anything may be pushed to this chat; raises Missing."""
    return await _set(tx, chat_id, state=state)


async def set_muted(tx: Transaction, chat_id: int, until: datetime | None) -> Chat:
    """Set from when on this chat wants to be pushed to again; raises Missing."""
    return await _set(tx, chat_id, muted_until=until)


async def set_quiet(tx: Transaction, chat_id: int, start: time | None, end: time | None) -> Chat:
    """Set the hours in which alerts are held, or none; raises Missing."""
    return await _set(tx, chat_id, quiet_from=start, quiet_until=end)


async def set_ordered_by(tx: Transaction, chat_id: int, telegram_id: int) -> Chat:
    """Set who is told when this group or channel can't be served; raises Missing."""
    return await _set(tx, chat_id, ordered_by=telegram_id)


async def set_asking(tx: Transaction, chat_id: int, asking: str | None, at: datetime) -> Chat:
    """Remember what this chat was asked for, so that a short text can answer it; raises Missing."""
    return await _set(tx, chat_id, asking=asking, asked_at=at if asking else None)


async def set_moved(tx: Transaction, chat_id: int, telegram_id: int) -> Chat:
    """Set the number that Telegram gave a group when it became a supergroup; raises Missing."""
    return await _set(tx, chat_id, telegram_id=telegram_id, kind="supergroup")


async def forget(tx: Transaction, chat_id: int) -> None:
    """Delete the chat and all that hangs on it."""
    await tx.execute(delete(chats).where(chats.c.id == chat_id))


async def _set(tx: Transaction, chat_id: int, **values: object) -> Chat:
    statement = update(chats).where(chats.c.id == chat_id).values(**values).returning(chats)
    return _record_of(await tx.row(statement), chat_id)


def _record_of(row: Row[Any] | None, key: int) -> Chat:
    if row is None:
        raise Missing("chat", key)
    return Chat(
        id=row.id,
        telegram_id=row.telegram_id,
        kind=cast("Kind", row.kind),
        language=row.language,
        zone=row.zone,
        state=ChatState(row.state),
        first_seen=row.first_seen,
        muted_until=row.muted_until,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        ordered_by=row.ordered_by,
        asking=row.asking,
        asked_at=row.asked_at,
    )
