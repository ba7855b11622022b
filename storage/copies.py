"""What is kept of deliveries that are over: which message in which chat, for corrections."""

from datetime import date, datetime

from sqlalchemy import Date, and_, bindparam, delete, exists, select

from storage.database import Reader, Transaction
from storage.models.chats import chats
from storage.models.copies import copies, departures
from storage.models.deliveries import contents, deliveries
from storage.upsert import upsert

_ENDS = ("sent", "skipped", "dead")
_LEFT = ("blocked", "gone")

_OVER = (
    select(deliveries.c.id)
    .where(deliveries.c.state.in_(_ENDS), deliveries.c.expires_at <= bindparam("before"))
    .order_by(deliveries.c.id)
    .limit(bindparam("most"))
)
_BY_ID = deliveries.c.id.in_(bindparam("ids", expanding=True))
_KEEP = (
    upsert(copies)
    .from_select(
        ["chat_id", "message_id", "content_id", "thread_id", "version", "sent_at"],
        select(
            deliveries.c.chat_id,
            deliveries.c.message_id,
            deliveries.c.content_id,
            deliveries.c.thread_id,
            deliveries.c.version,
            deliveries.c.sent_at,
        ).where(
            _BY_ID,
            deliveries.c.message_id.is_not(None),
            deliveries.c.content_id.is_not(None),
            # An edit made no new message.
            deliveries.c.edits.is_(None),
        ),
    )
    .on_conflict_do_nothing()
)
_DROP = delete(deliveries).where(_BY_ID)
_OLD = (
    select(copies.c.chat_id, copies.c.message_id)
    .where(copies.c.sent_at <= bindparam("before"))
    .order_by(copies.c.sent_at)
    .limit(bindparam("most"))
)
_FORGET = delete(copies).where(
    and_(copies.c.chat_id == bindparam("chat"), copies.c.message_id == bindparam("message"))
)
_UNUSED = (
    select(contents.c.id)
    .where(
        contents.c.window_end <= bindparam("before"),
        ~exists(select(deliveries.c.id).where(deliveries.c.content_id == contents.c.id)),
        ~exists(select(copies.c.chat_id).where(copies.c.content_id == contents.c.id)),
    )
    .order_by(contents.c.id)
    .limit(bindparam("most"))
)
_DROP_CONTENTS = delete(contents).where(contents.c.id.in_(bindparam("ids", expanding=True)))
_NOTE_LEFT = (
    upsert(departures)
    .from_select(
        ["chat_id", "seen_on"],
        select(chats.c.id, bindparam("today", type_=Date()).label("seen_on")).where(
            chats.c.state.in_(_LEFT)
        ),
    )
    .on_conflict_do_nothing()
)
_CAME_BACK = delete(departures).where(
    departures.c.chat_id.in_(select(chats.c.id).where(chats.c.state.not_in(_LEFT)))
)
_LONG_GONE = (
    select(departures.c.chat_id)
    .where(departures.c.seen_on <= bindparam("before"))
    .order_by(departures.c.chat_id)
    .limit(bindparam("most"))
)
_DROP_CHATS = delete(chats).where(chats.c.id.in_(bindparam("ids", expanding=True)))


async def keep_finished(tx: Transaction, *, before: datetime, limit: int) -> int:
    """Move rows of the ledger that are over, and expired before then, to the copies.

    Of what was not sent nothing is kept. Return how many rows that were, at most `limit`.
    """
    ids = [row.id for row in await tx.rows(_OVER, {"before": before, "most": limit})]
    if ids:
        await tx.execute(_KEEP, {"ids": ids})
        await tx.execute(_DROP, {"ids": ids})
    return len(ids)


async def forget_old(tx: Transaction, *, before: datetime, limit: int) -> int:
    """Forget copies that were sent before then; return how many, at most `limit`."""
    old = await tx.rows(_OLD, {"before": before, "most": limit})
    if old:
        await tx.execute(_FORGET, [{"chat": row.chat_id, "message": row.message_id} for row in old])
    return len(old)


async def unused_contents(reader: Reader, *, before: datetime, limit: int) -> list[int]:
    """Return contents older than that which no row and no copy refers to."""
    return [row.id for row in await reader.rows(_UNUSED, {"before": before, "most": limit})]


async def drop_contents(tx: Transaction, ids: list[int]) -> None:
    """Drop contents that nothing refers to."""
    await tx.execute(_DROP_CONTENTS, {"ids": ids})


async def note_departures(tx: Transaction, *, today: date) -> None:
    """Note which chats are left, from which day on, and which have come back."""
    await tx.execute(_CAME_BACK)
    await tx.execute(_NOTE_LEFT, {"today": today})


async def drop_long_gone(tx: Transaction, *, before: date, limit: int) -> int:
    """Delete chats that were left by that day, with all that hangs on them; return how many."""
    gone = [row.chat_id for row in await tx.rows(_LONG_GONE, {"before": before, "most": limit})]
    if gone:
        await tx.execute(_DROP_CHATS, {"ids": gone})
    return len(gone)
