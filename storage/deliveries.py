"""The ledger: one row for each message owed to a chat, until it is known what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Row,
    Text,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from storage.claimable import CLAIMABLE, IN_ORDER, PICKED
from storage.database import Reader, Transaction
from storage.models.base import Moment
from storage.models.chats import chats
from storage.models.deliveries import LEASED, contents, deliveries, workers
from storage.upsert import upsert
from storage.workers import LONGEST_LEASE


class State(StrEnum):
    """Where a delivery stands."""

    PLANNED = "planned"  # owed, from `not_before` on
    LEASED = "leased"  # a worker sends it now
    UNCERTAIN = "uncertain"  # it may have been sent; a second, silent try is owed
    SENT = "sent"  # Telegram gave it a message id
    SKIPPED = "skipped"  # nothing was sent, for a good reason
    DEAD = "dead"  # given up


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A row to be; with `reason` it is skipped from the start, and there for the record.

    With `edits` it changes that message of the chat instead of sending one; with `replies_to` it
    answers one.
    """

    key: str
    chat_id: int
    thread_id: int | None
    schedule_id: int | None
    content_id: int | None
    priority: int
    not_before: datetime
    expires_at: datetime
    reason: str | None = None
    edits: int | None = None
    replies_to: int | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that a worker holds, with all that it takes to send it."""

    id: int
    key: str
    claims: int  # with the worker's id, the fence of its marks
    attempts: int
    second_try: bool
    plain: bool
    chat_id: int
    telegram_id: int
    thread_id: int | None
    priority: int
    content_id: int
    message: str  # JSON
    edits: int | None = None
    replies_to: int | None = None
    in_channel: bool = False  # its readers can change nothing there


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a claimed row; `not_before` None keeps its moment."""

    state: State
    reason: str | None = None
    not_before: datetime | None = None
    spends_attempt: bool = False
    plain: bool = False
    message_id: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row as it stands."""

    id: int
    key: str
    chat_id: int
    content_id: int | None
    state: State
    reason: str | None
    not_before: datetime
    attempts: int
    second_try: bool
    plain: bool
    message_id: int | None
    sent_at: datetime | None
    edits: int | None = None
    replies_to: int | None = None


_ADD = upsert(deliveries).on_conflict_do_nothing()
_CLAIM = (
    select(
        deliveries.c.id,
        deliveries.c.key,
        deliveries.c.claims,
        deliveries.c.attempts,
        deliveries.c.second_try,
        deliveries.c.plain,
        deliveries.c.chat_id,
        chats.c.telegram_id,
        chats.c.kind,
        deliveries.c.thread_id,
        deliveries.c.priority,
        deliveries.c.content_id,
        # Its text: many rows say the same, and whoever reads it can tell by that. An edit says what
        # the copies say from now on, which carry the mark of the repair.
        case(
            (deliveries.c.edits.is_(None), cast(contents.c.message, Text)),
            else_=cast(func.coalesce(contents.c.edited, contents.c.message), Text),
        ).label("message"),
        deliveries.c.edits,
        deliveries.c.replies_to,
    )
    .join(PICKED, PICKED.c.id == deliveries.c.id)
    .join(chats, chats.c.id == deliveries.c.chat_id)
    .join(contents, contents.c.id == deliveries.c.content_id)
    .order_by(*IN_ORDER)
)
_BY_ID = deliveries.c.id.in_(bindparam("ids", expanding=True))
_LEASE = (
    update(deliveries)
    .where(_BY_ID)
    .values(state=State.LEASED, worker_id=bindparam("worker"), claims=deliveries.c.claims + 1)
)
_MARK = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("row"),
        deliveries.c.state == State.LEASED,
        deliveries.c.worker_id == bindparam("worker"),
        deliveries.c.claims == bindparam("claim"),
    )
    .values(
        state=bindparam("new_state"),
        reason=bindparam("why"),
        worker_id=None,
        not_before=func.coalesce(
            bindparam("from_then", type_=Moment()), deliveries.c.not_before, type_=Moment()
        ),
        attempts=deliveries.c.attempts + bindparam("spent"),
        plain=or_(deliveries.c.plain, bindparam("is_plain", type_=Boolean())),
        second_try=or_(deliveries.c.second_try, bindparam("may_be_sent", type_=Boolean())),
        message_id=bindparam("message"),
        sent_at=bindparam("then"),
    )
)
_HAS_LIVING_WORKER = exists(
    select(workers.c.id).where(
        workers.c.id == deliveries.c.worker_id,
        workers.c.lease_until > bindparam("now"),
        workers.c.lease_until <= bindparam("latest"),
    )
)
_RECLAIM = (
    update(deliveries)
    .where(LEASED, ~_HAS_LIVING_WORKER)
    .values(state=State.UNCERTAIN, second_try=true(), worker_id=None)
)
_ORPHANED = select(deliveries.c.id).where(LEASED, ~_HAS_LIVING_WORKER).limit(1)
_LEASED_NOW = select(deliveries.c.id).where(LEASED).limit(1)
_FIND = select(
    deliveries.c.id,
    deliveries.c.key,
    deliveries.c.chat_id,
    deliveries.c.content_id,
    deliveries.c.state,
    deliveries.c.reason,
    deliveries.c.not_before,
    deliveries.c.attempts,
    deliveries.c.second_try,
    deliveries.c.plain,
    deliveries.c.message_id,
    deliveries.c.sent_at,
    deliveries.c.edits,
    deliveries.c.replies_to,
)
_KEY = (
    select(deliveries.c.key)
    .where(
        deliveries.c.chat_id == bindparam("chat"), deliveries.c.message_id == bindparam("message")
    )
    .limit(1)
)
_OF_CHAT = _FIND.where(deliveries.c.chat_id == bindparam("chat")).order_by(deliveries.c.id)


async def add(tx: Transaction, new: Sequence[NewDelivery]) -> None:
    """Enter rows into the ledger; a key that is there already is owed already and left alone."""
    rows = [
        {
            "key": row.key,
            "chat_id": row.chat_id,
            "thread_id": row.thread_id or 0,
            "schedule_id": row.schedule_id,
            "content_id": row.content_id,
            "priority": row.priority,
            "not_before": row.not_before,
            "expires_at": row.expires_at,
            "reason": row.reason,
            "state": State.SKIPPED if row.reason else State.PLANNED,
            "attempts": 0,
            "claims": 0,
            "second_try": False,
            "plain": False,
            "version": 0,
            "edits": row.edits,
            "replies_to": row.replies_to,
        }
        for row in new
    ]
    if rows:
        await tx.execute(_ADD, rows)


async def claim(tx: Transaction, worker_id: str, *, now: datetime, limit: int) -> list[Claimed]:
    """Lease owed rows to a worker, the most urgent first; at most one of each chat."""
    found = await tx.rows(_CLAIM, {"by": now, "now": now, "most": limit})
    if found:
        await tx.execute(_LEASE, {"ids": [row.id for row in found], "worker": worker_id})
    return [_claimed(row) for row in found]


async def mark(tx: Transaction, row: Claimed, mark: Mark, *, worker_id: str) -> bool:
    """Write what became of a claimed row; False where the worker has lost it meanwhile."""
    result = await tx.execute(
        _MARK,
        {
            "row": row.id,
            "worker": worker_id,
            "claim": row.claims,
            "new_state": mark.state,
            "why": mark.reason,
            "from_then": mark.not_before,
            "spent": int(mark.spends_attempt),
            "is_plain": mark.plain,
            "may_be_sent": mark.state == State.UNCERTAIN,
            "message": mark.message_id,
            "then": mark.sent_at,
        },
    )
    return result.rowcount == 1


async def reclaim(tx: Transaction, *, now: datetime) -> int:
    """Take the rows of dead workers back as uncertain; return how many they were."""
    return (await tx.execute(_RECLAIM, _leases_at(now))).rowcount


async def is_orphaned(reader: Reader, *, now: datetime) -> bool:
    """Tell whether a dead worker still holds a row."""
    return await reader.row(_ORPHANED, _leases_at(now)) is not None


async def is_owed(reader: Reader, *, now: datetime, by: datetime) -> bool:
    """Tell whether a worker could take a row by then, as things stand."""
    return await reader.row(CLAIMABLE, {"by": by, "now": now}) is not None


async def is_leased(reader: Reader) -> bool:
    """Tell whether any worker, dead or alive, holds a row."""
    return await reader.row(_LEASED_NOW) is not None


async def of_chat(reader: Reader, chat_id: int) -> list[Delivery]:
    """Return all rows of a chat, oldest first."""
    return [_delivery(row) for row in await reader.rows(_OF_CHAT, {"chat": chat_id})]


async def key_of_message(reader: Reader, chat_id: int, message_id: int) -> str | None:
    """Return the key of what stands in a chat as this message, while the ledger has it."""
    row = await reader.row(_KEY, {"chat": chat_id, "message": message_id})
    return None if row is None else row.key


def _leases_at(now: datetime) -> dict[str, datetime]:
    return {"now": now, "latest": now + LONGEST_LEASE}


def _claimed(row: Row[Any]) -> Claimed:
    return Claimed(
        id=row.id,
        key=row.key,
        claims=row.claims + 1,
        attempts=row.attempts,
        second_try=row.second_try,
        plain=row.plain,
        chat_id=row.chat_id,
        telegram_id=row.telegram_id,
        in_channel=row.kind == "channel",
        thread_id=row.thread_id or None,
        priority=row.priority,
        content_id=row.content_id,
        message=row.message,
        edits=row.edits,
        replies_to=row.replies_to,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        chat_id=row.chat_id,
        content_id=row.content_id,
        state=State(row.state),
        reason=row.reason,
        not_before=row.not_before,
        attempts=row.attempts,
        second_try=row.second_try,
        plain=row.plain,
        message_id=row.message_id,
        sent_at=row.sent_at,
        edits=row.edits,
        replies_to=row.replies_to,
    )
