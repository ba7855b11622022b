"""Takes schedules that are due and enters their digests into the ledger, set by set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Date,
    Integer,
    String,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    select,
    update,
)

from storage.database import Transaction
from storage.deliveries import State
from storage.models.base import Moment
from storage.models.deliveries import deliveries
from storage.models.schedules import schedules
from storage.prebuilt import Prebuilt
from storage.sets import given, numbers
from storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class Step:
    """How schedules that were due at one moment move on; `window_end` None leaves theirs alone."""

    due_at: datetime
    next_due_at: datetime | None
    day: date
    window_end: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger's rows of digests that are due alike have in common."""

    at: datetime
    priority: int
    expires_at: datetime
    reason: str  # why those without a content are skipped


_GIVEN = given("given").subquery("given")
_STILL_DUE = (
    select(schedules.c.id)
    .where(
        schedules.c.id.in_(select(_GIVEN.c.id)),
        schedules.c.next_due_at == bindparam("was_due", type_=Moment()),
    )
    .order_by(schedules.c.id)
    .with_for_update(skip_locked=True)
)
TAKE = Prebuilt(
    update(schedules)
    .where(schedules.c.id.in_(_STILL_DUE))
    .values(
        next_due_at=bindparam("next_due", type_=Moment()),
        last_day=bindparam("day", type_=Date()),
        window_end=func.coalesce(bindparam("until", type_=Moment()), schedules.c.window_end),
    )
    .returning(schedules.c.id)
)
_IS_EMPTY = _GIVEN.c.other.is_(None)
_ROW = {
    "key": literal("digest:") + cast(schedules.c.id, Text) + bindparam("suffix", type_=String()),
    "chat_id": schedules.c.chat_id,
    "thread_id": schedules.c.thread_id,
    "schedule_id": schedules.c.id,
    "content_id": _GIVEN.c.other,
    "priority": bindparam("priority", type_=Integer()),
    "state": case((_IS_EMPTY, State.SKIPPED.value), else_=State.PLANNED.value),
    "reason": case((_IS_EMPTY, bindparam("reason", type_=String()))),
    "not_before": bindparam("at", type_=Moment()),
    "expires_at": bindparam("expires", type_=Moment()),
    "attempts": literal(0),
    "claims": literal(0),
    "second_try": literal(False),  # noqa: FBT003 - a value of the row
    "plain": literal(False),  # noqa: FBT003 - a value of the row
}
OWE = Prebuilt(
    upsert(deliveries)
    .from_select(
        list(_ROW),
        select(*(value.label(name) for name, value in _ROW.items()))
        # Not as a JOIN: behind one, SQLite takes ON CONFLICT for its condition.
        .where(schedules.c.id == _GIVEN.c.id),
    )
    .on_conflict_do_nothing()
)


async def take(tx: Transaction, step: Step, ids: Collection[int]) -> set[int]:
    """Move schedules on, those that nobody else has moved or holds; return which they were."""
    values = {
        "given": numbers(ids),
        "was_due": step.due_at,
        "next_due": step.next_due_at,
        "day": step.day,
        "until": step.window_end,
    }
    return {row[0] for row in await TAKE.raw_rows(tx, values)}


async def owe(tx: Transaction, entry: Entry, contents: Mapping[int, int | None]) -> None:
    """Enter a digest for each of these schedules, with its content or skipped without one.

    However often this is done, each is owed once.
    """
    values = {
        "given": contents,
        "suffix": f":{entry.at:%Y-%m-%dT%H:%MZ}:1",
        "priority": entry.priority,
        "reason": entry.reason,
        "at": entry.at,
        "expires": entry.expires_at,
    }
    await OWE.raw_rows(tx, values)
