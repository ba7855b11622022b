"""Contents that Telegram refuses whoever they are for: how many chats have, and giving them up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, distinct, func, select, update

from storage import schedules
from storage.database import Reader, Transaction
from storage.models.deliveries import OWED, contents, deliveries

#: How the reason of a row begins that Telegram refused for what it says.
REFUSED = "refused"

_COUNT = select(func.count(distinct(deliveries.c.chat_id))).where(
    deliveries.c.content_id == bindparam("content"),
    deliveries.c.edits.is_(None),
    deliveries.c.state == "dead",
    deliveries.c.reason.startswith(REFUSED),
)
_OWED = (
    select(deliveries.c.id, deliveries.c.schedule_id)
    .where(OWED, deliveries.c.content_id == bindparam("content"), deliveries.c.edits.is_(None))
    .order_by(deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_GIVE_UP = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        # What may have been sent is not called skipped.
        state=case((deliveries.c.state == "uncertain", "dead"), else_="skipped"),
        reason="suspended",
    )
)
_WINDOW = select(contents.c.window_start, contents.c.window_end).where(
    contents.c.id == bindparam("content")
)


async def count(reader: Reader, content_id: int) -> int:
    """Return how many chats Telegram refused this content for."""
    return int(await reader.scalar(_COUNT, {"content": content_id}))


async def give_up(tx: Transaction, content_id: int, *, limit: int) -> int:
    """Drop what is owed of a content; the next digests cover its window.

    Return how many rows that were, at most `limit`.
    """
    owed = await tx.rows(_OWED, {"content": content_id, "most": limit})
    if owed:
        await tx.execute(_GIVE_UP, {"ids": [row.id for row in owed]})
        await schedules.rewind(tx, await _windows(tx, content_id, owed))
    return len(owed)


async def _windows(
    tx: Transaction, content_id: int, rows: Sequence[Row[Any]]
) -> list[tuple[int, datetime, datetime]]:
    window = await tx.row(_WINDOW, {"content": content_id})
    if window is None:
        return []
    ids = [row.schedule_id for row in rows if row.schedule_id is not None]
    return [(schedule_id, window.window_start, window.window_end) for schedule_id in ids]
