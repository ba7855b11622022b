"""Deliveries that are given up before they are sent: too late, or nobody is there to read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, select, update

from storage import schedules
from storage.database import Reader, Transaction
from storage.deliveries import State
from storage.models.base import Moment
from storage.models.deliveries import OWED, contents, deliveries
from storage.prebuilt import Prebuilt

_BY_ID = deliveries.c.id.in_(bindparam("ids", expanding=True))
_LATE = (
    select(deliveries.c.id)
    .where(OWED, deliveries.c.expires_at <= bindparam("now"))
    .order_by(deliveries.c.expires_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_HAS_LATE = Prebuilt(
    select(deliveries.c.id)
    .where(OWED, deliveries.c.expires_at <= bindparam("now", type_=Moment()))
    .limit(1)
)
_SKIP_LATE = (
    update(deliveries)
    .where(_BY_ID)
    .values(
        # What may have been sent is not called skipped.
        state=case((deliveries.c.state == State.UNCERTAIN, State.DEAD), else_=State.SKIPPED),
        reason="late",
    )
)
_WINDOWS = (
    select(deliveries.c.schedule_id, contents.c.window_start, contents.c.window_end)
    .join(contents, contents.c.id == deliveries.c.content_id)
    .where(_BY_ID, deliveries.c.schedule_id.is_not(None))
)
_SKIP_OF_CHAT = (
    update(deliveries)
    .where(
        deliveries.c.chat_id == bindparam("chat"),
        deliveries.c.state.in_([State.PLANNED, State.UNCERTAIN]),
    )
    .values(state=State.SKIPPED, reason=bindparam("why"))
    .returning(deliveries.c.id)
)
_SKIP_PUSHES_OF_CHAT = _SKIP_OF_CHAT.where(deliveries.c.edits.is_(None))
_SKIP_OF_TOPIC = _SKIP_OF_CHAT.where(deliveries.c.thread_id == bindparam("thread"))


async def has_late(reader: Reader, *, now: datetime) -> bool:
    """Tell whether anything owed is too late."""
    return bool(await _HAS_LATE.rows(reader, {"now": now}))


async def skip_late(tx: Transaction, *, now: datetime, limit: int) -> int:
    """Give up owed rows that are too late, and their windows back to their schedules.

    Return how many they were, at most `limit`.
    """
    late = await tx.rows(_LATE, {"now": now, "most": limit})
    if not late:
        return 0
    ids = [row.id for row in late]
    await tx.execute(_SKIP_LATE, {"ids": ids})
    await give_back(tx, ids)
    return len(late)


async def give_back(tx: Transaction, ids: Sequence[int]) -> None:
    """Give the windows of digests that nobody got back to their schedules."""
    if ids:
        windows = await tx.rows(_WINDOWS, {"ids": ids})
        await schedules.rewind(tx, [tuple(row) for row in windows])


async def skip_of_chat(
    tx: Transaction, chat_id: int, *, reason: str, edits_too: bool = True
) -> None:
    """Drop all that is owed to a chat; what a worker holds at this moment it still sends.

    What digests would have told, later ones tell.
    """
    statement = _SKIP_OF_CHAT if edits_too else _SKIP_PUSHES_OF_CHAT
    skipped = await tx.rows(statement, {"chat": chat_id, "why": reason})
    await give_back(tx, [row.id for row in skipped])


async def skip_of_topic(
    tx: Transaction, chat_id: int, thread_id: int | None, *, reason: str
) -> None:
    """Drop all that is owed to one topic of a forum."""
    parameters = {"chat": chat_id, "thread": thread_id or 0, "why": reason}
    skipped = await tx.rows(_SKIP_OF_TOPIC, parameters)
    await give_back(tx, [row.id for row in skipped])
