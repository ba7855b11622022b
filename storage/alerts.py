"""What chats are told of at once: who wants it, who was told, and what waits for the morning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import (
    Exists,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import tuple_ as together

from storage import events
from storage.chats import ChatState
from storage.database import Reader, Transaction
from storage.dyad import Scope
from storage.models.alerts import HELD, alert_cursor, alerts
from storage.models.base import Moment
from storage.models.chats import chats
from storage.models.closed_topics import closed_topics
from storage.models.schedules import schedules
from storage.models.subscriptions import subscriptions
from storage.narrowing import Narrowing, Words, exclusions_of, words_of
from storage.prebuilt import Prebuilt
from storage.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A chat that wants alerts, with all that decides when it gets one."""

    chat_id: int
    thread_id: int
    language: str | None
    zone: str
    quiet_from: time | None
    quiet_until: time | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Under which of its scopes a chat wants to hear of an event, and what it leaves out."""

    scopes: tuple[Scope, ...]
    narrowing: Narrowing


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An event that a chat hears of: by a row of the ledger, later if held, else in its digest."""

    listener: Listener
    event_id: int
    scope: Scope
    held_until: datetime | None = None
    delivery_key: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An alert whose night is over; `is_wanted` unless the chat has had it or wants it no more."""

    listener: Listener
    event_id: int
    scope: Scope
    held_until: datetime
    is_wanted: bool


_NOW = bindparam("now", type_=Moment())
_LISTENER = (
    chats.c.language,
    func.coalesce(chats.c.zone, "UTC").label("zone"),
    chats.c.quiet_from,
    chats.c.quiet_until,
)
_IS_PUSHED_TO = and_(
    chats.c.state == ChatState.ACTIVE.value,
    or_(chats.c.muted_until.is_(None), chats.c.muted_until <= _NOW),
)


def _is_closed(place: Table) -> Exists:
    """Tell whether the topic that a row of this table names can't be posted to."""
    return exists(
        select(literal_column("1"))
        .select_from(closed_topics)
        .where(
            closed_topics.c.chat_id == place.c.chat_id,
            closed_topics.c.thread_id == place.c.thread_id,
        )
    )


_ALERTS = and_(
    subscriptions.c.alerts,
    or_(subscriptions.c.alerts_from.is_(None), subscriptions.c.alerts_from <= _NOW),
)
_STILL_ALERTS = exists(
    select(literal_column("1"))
    .select_from(subscriptions)
    .where(
        subscriptions.c.chat_id == alerts.c.chat_id,
        subscriptions.c.thread_id == alerts.c.thread_id,
        subscriptions.c.a == alerts.c.a,
        subscriptions.c.b == alerts.c.b,
        _ALERTS,
    )
)
_HEARD = exists(
    select(literal_column("1"))
    .select_from(alerts)
    .where(
        alerts.c.chat_id == subscriptions.c.chat_id,
        alerts.c.thread_id == subscriptions.c.thread_id,
        alerts.c.event_id == bindparam("event"),
    )
)
_WANTS = (
    select(
        subscriptions.c.chat_id,
        subscriptions.c.thread_id,
        subscriptions.c.a,
        subscriptions.c.b,
        subscriptions.c.only_words,
        subscriptions.c.without_words,
        *_LISTENER,
    )
    .join(chats, chats.c.id == subscriptions.c.chat_id)
    .where(
        _ALERTS,
        together(subscriptions.c.a, subscriptions.c.b).in_(bindparam("scopes", expanding=True)),
        _IS_PUSHED_TO,
        ~_HEARD,
        ~_is_closed(subscriptions),
        subscriptions.c.chat_id > bindparam("after"),
        subscriptions.c.chat_id <= bindparam("until"),
    )
    .order_by(subscriptions.c.chat_id, subscriptions.c.thread_id, subscriptions.c.id)
)
_NEXT_CHATS = Prebuilt(
    select(subscriptions.c.chat_id)
    .where(
        subscriptions.c.a == bindparam("a"),
        subscriptions.c.b == bindparam("b"),
        subscriptions.c.chat_id > bindparam("after"),
    )
    .order_by(subscriptions.c.chat_id)
    .limit(bindparam("most"))
)
_ADD = upsert(alerts).on_conflict_do_nothing()
_HELD = (
    select(
        alerts.c.chat_id,
        alerts.c.thread_id,
        alerts.c.event_id,
        alerts.c.a,
        alerts.c.b,
        alerts.c.at,
        alerts.c.held_until,
        *_LISTENER,
        and_(_IS_PUSHED_TO, _STILL_ALERTS, ~_is_closed(alerts)).label("is_pushed_to"),
        select(func.max(schedules.c.window_end))
        .where(schedules.c.chat_id == alerts.c.chat_id, schedules.c.thread_id == alerts.c.thread_id)
        .scalar_subquery()
        .label("digested_until"),
    )
    .join(chats, chats.c.id == alerts.c.chat_id)
    .where(HELD, alerts.c.held_until <= _NOW)
    .order_by(alerts.c.held_until, alerts.c.chat_id, alerts.c.thread_id)
    .limit(bindparam("most"))
)
_IS_ANY_HELD = Prebuilt(select(alerts.c.event_id).where(HELD, alerts.c.held_until <= _NOW).limit(1))
_ONE = and_(
    alerts.c.chat_id == bindparam("chat"),
    alerts.c.thread_id == bindparam("thread"),
    alerts.c.event_id == bindparam("event"),
)
_RELEASE = (
    update(alerts)
    .where(_ONE)
    .values(held_until=None, delivery_key=bindparam("key"), at=bindparam("then"))
)
_HOLD = update(alerts).where(_ONE).values(held_until=bindparam("until"))
_LOOK_AGAIN = (
    update(alerts)
    .where(alerts.c.chat_id == bindparam("chat"), HELD)
    .values(held_until=bindparam("until"))
)
_PRUNE = delete(alerts).where(alerts.c.at < bindparam("before"))
_ADDED = Prebuilt(events.ADDED)
_CURSOR = select(alert_cursor.c.until).where(alert_cursor.c.id == 1)
_CURSOR_NOW = Prebuilt(_CURSOR)
_LOCK_CURSOR = _CURSOR.with_for_update()
_START = upsert(alert_cursor).values(id=1, until=bindparam("until_then")).on_conflict_do_nothing()
_MOVE = update(alert_cursor).where(alert_cursor.c.id == 1).values(until=bindparam("until_then"))


async def cursor(reader: Reader) -> datetime | None:
    """Return until when additions have been looked at; None before the first time."""
    rows = await _CURSOR_NOW.rows(reader, {})
    return rows[0][0] if rows else None


async def lock_cursor(tx: Transaction) -> datetime | None:
    """Keep other planners out until the transaction ends; return the cursor as it stands."""
    row = await tx.row(_LOCK_CURSOR)
    return None if row is None else row.until


async def move_cursor(tx: Transaction, until: datetime) -> None:
    """Write until when additions have been looked at."""
    await tx.execute(_START, {"until_then": until})
    await tx.execute(_MOVE, {"until_then": until})


async def scopes_added(
    reader: Reader, *, after: datetime, until: datetime
) -> dict[int, list[Scope]]:
    """Return the events with a report added in the window, each with its scopes."""
    found: dict[int, list[Scope]] = {}
    for first, second, event_id in await _ADDED.rows(reader, {"after": after, "until": until}):
        found.setdefault(event_id, []).append(Scope(first, second))
    return found


async def next_chats(
    reader: Reader, scopes: Sequence[Scope], *, after: int, limit: int
) -> int | None:
    """Return up to which chat to look for listeners next, about `limit` of them; None at the end.

    Chat by chat, so that one who follows a pair and its countries is met once with all of them.
    """
    ends: list[int] = []
    last: int | None = None
    for scope in scopes:
        asked = {"a": scope.first, "b": scope.second, "after": after, "most": limit}
        rows = await _NEXT_CHATS.raw_rows(reader, asked)
        if rows:
            last = max(last or 0, rows[-1][0])
        if len(rows) == limit:
            ends.append(rows[-1][0])
    return min(ends, default=last)


async def listeners(
    reader: Reader,
    event_id: int,
    scopes: Sequence[Scope],
    *,
    now: datetime,
    between: tuple[int, int],
) -> dict[Listener, Wanted]:
    """Return chats that want alerts of these scopes and have not heard of the event.

    Looked at are those with an id above the first of `between` and up to the other.
    """
    asked = {
        "event": event_id,
        "scopes": [(scope.first, scope.second) for scope in scopes],
        "now": now,
        "after": between[0],
        "until": between[1],
    }
    found: dict[Listener, list[tuple[Scope, Words]]] = {}
    for row in await reader.rows(_WANTS, asked) if scopes else ():
        listener = Listener(
            chat_id=row.chat_id,
            thread_id=row.thread_id,
            language=row.language,
            zone=row.zone,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
        )
        found.setdefault(listener, []).append(
            (Scope(row.a, row.b), words_of(row.only_words, row.without_words))
        )
    chats_found = {listener.chat_id for listener in found}
    excluded = await exclusions_of(reader, chats_found) if found else {}
    return {
        listener: Wanted(
            tuple(scope for scope, _ in wanted),
            Narrowing(
                tuple((scope, words) for scope, words in wanted if words),
                excluded.get((listener.chat_id, listener.thread_id), ()),
            ),
        )
        for listener, wanted in found.items()
    }


async def add(tx: Transaction, new: Sequence[NewAlert], *, at: datetime) -> None:
    """Write down who hears of what; what is there already is left alone."""
    rows = [
        {
            "chat_id": alert.listener.chat_id,
            "thread_id": alert.listener.thread_id,
            "event_id": alert.event_id,
            "a": alert.scope.first,
            "b": alert.scope.second,
            "at": at,
            "held_until": alert.held_until,
            "delivery_key": alert.delivery_key,
        }
        for alert in new
    ]
    if rows:
        await tx.execute(_ADD, rows)


async def is_any_held(reader: Reader, *, now: datetime) -> bool:
    """Tell whether the night of any alert is over."""
    return bool(await _IS_ANY_HELD.raw_rows(reader, {"now": now}))


async def held(reader: Reader, *, now: datetime, limit: int) -> list[Held]:
    """Return alerts whose night is over, those of one chat together."""
    return [
        Held(
            Listener(
                chat_id=row.chat_id,
                thread_id=row.thread_id,
                language=row.language,
                zone=row.zone,
                quiet_from=row.quiet_from,
                quiet_until=row.quiet_until,
            ),
            row.event_id,
            Scope(row.a, row.b),
            row.held_until,
            # A digest that came after it was held has told it.
            is_wanted=bool(row.is_pushed_to)
            and (row.digested_until is None or row.digested_until < row.at),
        )
        for row in await reader.rows(_HELD, {"now": now, "most": limit})
    ]


async def release(
    tx: Transaction, released: Iterable[tuple[Held, str | None]], *, at: datetime
) -> None:
    """Let held alerts go: told by this row of the ledger, or left to the digest with None."""
    rows = [_name(each) | {"key": key, "then": at} for each, key in released]
    if rows:
        await tx.execute(_RELEASE, rows)


async def hold(tx: Transaction, held_on: Iterable[tuple[Held, datetime]]) -> None:
    """Let alerts wait for the end of other quiet hours than they waited for."""
    rows = [_name(each) | {"until": until} for each, until in held_on]
    if rows:
        await tx.execute(_HOLD, rows)


async def look_again(tx: Transaction, chat_id: int, *, now: datetime) -> None:
    """Have what waits for a chat's morning judged anew, since its quiet hours are others now."""
    await tx.execute(_LOOK_AGAIN, {"chat": chat_id, "until": now})


async def prune(tx: Transaction, *, before: datetime) -> None:
    """Forget who was told of what so long ago."""
    await tx.execute(_PRUNE, {"before": before})


def _name(held: Held) -> dict[str, object]:
    return {
        "chat": held.listener.chat_id,
        "thread": held.listener.thread_id,
        "event": held.event_id,
    }
