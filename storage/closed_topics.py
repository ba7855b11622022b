"""Forum topics that are closed or deleted: nothing is pushed there until they are open again."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.database import Reader, Transaction
from storage.models.closed_topics import closed_topics
from storage.upsert import upsert

_IS_THAT = (
    closed_topics.c.chat_id == bindparam("chat"),
    closed_topics.c.thread_id == bindparam("thread"),
)
_CLOSE = upsert(closed_topics).on_conflict_do_nothing().returning(closed_topics.c.chat_id)
_REOPEN = delete(closed_topics).where(*_IS_THAT).returning(closed_topics.c.chat_id)
_OF_CHAT = select(closed_topics.c.thread_id).where(closed_topics.c.chat_id == bindparam("chat"))


async def close(tx: Transaction, chat_id: int, thread_id: int | None, *, at: datetime) -> bool:
    """Write down that a topic can't be posted to; False where that was known."""
    row = {"chat_id": chat_id, "thread_id": thread_id or 0, "closed_at": at}
    return await tx.row(_CLOSE, row) is not None


async def reopen(tx: Transaction, chat_id: int, thread_id: int | None) -> bool:
    """Let a topic be posted to again; False where it was not closed."""
    return await tx.row(_REOPEN, {"chat": chat_id, "thread": thread_id or 0}) is not None


async def closed(reader: Reader, chat_id: int) -> frozenset[int | None]:
    """Return a chat's closed topics; None among them stands for "General"."""
    rows = await reader.rows(_OF_CHAT, {"chat": chat_id})
    return frozenset(row.thread_id or None for row in rows)
