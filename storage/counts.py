"""How much there was on scopes, item by item and read for all scopes at once; nothing is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Text, and_, bindparam, case, cast, func, literal_column, select, tuple_

from storage import pairs
from storage.articles import Status
from storage.database import Reader
from storage.dyad import Scope
from storage.models.articles import articles
from storage.models.events import event_pairs, events, pair_totals
from storage.sets import joined


@dataclass(frozen=True, slots=True)
class Counted:
    """One event of a scope: its day, its likeliest topic, and how many reports it has.

    Reports are counted from `count_reports_from` on; before that an event counts as one.
    """

    day: date
    topic: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest event of a scope and its day, as the scope's pages show it."""

    event_id: int
    day: date


_IS_PUBLISHED = articles.c.status == literal_column(f"'{Status.PUBLISHED.value}'")
# Whoever asks for many pairs at once asks their totals, and each total its own range of events.
_IS_ASKED = tuple_(pair_totals.c.a, pair_totals.c.b).in_(bindparam("scopes", expanding=True))
_OF_PAIR = and_(event_pairs.c.a == pair_totals.c.a, event_pairs.c.b == pair_totals.c.b)
_REPORTS = (
    select(func.count())
    .where(articles.c.event_id == event_pairs.c.event_id, _IS_PUBLISHED)
    .scalar_subquery()
)
_COUNT = case((event_pairs.c.sort_key >= bindparam("exactly_from"), _REPORTS), else_=1)
# One text a pair, by a subquery: as a join SQLite would walk all pairs to find these.
_ITEM = (
    event_pairs.c.sort_key
    + literal_column("'|'")
    + func.replace(events.c.topics, " ", "+")
    + literal_column("'|'")
    + cast(_COUNT, Text)
)
_ITEMS = (
    select(joined(_ITEM))
    .join_from(event_pairs, events, events.c.id == event_pairs.c.event_id)
    .where(
        _OF_PAIR,
        event_pairs.c.sort_key >= bindparam("first"),
        event_pairs.c.sort_key < bindparam("end"),
    )
    .correlate(pair_totals)
    .scalar_subquery()
)
COUNTED = select(pair_totals.c.a, pair_totals.c.b, _ITEMS.label("items")).where(_IS_ASKED)
_BEGINS = select(func.min(articles.c.added_at, type_=articles.c.added_at.type)).where(_IS_PUBLISHED)
# What was reported since is little, and is made into a set once; asked event by event, SQLite
# walks all articles that were there before.
_SINCE = select(articles.c.event_id).where(
    _IS_PUBLISHED, articles.c.added_at > bindparam("by", type_=articles.c.added_at.type)
)
_NEWEST_KEY = (
    select(event_pairs.c.sort_key)
    .where(_OF_PAIR)
    .where(event_pairs.c.event_id.not_in(_SINCE))
    .order_by(event_pairs.c.sort_key.desc())
    .limit(1)
    .correlate(pair_totals)
    .scalar_subquery()
)
NEWEST = select(pair_totals.c.a, pair_totals.c.b, _NEWEST_KEY.label("key")).where(_IS_ASKED)


async def counted(
    reader: Reader,
    scopes: Iterable[Scope],
    *,
    first_day: date,
    last_day: date,
    count_reports_from: date,
) -> dict[Scope, list[Counted]]:
    """List the events of scopes on these days, ends included; scopes without any are absent."""
    found: dict[Scope, list[Counted]] = {}
    parameters = {
        "scopes": _places(scopes),
        "first": pairs.day_key(first_day),
        "end": pairs.day_key(last_day + timedelta(days=1)),
        "exactly_from": pairs.day_key(count_reports_from),
    }
    for row in await reader.rows(COUNTED, parameters) if parameters["scopes"] else ():
        if row.items:
            found[Scope(row.a, row.b)] = [_counted(item) for item in row.items.split()]
    return found


async def newest(reader: Reader, scopes: Iterable[Scope], *, by: datetime) -> dict[Scope, Newest]:
    """Return the newest event of each scope of those that had their last report by that moment.

    Scopes without any are absent.
    """
    parameters = {"scopes": _places(scopes), "by": by}
    rows = await reader.rows(NEWEST, parameters) if parameters["scopes"] else ()
    return {
        Scope(row.a, row.b): Newest(pairs.event_of(row.key), pairs.day_of(row.key))
        for row in rows
        if row.key
    }


async def archive_begins(reader: Reader) -> datetime | None:
    """Return when the first of what is published was added; None while nothing is."""
    found: datetime | None = await reader.scalar(_BEGINS)
    return found


def _counted(item: str) -> Counted:
    key, topics, reports = item.split("|")
    return Counted(pairs.day_of(key), topics.partition("+")[0] or None, int(reports))


def _places(scopes: Iterable[Scope]) -> Sequence[tuple[str, str]]:
    return [(scope.first, scope.second) for scope in sorted(set(scopes))]
