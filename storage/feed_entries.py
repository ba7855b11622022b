"""What was seen in feeds: every entry under all its names, long after it left its feed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from storage.database import Reader, Transaction
from storage.models.feeds import feed_entries, feed_entry_names


class Fate(StrEnum):
    """What became of an entry when it was first seen."""

    QUEUED = "queued"  # a draft, whatever became of that
    FILTERED = "filtered"  # not what the feed's filter lets through
    OLD = "old"  # older than what a first poll takes
    UNUSABLE = "unusable"  # nothing to read in it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be remembered; `moment` is its publication, else when it was first seen."""

    feed_id: int
    names: tuple[str, ...]
    fate: Fate
    fingerprint: str
    moment: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A known entry; `feed_id` is None where its feed was removed."""

    id: int
    feed_id: int | None
    fate: Fate
    fingerprint: str
    revisions: int


_KNOWN = (
    select(feed_entry_names.c.name, feed_entries)
    .join(feed_entries, feed_entries.c.id == feed_entry_names.c.entry_id)
    .where(feed_entry_names.c.name.in_(bindparam("names", expanding=True)))
)
_MOMENTS = (
    select(feed_entries.c.moment)
    .where(feed_entries.c.feed_id == bindparam("feed_id"))
    .where(feed_entries.c.moment >= bindparam("since"))
)
_FATES = (
    select(feed_entries.c.fate, func.count().label("entries"))
    .where(feed_entries.c.feed_id == bindparam("feed_id"))
    .where(feed_entries.c.moment >= bindparam("since"))
    .group_by(feed_entries.c.fate)
)


async def known(reader: Reader, names: Collection[str]) -> dict[str, Entry]:
    """Return the entries that were seen under any of these names, by name."""
    if not names:
        return {}
    found = await reader.rows(_KNOWN, {"names": list(names)})
    return {row.name: _record(row) for row in found}


async def add(tx: Transaction, entries: Sequence[NewEntry]) -> list[int]:
    """Remember entries and return their ids; Conflict where one was seen under one of its names."""
    if not entries:
        return []
    rows = [
        {
            "feed_id": entry.feed_id,
            "fate": entry.fate,
            "fingerprint": entry.fingerprint,
            "revisions": 0,
            "moment": entry.moment,
            "first_seen_at": entry.seen_at,
            "last_seen_at": entry.seen_at,
        }
        for entry in entries
    ]
    statement = insert(feed_entries).returning(feed_entries.c.id, sort_by_parameter_order=True)
    ids = [row.id for row in await tx.rows(statement, rows)]
    names = [
        {"name": name, "entry_id": entry_id}
        for entry_id, entry in zip(ids, entries, strict=True)
        for name in dict.fromkeys(entry.names)
    ]
    await tx.execute(insert(feed_entry_names), names)
    return ids


async def see_again(
    tx: Transaction, ids: Collection[int], names: Sequence[tuple[str, int]], *, now: datetime
) -> None:
    """Note that known entries are still in their feed, and what else they are called now."""
    statement = update(feed_entries).where(feed_entries.c.id.in_(ids))
    await tx.execute(statement.values(last_seen_at=now))
    if names:
        rows = [{"name": name, "entry_id": entry_id} for name, entry_id in names]
        await tx.execute(insert(feed_entry_names), rows)


async def set_words(tx: Transaction, entry_id: int, *, fingerprint: str, revisions: int) -> None:
    """Note what a known entry's words are now, and how often a change was put up for review."""
    statement = update(feed_entries).where(feed_entries.c.id == entry_id)
    await tx.execute(statement.values(fingerprint=fingerprint, revisions=revisions))


async def moments(reader: Reader, feed_id: int, *, since: datetime) -> list[datetime]:
    """Return when the feed's entries since then were published, else first seen."""
    rows = await reader.rows(_MOMENTS, {"feed_id": feed_id, "since": since})
    return [row.moment for row in rows]


async def fates(reader: Reader, feed_id: int, *, since: datetime) -> Counter[Fate]:
    """Count what became of the feed's entries since then."""
    rows = await reader.rows(_FATES, {"feed_id": feed_id, "since": since})
    return Counter({Fate(row.fate): row.entries for row in rows})


async def forget_old(tx: Transaction, *, before: datetime, limit: int) -> int:
    """Forget entries that were last seen before that moment; return how many they were."""
    old = select(feed_entries.c.id).where(feed_entries.c.last_seen_at < before).limit(limit)
    return (await tx.execute(delete(feed_entries).where(feed_entries.c.id.in_(old)))).rowcount


def _record(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        feed_id=row.feed_id,
        fate=Fate(row.fate),
        fingerprint=row.fingerprint,
        revisions=row.revisions,
    )
