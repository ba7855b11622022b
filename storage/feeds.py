"""The feeds that editors added: where they lie, what is taken of them, and when to ask again.

Whoever polls a feed first moves its `next_poll_at` ahead (`claim_due`), so that no two processes
ask the same feed, and one that a crash left behind is asked again when that moment has come.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, insert, or_, select, update

from storage.database import Reader, Transaction
from storage.errors import Missing
from storage.models.base import Moment
from storage.models.feeds import feed_questions, feeds
from storage.upsert import upsert


class FeedState(StrEnum):
    """Whether a feed is asked."""

    PROPOSED = "proposed"  # found on a page; an editor has not chosen it (yet)
    ACTIVE = "active"
    PAUSED = "paused"  # by an editor
    GONE = "gone"  # its server said that it is gone for good (410)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to be kept; `filter` is JSON that only the newsroom understands."""

    url: str
    url_key: str
    title: str
    added_by: int
    added_at: datetime
    interval: timedelta
    state: FeedState = FeedState.ACTIVE
    outlet_name: str | None = None
    outlet_country: str | None = None
    language: str | None = None
    filter: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(NewFeed):
    """A feed that is kept, with what its last polls gave; `claim` counts the polls begun."""

    id: int
    next_poll_at: datetime
    claim: int
    etag: str | None = None
    last_modified: str | None = None
    ttl_minutes: int | None = None
    last_read_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    #: The message key of why the last poll failed, with its arguments.
    last_error: Mapping[str, Any] | None = None
    told_at: datetime | None = None
    #: Where the last answers said that it moved for good, the newest last; None: it has not.
    moves: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an editor was asked about a feed, and in which message."""

    author_id: int
    feed_id: int
    what: str
    message_id: int
    asked_at: datetime


_BY_ID = select(feeds).where(feeds.c.id == bindparam("feed_id"))
_BY_KEY = select(feeds).where(feeds.c.url_key == bindparam("url_key"))
_KEPT = feeds.c.state != FeedState.PROPOSED
_LISTED = (
    select(feeds)
    .where(_KEPT)
    .order_by(feeds.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("skip"))
)
_COUNT = select(func.count()).select_from(feeds).where(_KEPT)
_COUNT_FAILING = _COUNT.where(feeds.c.state == FeedState.ACTIVE, feeds.c.failing_since.is_not(None))
_KEYS = select(feeds.c.url_key).where(_KEPT)
_DUE = (
    select(feeds.c.id)
    .where(feeds.c.state == FeedState.ACTIVE)
    # No turn is ever set further ahead than a day: what is came of a clock that was wrong.
    .where(
        or_(
            feeds.c.next_poll_at <= bindparam("now"),
            feeds.c.next_poll_at > bindparam("never", type_=Moment()),
        )
    )
    .order_by(feeds.c.next_poll_at)
)
#: What a poll writes; an editor's choices stay as they are meanwhile.
_POLLED = (
    "url", "url_key", "title", "etag", "last_modified", "ttl_minutes", "next_poll_at",
    "last_read_at", "failures", "failing_since", "last_error", "told_at",
)  # fmt: skip
_NEVER_AHEAD = timedelta(days=2)
_CHOSEN = frozenset({"outlet_name", "outlet_country", "language", "filter"})


async def add(tx: Transaction, feed: NewFeed) -> Feed:
    """Keep a feed, due at once; raises Conflict where its address is kept already."""
    statement = insert(feeds).values(
        url=feed.url,
        url_key=feed.url_key,
        title=feed.title,
        state=feed.state,
        outlet_name=feed.outlet_name,
        outlet_country=feed.outlet_country,
        language=feed.language,
        filter=dict(feed.filter),
        interval_s=int(feed.interval.total_seconds()),
        next_poll_at=feed.added_at,
        claim=0,
        failures=0,
        moves=[],
        added_by=feed.added_by,
        added_at=feed.added_at,
    )
    return _record(await tx.row(statement.returning(feeds)), "new")


async def get(reader: Reader, feed_id: int) -> Feed | None:
    """Return the feed with this id, None where it was removed or never was."""
    row = await reader.row(_BY_ID, {"feed_id": feed_id})
    return None if row is None else _record(row, feed_id)


async def of_key(reader: Reader, url_key: str) -> Feed | None:
    """Return the feed of that address, also one that is only proposed."""
    row = await reader.row(_BY_KEY, {"url_key": url_key})
    return None if row is None else _record(row, url_key)


async def listed(reader: Reader, *, limit: int, skip: int = 0) -> list[Feed]:
    """List the feeds that were added, in that order."""
    rows = await reader.rows(_LISTED, {"limit": limit, "skip": skip})
    return [_record(row, row.id) for row in rows]


async def count(reader: Reader) -> int:
    """Count the feeds that were added."""
    return int(await reader.scalar(_COUNT))


async def count_failing(reader: Reader) -> int:
    """Count the feeds that are asked and whose last poll failed."""
    return int(await reader.scalar(_COUNT_FAILING))


async def keys(reader: Reader) -> set[str]:
    """Return what tells the addresses of all added feeds apart."""
    return {row.url_key for row in await reader.rows(_KEYS)}


async def is_any_due(reader: Reader, now: datetime) -> bool:
    """Tell whether a feed is to be asked now."""
    return await reader.scalar(_DUE.limit(1), _due(now)) is not None


async def claim_due(
    tx: Transaction, *, now: datetime, until: datetime, limit: int, but: Collection[int] = ()
) -> list[Feed]:
    """Take the feeds that are due, the longest waiting first, and move their turn to `until`.

    `but` names those that this process asks already.
    """
    due = _DUE.where(feeds.c.id.not_in(but)).limit(limit)
    if tx.dialect == "postgresql":
        due = due.with_for_update(skip_locked=True)
    ids = [row.id for row in await tx.rows(due, _due(now))]
    if not ids:
        return []
    statement = (
        update(feeds)
        .where(feeds.c.id.in_(ids))
        .values(next_poll_at=until, claim=feeds.c.claim + 1)
        .returning(feeds)
    )
    taken = {row.id: _record(row, row.id) for row in await tx.rows(statement)}
    return [taken[feed_id] for feed_id in ids]


async def record_poll(tx: Transaction, feed: Feed) -> bool:
    """Write what a poll gave, unless another poll has begun or the feed was removed meanwhile.

    A feed that an editor paused meanwhile stays so.
    """
    values = {name: getattr(feed, name) for name in _POLLED}
    values["last_error"] = dict(feed.last_error) if feed.last_error else None
    statement = (
        update(feeds)
        .where(feeds.c.id == feed.id, feeds.c.claim == feed.claim)
        .values(
            **values,
            interval_s=int(feed.interval.total_seconds()),
            moves=list(feed.moves),
            state=case((feeds.c.state == FeedState.ACTIVE, feed.state), else_=feeds.c.state),
        )
    )
    return (await tx.execute(statement)).rowcount == 1


async def choose(tx: Transaction, feed_id: int, **chosen: object) -> Feed:
    """Write what an editor chose: outlet_name, outlet_country, language or filter."""
    if not chosen.keys() <= _CHOSEN:
        raise ValueError(f"not an editor's to choose: {sorted(chosen)}")
    return await _write(tx, feed_id, **chosen)


async def set_state(tx: Transaction, feed_id: int, state: FeedState, *, due_at: datetime) -> Feed:
    """Pause a feed, or let it be asked (again), first at `due_at`."""
    return await _write(tx, feed_id, state=state, next_poll_at=due_at)


async def take(tx: Transaction, feed_id: int, *, by: int, at: datetime) -> Feed:
    """Let a proposed feed be asked, as added by whoever chose it."""
    values = {"state": FeedState.ACTIVE, "next_poll_at": at, "added_by": by, "added_at": at}
    return await _write(tx, feed_id, **values)


async def remove(tx: Transaction, feed_id: int) -> Feed:
    """Forget a feed; what was seen in it is kept, so that it does not come back."""
    statement = delete(feeds).where(feeds.c.id == feed_id).returning(feeds)
    return _record(await tx.row(statement), feed_id)


async def drop_proposed(tx: Transaction, *, before: datetime) -> None:
    """Forget the feeds that were offered before that moment and that nobody chose."""
    statement = delete(feeds).where(feeds.c.state == FeedState.PROPOSED)
    await tx.execute(statement.where(feeds.c.added_at < before))


async def ask(tx: Transaction, question: Question) -> None:
    """Remember what an editor is asked; an earlier question is open no more."""
    statement = upsert(feed_questions).values(
        author_id=question.author_id,
        feed_id=question.feed_id,
        what=question.what,
        message_id=question.message_id,
        asked_at=question.asked_at,
    )
    names = ("feed_id", "what", "message_id", "asked_at")
    changed = {name: statement.excluded[name] for name in names}
    await tx.execute(statement.on_conflict_do_update(index_elements=["author_id"], set_=changed))


async def asked(reader: Reader, author_id: int) -> Question | None:
    """Return what the editor was asked and has not answered."""
    statement = select(feed_questions).where(feed_questions.c.author_id == author_id)
    row = await reader.row(statement)
    return None if row is None else Question(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)


async def drop_question(tx: Transaction, author_id: int) -> None:
    """Forget the editor's open question."""
    await tx.execute(delete(feed_questions).where(feed_questions.c.author_id == author_id))


def _due(now: datetime) -> Mapping[str, datetime]:
    return {"now": now, "never": now + _NEVER_AHEAD}


async def _write(tx: Transaction, feed_id: int, **values: object) -> Feed:
    statement = update(feeds).where(feeds.c.id == feed_id).values(**values).returning(feeds)
    return _record(await tx.row(statement), feed_id)


def _record(row: Row[Any] | None, key: object) -> Feed:
    if row is None:
        raise Missing("feed", key)
    values = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
    values["interval"] = timedelta(seconds=values.pop("interval_s"))
    values["state"] = FeedState(values["state"])
    values["moves"] = tuple(values["moves"])
    return Feed(**values)
