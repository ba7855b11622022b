"""Keeps the pair index of an event in step with its published reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, delete, func, insert, select, update

from storage.database import Reader, Transaction
from storage.dyad import Dyad, Scope
from storage.errors import Missing
from storage.models.articles import article_countries, article_topics, articles
from storage.models.events import event_pairs, events, pair_topics, pair_totals
from storage.upsert import upsert

#: Above so many parties a report is on no dyad until an editor picks some: a summit of 30 states
#: is not news about each of their 435 pairs.
PARTIES = 6

_UNKNOWN_MOMENT = "0" * 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a published report tells about the place of its event in the pair index."""

    event_day: date | None
    published_at: datetime | None
    zone: str | None
    added_at: datetime
    parties: tuple[str, ...]
    topics: tuple[str, ...]
    chosen_pairs: tuple[Dyad, ...] | None = None

    @property
    def publication_day(self) -> date | None:
        """The date on the outlet's own clock, UTC's where its zone is unknown."""
        if self.published_at is None:
            return None
        return self.published_at.astimezone(ZoneInfo(self.zone) if self.zone else UTC).date()


def event_day(reports: Iterable[ReportFacts]) -> date | None:
    """Return the earliest day that a report says the event happened on."""
    return min((report.event_day for report in reports if report.event_day), default=None)


def sort_key(reports: Sequence[ReportFacts], event_id: int) -> str:
    """Return the text by which events are ordered: day, first publication, id.

    The day is the event day, else the first publication day, else the day added. One fixed width,
    digits and dots, so that text order is time order on both databases, and short enough for a
    button: `20200226.20200226153600.0000000012`.
    """
    day = (
        event_day(reports)
        or min(
            (report.publication_day for report in reports if report.publication_day), default=None
        )
        or min(report.added_at for report in reports).astimezone(UTC).date()
    )
    moments = [report.published_at for report in reports if report.published_at]
    return f"{day_key(day)}.{_moment_key(min(moments, default=None))}.{event_id:010}"


def day_key(day: date) -> str:
    """Return how a sort key of this day begins."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def day_of(key: str) -> date:
    """Return the day with which a sort key begins."""
    return date(int(key[:4]), int(key[4:6]), int(key[6:8]))


def event_of(key: str) -> int:
    """Return the event with whose number a sort key ends."""
    return int(key.rpartition(".")[2])


def scopes(reports: Iterable[ReportFacts]) -> set[Scope]:
    """Return the union of the reports' scopes, never the pairs of their united countries."""
    return {scope for report in reports for scope in _scopes_of(report)}


def _scopes_of(report: ReportFacts) -> set[Scope]:
    countries = {Scope.of(code) for code in report.parties}
    if report.chosen_pairs is not None:
        return countries | {Scope.of(*dyad.codes) for dyad in report.chosen_pairs}
    if len(report.parties) > PARTIES:
        return countries
    return countries | {Scope.of(one, other) for one, other in combinations(report.parties, 2)}


def _moment_key(moment: datetime | None) -> str:
    if moment is None:
        return _UNKNOWN_MOMENT
    moment = moment.astimezone(UTC)
    return f"{day_key(moment.date())}{moment.hour:02}{moment.minute:02}{moment.second:02}"


_LOCK = select(events.c.id).where(events.c.id == bindparam("event_id")).with_for_update()
_FACTS = (
    select(
        articles.c.id,
        articles.c.event_day,
        articles.c.published_at,
        articles.c.zone,
        articles.c.added_at,
        articles.c.chosen_pairs,
    )
    .where(articles.c.event_id == bindparam("event_id"))
    .where(articles.c.status == "published")
)
_PARTIES = (
    select(article_countries.c.article_id, article_countries.c.code)
    .join(articles, articles.c.id == article_countries.c.article_id)
    .where(articles.c.event_id == bindparam("event_id"))
    .where(article_countries.c.party)
    .order_by(article_countries.c.score.desc(), article_countries.c.code)
)
_TOPICS = (
    select(article_topics.c.article_id, article_topics.c.topic)
    .join(articles, articles.c.id == article_topics.c.article_id)
    .where(articles.c.event_id == bindparam("event_id"))
    .order_by(article_topics.c.place, article_topics.c.topic)
)
_KEPT = select(event_pairs.c.a, event_pairs.c.b, event_pairs.c.sort_key).where(
    event_pairs.c.event_id == bindparam("event_id")
)
_CLEAR = delete(event_pairs).where(event_pairs.c.event_id == bindparam("key_event"))
_CLEAR_TOPICS = delete(pair_topics).where(pair_topics.c.event_id == bindparam("key_event"))
_SET_EVENT = update(events).where(events.c.id == bindparam("key_event"))

_TOTAL = upsert(pair_totals)
_COUNT_IN = _TOTAL.on_conflict_do_update(
    index_elements=["a", "b"],
    set_={
        "events": pair_totals.c.events + 1,
        "newest": case(
            (pair_totals.c.newest > _TOTAL.excluded.newest, pair_totals.c.newest),
            else_=_TOTAL.excluded.newest,
        ),
    },
)
_NEWEST_LEFT = (
    select(func.max(event_pairs.c.sort_key))
    .where(event_pairs.c.a == pair_totals.c.a)
    .where(event_pairs.c.b == pair_totals.c.b)
    .scalar_subquery()
)
_COUNT_OUT = (
    update(pair_totals)
    .where(pair_totals.c.a == bindparam("key_a"))
    .where(pair_totals.c.b == bindparam("key_b"))
    .values(events=pair_totals.c.events - 1, newest=func.coalesce(_NEWEST_LEFT, ""))
)
_DROP_EMPTY = (
    delete(pair_totals)
    .where(pair_totals.c.a == bindparam("key_a"))
    .where(pair_totals.c.b == bindparam("key_b"))
    .where(pair_totals.c.events == 0)
)


async def rewrite(tx: Transaction, event_id: int) -> None:
    """Make the event's row, pair rows and totals what its published reports say.

    Raises Missing where there is no such event. An event without a published report stays, with
    no pair rows, so that nobody is shown it.
    """
    if await tx.row(_LOCK, {"event_id": event_id}) is None:
        raise Missing("event", event_id)
    await place(tx, event_id, await facts(tx, event_id))


async def facts(reader: Reader, event_id: int) -> list[ReportFacts]:
    """Read what the event's published reports say."""
    key = {"event_id": event_id}
    parties = _grouped(await reader.rows(_PARTIES, key))
    topics = _grouped(await reader.rows(_TOPICS, key))
    return [
        ReportFacts(
            event_day=row.event_day,
            published_at=row.published_at,
            zone=row.zone,
            added_at=row.added_at,
            parties=tuple(parties.get(row.id, ())),
            topics=tuple(topics.get(row.id, ())),
            chosen_pairs=read_pairs(row.chosen_pairs),
        )
        for row in await reader.rows(_FACTS, key)
    ]


async def place(
    tx: Transaction, event_id: int, reports: Sequence[ReportFacts], *, is_new: bool = False
) -> None:
    """Write the event's row, pair rows and totals; a new event has none that must go first."""
    old = {} if is_new else await _clear(tx, event_id)
    key = sort_key(reports, event_id) if reports else None
    topics = _united(report.topics for report in reports)
    await tx.execute(
        _SET_EVENT,
        {
            "key_event": event_id,
            "sort_key": key,
            "event_day": event_day(reports),
            "parties": " ".join(_united(report.parties for report in reports)),
            "topics": " ".join(topics),
        },
    )
    new = scopes(reports)
    if key is not None and new:
        await _write(tx, event_id, key, sorted(new), topics=topics)
    # In one order everywhere, so that two transactions never wait for each other's rows.
    await _count(tx, sorted(set(old) | new), old=old, new=new, key=key)


async def _clear(tx: Transaction, event_id: int) -> dict[Scope, str]:
    rows = await tx.rows(_KEPT, {"event_id": event_id})
    if rows:
        await tx.execute(_CLEAR, {"key_event": event_id})
        await tx.execute(_CLEAR_TOPICS, {"key_event": event_id})
    return {Scope(row.a, row.b): row.sort_key for row in rows}


async def _write(
    tx: Transaction, event_id: int, key: str, new: Sequence[Scope], *, topics: Sequence[str]
) -> None:
    rows = [
        {"a": scope.first, "b": scope.second, "sort_key": key, "event_id": event_id}
        for scope in new
    ]
    await tx.execute(insert(event_pairs), rows)
    if topics:
        by_topic = [row | {"topic": topic} for row in rows for topic in topics]
        await tx.execute(insert(pair_topics), by_topic)


async def _count(
    tx: Transaction,
    touched: Sequence[Scope],
    *,
    old: dict[Scope, str],
    new: set[Scope],
    key: str | None,
) -> None:
    moved = [scope for scope in touched if not (scope in new and old.get(scope) == key)]
    into = [
        {"a": scope.first, "b": scope.second, "events": 1, "newest": key}
        for scope in moved
        if scope in new
    ]
    out = [{"key_a": scope.first, "key_b": scope.second} for scope in moved if scope in old]
    if into:
        await tx.execute(_COUNT_IN, into)
    if out:
        await tx.execute(_COUNT_OUT, out)
        await tx.execute(_DROP_EMPTY, out)


def write_pairs(pairs: Iterable[Dyad] | None) -> str | None:
    """Write chosen pairs as their column keeps them."""
    return None if pairs is None else " ".join(sorted(str(dyad) for dyad in pairs))


def read_pairs(text: str | None) -> tuple[Dyad, ...] | None:
    """Read chosen pairs from their column."""
    return None if text is None else tuple(Dyad.of(*pair.split("-")) for pair in text.split())


def _grouped(rows: Iterable[Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for article_id, value in rows:
        groups.setdefault(article_id, []).append(value)
    return groups


def _united(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(value for values in lists for value in values))
