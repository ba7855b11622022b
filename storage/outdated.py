"""Copies whose words were repaired since they went out, and how far their repair has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from storage.database import Reader, Transaction
from storage.models.base import Moment
from storage.models.chats import chats
from storage.models.content_articles import content_articles, edits_due
from storage.models.copies import copies
from storage.models.deliveries import contents, deliveries

_OPEN = ("planned", "uncertain")
# How long after an article came in a message from before 2026-11 may have told of it.
_TOLD_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCopy:
    """A message in a chat that says what its content said before, with all that decides on it.

    `delivery_id` None where the ledger has let go of it.
    """

    delivery_id: int | None
    chat_id: int
    thread_id: int
    message_id: int
    content_id: int
    version: int  # of its content now
    is_alert: bool
    chat_state: str
    zone: str
    quiet_from: time | None
    quiet_until: time | None
    muted_until: datetime | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How many copies tell of an article, and what became of those that are to be edited."""

    copies: int
    edited: int = 0
    waiting: int = 0
    lost: int = 0  # can't be edited
    untraced: int = 0  # of before their articles were written down, and may tell of it


def _old(
    table: Table, delivery_id: ColumnElement[Any], is_sent: ColumnElement[bool]
) -> Select[Any]:
    due = select(edits_due.c.content_id.label("id")).distinct().where(edits_due.c.is_rewritten)
    found = due.subquery()
    return (
        select(
            delivery_id.label("delivery_id"),
            table.c.chat_id,
            table.c.thread_id,
            table.c.message_id,
            table.c.content_id,
            contents.c.version,
            contents.c.key.startswith("alert:").label("is_alert"),
            chats.c.state.label("chat_state"),
            func.coalesce(chats.c.zone, "UTC").label("zone"),
            chats.c.quiet_from,
            chats.c.quiet_until,
            chats.c.muted_until,
        )
        .select_from(found)
        .join(contents, contents.c.id == found.c.id)
        .join(
            table,
            and_(
                table.c.content_id == contents.c.id, table.c.version < contents.c.version, is_sent
            ),
        )
        .join(chats, chats.c.id == table.c.chat_id)
        .limit(bindparam("most"))
    )


_IS_SENT = and_(
    deliveries.c.state == "sent",
    deliveries.c.message_id.is_not(None),
    deliveries.c.edits.is_(None),
)
_OLD_DELIVERIES = _old(deliveries, deliveries.c.id, _IS_SENT)
_OLD_COPIES = _old(copies, literal(None, BigInteger()), copies.c.message_id.is_not(None))
_PLAN_DELIVERIES = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("row"))
    .values(version=bindparam("now_version"))
)
_PLAN_COPIES = (
    update(copies)
    .where(copies.c.chat_id == bindparam("chat"), copies.c.message_id == bindparam("message"))
    .values(version=bindparam("now_version"))
)
_REPAIRS = (
    select(edits_due.c.content_id, edits_due.c.article_id, edits_due.c.revision_id)
    .where(
        edits_due.c.content_id.in_(bindparam("ids", expanding=True)),
        edits_due.c.is_rewritten,
        edits_due.c.revision_id.is_not(None),
    )
    .order_by(edits_due.c.content_id, edits_due.c.article_id)
)
_BEFORE = (
    select(deliveries.c.id, deliveries.c.chat_id, deliveries.c.key)
    .where(
        deliveries.c.chat_id.in_(bindparam("chats", expanding=True)),
        deliveries.c.state.in_(_OPEN),
        or_(deliveries.c.edits.is_not(None), deliveries.c.replies_to.is_not(None)),
    )
    .with_for_update(skip_locked=True)
)
_SUPERSEDE = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="skipped", reason="superseded")
)


async def find(reader: Reader, *, limit: int) -> list[OldCopy]:
    """Return copies whose content was rewritten since they went out, at most `limit`."""
    found = list(await reader.rows(_OLD_DELIVERIES, {"most": limit}))
    if len(found) < limit:
        found += await reader.rows(_OLD_COPIES, {"most": limit - len(found)})
    return [OldCopy(**row._mapping) for row in found]  # noqa: SLF001 - public, named so that no column clashes


async def repairs_of(reader: Reader, content_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return the repairs for which these contents were rewritten, by content and article."""
    found: dict[int, dict[str, int]] = {}
    for row in await reader.rows(_REPAIRS, {"ids": list(content_ids)}):
        found.setdefault(row.content_id, {})[row.article_id] = row.revision_id
    return found


async def settle(tx: Transaction, planned: Sequence[OldCopy]) -> None:
    """Note that these copies' edits are planned."""
    sent = [
        {"row": copy.delivery_id, "now_version": copy.version}
        for copy in planned
        if copy.delivery_id is not None
    ]
    kept = [
        {"chat": copy.chat_id, "message": copy.message_id, "now_version": copy.version}
        for copy in planned
        if copy.delivery_id is None
    ]
    if sent:
        await tx.execute(_PLAN_DELIVERIES, sent)
    if kept:
        await tx.execute(_PLAN_COPIES, kept)


async def supersede(tx: Transaction, prefixes: set[str], chat_ids: Sequence[int]) -> None:
    """Drop edits and notices that wait for these chats under keys that begin like this."""
    found = await tx.rows(_BEFORE, {"chats": sorted(set(chat_ids))})
    ids = [row.id for row in found if row.key.rpartition(":")[0] in prefixes]
    if ids:
        await tx.execute(_SUPERSEDE, {"ids": ids})


_TELLS = select(content_articles.c.content_id).where(
    content_articles.c.article_id == bindparam("article")
)
_IS_OLD = exists(
    select(literal_column("1"))
    .select_from(edits_due)
    .where(edits_due.c.content_id == contents.c.id, ~edits_due.c.is_rewritten)
)


def _count(table: Table, is_sent: ColumnElement[bool]) -> Select[Any]:
    is_old = or_(table.c.version < contents.c.version, _IS_OLD)
    old: ColumnElement[Any] = func.sum(case((is_old, 1), else_=0)).label("old")
    columns: list[ColumnElement[Any]] = [func.count().label("copies"), old]
    return (
        select(*columns)
        .select_from(table)
        .join(contents, contents.c.id == table.c.content_id)
        .where(table.c.content_id.in_(_TELLS), is_sent)
    )


_COUNT_SENT = _count(deliveries, _IS_SENT)
_COUNT_COPIES = _count(copies, copies.c.message_id.is_not(None))
_EDITS = (
    select(deliveries.c.state, deliveries.c.reason, func.count().label("rows"))
    .where(deliveries.c.content_id.in_(_TELLS), deliveries.c.edits.is_not(None))
    .group_by(deliveries.c.state, deliveries.c.reason)
)


def _untraced(table: Table, is_sent: ColumnElement[bool]) -> Select[Any]:
    counted: Select[Any] = select(func.count())
    return (
        counted.select_from(table)
        .join(contents, contents.c.id == table.c.content_id)
        .where(
            ~contents.c.is_traced,
            contents.c.window_end >= bindparam("added", type_=Moment()),
            contents.c.window_start <= bindparam("told_by", type_=Moment()),
            is_sent,
        )
    )


_UNTRACED = (
    _untraced(deliveries, _IS_SENT),
    _untraced(copies, copies.c.message_id.is_not(None)),
)


async def spread(reader: Reader, article_id: str, added_at: datetime) -> Spread:
    """Count the copies that tell of an article, and those whose edits are made or wait."""
    named = {"article": article_id}
    counted = [await reader.row(each, named) for each in (_COUNT_SENT, _COUNT_COPIES)]
    total = sum(row.copies for row in counted if row)
    waiting = sum(row.old or 0 for row in counted if row)
    edited = lost = 0
    for row in await reader.rows(_EDITS, named):
        if row.state == "sent":
            edited += row.rows
        elif row.state in ("planned", "leased", "uncertain"):
            waiting += row.rows
        elif row.reason != "superseded":
            lost += row.rows
    window = {"added": added_at, "told_by": added_at + _TOLD_WITHIN}
    untraced = sum([int(await reader.scalar(each, window)) for each in _UNTRACED])
    return Spread(total, edited, waiting, lost, untraced)
