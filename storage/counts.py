"""How much there was on scopes, item by item and read for all scopes at once; nothing is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, case, func, literal_column, select, tuple_

from storage import pairs
from storage.articles import Status
from storage.database import Reader
from storage.dyad import Scope
from storage.models.articles import articles
from storage.models.events import event_pairs, events, pair_totals


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
_PLACE = tuple_(event_pairs.c.a, event_pairs.c.b)
_REPORTS = (
    select(func.count())
    .where(articles.c.event_id == event_pairs.c.event_id, _IS_PUBLISHED)
    .scalar_subquery()
)
COUNTED = (
    select(
        event_pairs.c.a,
        event_pairs.c.b,
        event_pairs.c.sort_key,
        events.c.topics,
        case((event_pairs.c.sort_key >= bindparam("exactly_from"), _REPORTS), else_=1).label(
            "reports"
        ),
    )
    .join(events, events.c.id == event_pairs.c.event_id)
    .where(
        _PLACE.in_(bindparam("scopes", expanding=True)),
        event_pairs.c.sort_key >= bindparam("first"),
        event_pairs.c.sort_key < bindparam("end"),
    )
)
_BEGINS = select(func.min(articles.c.added_at, type_=articles.c.added_at.type)).where(_IS_PUBLISHED)
# What was reported since is little, and is made into a set once; asked event by event, SQLite
# walks all articles that were there before.
_SINCE = select(articles.c.event_id).where(
    _IS_PUBLISHED, articles.c.added_at > bindparam("by", type_=articles.c.added_at.type)
)
_NEWEST_KEY = (
    select(event_pairs.c.sort_key)
    .where(event_pairs.c.a == pair_totals.c.a, event_pairs.c.b == pair_totals.c.b)
    .where(event_pairs.c.event_id.not_in(_SINCE))
    .order_by(event_pairs.c.sort_key.desc())
    .limit(1)
    .correlate(pair_totals)
    .scalar_subquery()
)
NEWEST = select(pair_totals.c.a, pair_totals.c.b, _NEWEST_KEY.label("key")).where(
    tuple_(pair_totals.c.a, pair_totals.c.b).in_(bindparam("scopes", expanding=True))
)


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
        topic = row.topics.partition(" ")[0] or None
        event = Counted(pairs.day_of(row.sort_key), topic, row.reports)
        found.setdefault(Scope(row.a, row.b), []).append(event)
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


def _places(scopes: Iterable[Scope]) -> Sequence[tuple[str, str]]:
    return [(scope.first, scope.second) for scope in sorted(set(scopes))]
