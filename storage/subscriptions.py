"""The scopes that chats want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, distinct, func, select, tuple_, update

from storage.chats import ChatState
from storage.database import Reader, Transaction
from storage.dyad import Scope
from storage.models.chats import chats
from storage.models.subscriptions import subscriptions
from storage.narrowing import NO_WORDS, Narrowing, Words, exclusions_of, words_of
from storage.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One scope that a chat wants, in a forum's topic if `thread_id` is set."""

    id: int
    chat_id: int
    scope: Scope
    alerts: bool
    thread_id: int | None = None
    words: Words = NO_WORDS
    alerts_from: datetime | None = None  # its alerts are muted until then


_OF_CHAT = (
    select(subscriptions)
    .where(subscriptions.c.chat_id == bindparam("chat_id"))
    .order_by(subscriptions.c.id)
)
_SUBSCRIBERS = (
    select(
        func.count(distinct(subscriptions.c.chat_id)).label("in_digests"),
        func.count(distinct(case((subscriptions.c.alerts, subscriptions.c.chat_id)))).label(
            "by_alert"
        ),
    )
    .join(chats, chats.c.id == subscriptions.c.chat_id)
    .where(chats.c.state == ChatState.ACTIVE)
)


async def add(
    tx: Transaction,
    chat_id: int,
    scope: Scope,
    *,
    thread_id: int | None = None,
    alerts: bool = False,
) -> bool:
    """Subscribe a chat; False when it was subscribed already, and then nothing changes."""
    statement = (
        upsert(subscriptions)
        .values(**_key(chat_id, scope, thread_id), alerts=alerts)
        .on_conflict_do_nothing()
        .returning(subscriptions.c.id)
    )
    return await tx.row(statement) is not None


async def remove(
    tx: Transaction, chat_id: int, scope: Scope, *, thread_id: int | None = None
) -> bool:
    """End a subscription; False when there was none."""
    statement = delete(subscriptions).filter_by(**_key(chat_id, scope, thread_id))
    return await tx.row(statement.returning(subscriptions.c.id)) is not None


async def set_alerts(
    tx: Transaction, chat_id: int, scope: Scope, *, alerts: bool, thread_id: int | None = None
) -> bool:
    """Turn alerts of one subscription on or off; False when there is no such subscription."""
    return await _set(tx, chat_id, scope, thread_id, alerts=alerts, alerts_from=None)


async def mute_alerts(
    tx: Transaction, chat_id: int, scope: Scope, until: datetime | None, *, thread_id: int | None
) -> bool:
    """Alert of a scope from then on only, None for at once; False where it is not subscribed."""
    return await _set(tx, chat_id, scope, thread_id, alerts_from=until)


async def set_words(
    tx: Transaction, chat_id: int, scope: Scope, words: Words, *, thread_id: int | None = None
) -> bool:
    """Tell of a scope only what these words let through; False when it is not subscribed."""
    only, without = "\n".join(words.only), "\n".join(words.without)
    return await _set(tx, chat_id, scope, thread_id, only_words=only, without_words=without)


async def of_chat(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> list[Subscription]:
    """List what a chat wants, its topics' subscriptions too unless one is named; oldest first."""
    found = [_record(row) for row in await reader.rows(_OF_CHAT, {"chat_id": chat_id})]
    if thread_id is None:
        return found
    return [subscription for subscription in found if subscription.thread_id == thread_id]


async def narrowing_of(
    reader: Reader, chat_id: int, listed: Sequence[Subscription], *, thread_id: int | None = None
) -> Narrowing:
    """Return all that a chat or a topic with these subscriptions leaves out."""
    words = sorted((each.scope, each.words) for each in listed if each.words)
    excluded = await exclusions_of(reader, [chat_id])
    return Narrowing(tuple(words), excluded.get((chat_id, thread_id or 0), ()))


@dataclass(frozen=True, slots=True)
class Readership:
    """How many active chats would be told of something, in digests and by alert."""

    in_digests: int = 0
    by_alert: int = 0


async def reach(reader: Reader, scopes: Sequence[Scope]) -> Readership:
    """Count the active chats that want any of these scopes."""
    if not scopes:
        return Readership()
    pair = tuple_(subscriptions.c.a, subscriptions.c.b)
    statement = _SUBSCRIBERS.where(pair.in_([(scope.first, scope.second) for scope in scopes]))
    (row,) = await reader.rows(statement)
    return Readership(row.in_digests, row.by_alert)


async def _set(
    tx: Transaction, chat_id: int, scope: Scope, thread_id: int | None, **values: object
) -> bool:
    statement = update(subscriptions).filter_by(**_key(chat_id, scope, thread_id)).values(**values)
    return await tx.row(statement.returning(subscriptions.c.id)) is not None


def _key(chat_id: int, scope: Scope, thread_id: int | None) -> dict[str, object]:
    return {
        "chat_id": chat_id,
        "thread_id": thread_id or 0,
        "a": scope.first,
        "b": scope.second,
    }


def _record(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        chat_id=row.chat_id,
        scope=Scope(row.a, row.b),
        alerts=row.alerts,
        thread_id=row.thread_id or None,
        words=words_of(row.only_words, row.without_words),
        alerts_from=row.alerts_from,
    )
