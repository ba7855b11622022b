"""What readers are shown: events with their reports, found by scope in one index range read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, literal_column, or_, select

from storage import pairs
from storage.articles import Precision, Status
from storage.database import Reader
from storage.dyad import Dyad, Scope
from storage.models.articles import articles
from storage.models.events import event_pairs, events, pair_topics, pair_totals
from storage.models.outlets import outlets
from storage.outlets import Outlet
from storage.prebuilt import Prebuilt


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one outlet reports of an event, without its body."""

    article_id: str
    title: str
    summary: str
    url: str | None
    language: str | None
    event_day: date | None
    published_at: datetime | None
    published_precision: Precision | None
    zone: str | None
    dateline_place: str | None
    dateline_agency: str | None
    added_at: datetime
    revision: int
    outlet: Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, with its published reports, the first to be published first.

    `parties` has the surest first, `topics` the likeliest.
    """

    id: int
    sort_key: str
    event_day: date | None
    parties: tuple[str, ...]
    topics: tuple[str, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How much there is on a scope; `newest_day` is None where there is nothing."""

    events: int
    newest_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some events of a scope, newest first, and how many it has in all."""

    events: tuple[Event, ...]
    total: Total


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTotal:
    """How much there is on a dyad."""

    dyad: Dyad
    events: int
    newest_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTotals:
    """How much there is in all: dyads with events, published articles, the newest arrival."""

    pairs: int
    articles: int
    newest_added_at: datetime | None


# The reports of an event in one order of columns, which `_event` and `_report` read by place.
_COLUMNS = (
    events.c.id,
    events.c.sort_key,
    events.c.event_day,
    events.c.parties,
    events.c.topics,
    articles.c.id,
    articles.c.title,
    articles.c.summary,
    articles.c.url,
    articles.c.language,
    articles.c.event_day,
    articles.c.published_at,
    articles.c.published_precision,
    articles.c.zone,
    articles.c.dateline_place,
    articles.c.dateline_agency,
    articles.c.added_at,
    articles.c.revision,
    outlets.c.id,
    outlets.c.name,
    outlets.c.domain,
    outlets.c.country,
    outlets.c.label,
    outlets.c.language,
)
_OF_EVENT = articles.c.event_id == events.c.id
# In the text of the statement: nearly all are, which a planner can't know of a parameter.
_IS_PUBLISHED = articles.c.status == literal_column(f"'{Status.PUBLISHED.value}'")


def _total_as(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Make a column of the scope's total for the rows of a page; databases read it once."""
    return (
        select(column)
        .where(pair_totals.c.a == bindparam("a"))
        .where(pair_totals.c.b == bindparam("b"))
        .scalar_subquery()
    )


_TOTALS = (_total_as(pair_totals.c.events), _total_as(pair_totals.c.newest))


def _latest(index: Table, *more: ColumnElement[Any]) -> Prebuilt:
    """Build the read of one page: a range of a pair index, then rows by primary key.

    Unsorted beyond the page itself, so that no database sorts anything: a page is ordered here.
    """
    key = index.c.sort_key
    page = (
        select(index.c.event_id)
        .where(index.c.a == bindparam("a"))
        .where(index.c.b == bindparam("b"))
        .where(key >= bindparam("first"))
        .where(key < bindparam("before"))
        .order_by(key.desc())
        .limit(bindparam("limit"))
    )
    if "topic" in index.c:
        page = page.where(index.c.topic == bindparam("topic"))
    found = page.subquery("page")
    return Prebuilt(
        select(*_COLUMNS, *more)
        .select_from(found)
        .join(events, events.c.id == found.c.event_id)
        .join(articles, _OF_EVENT)
        .join(outlets, outlets.c.id == articles.c.outlet_id)
        .where(_IS_PUBLISHED)
    )


LATEST = _latest(event_pairs)
LATEST_OF_TOPIC = _latest(pair_topics)
PAGE = _latest(event_pairs, *_TOTALS)
PAGE_OF_TOPIC = _latest(pair_topics, *_TOTALS)

# Beyond every sort key, which are digits and dots.
_END = "~"
_IDS_AT_ONCE = 500

_BY_IDS = (
    select(*_COLUMNS)
    .join_from(events, articles, _OF_EVENT)
    .join(outlets, outlets.c.id == articles.c.outlet_id)
    .where(_IS_PUBLISHED)
    .where(events.c.id.in_(bindparam("ids", expanding=True)))
)
_MOMENT = articles.c.added_at.type
ADDED = (
    select(event_pairs.c.a, event_pairs.c.b, event_pairs.c.event_id)
    .distinct()
    .join_from(articles, event_pairs, event_pairs.c.event_id == articles.c.event_id)
    .where(_IS_PUBLISHED)
    .where(articles.c.added_at > bindparam("after", type_=_MOMENT))
    .where(articles.c.added_at <= bindparam("until", type_=_MOMENT))
)
_SCOPES = select(event_pairs.c.a, event_pairs.c.b).where(
    event_pairs.c.event_id == bindparam("event_id")
)
_TOTAL = Prebuilt(
    select(pair_totals.c.events, pair_totals.c.newest)
    .where(pair_totals.c.a == bindparam("a"))
    .where(pair_totals.c.b == bindparam("b"))
)
_LIVELY = (pair_totals.c.events.desc(), pair_totals.c.newest.desc())
_IS_DYAD = pair_totals.c.a < pair_totals.c.b
LIVELIEST = select(pair_totals).where(_IS_DYAD).order_by(*_LIVELY).limit(bindparam("limit"))
_PARTNERS = (
    select(pair_totals)
    .where(or_(pair_totals.c.a == bindparam("code"), pair_totals.c.b == bindparam("code")))
    .where(_IS_DYAD)
    .order_by(*_LIVELY)
    .limit(bindparam("limit"))
)
_PAIRS = select(func.count()).select_from(pair_totals).where(_IS_DYAD)
_ARTICLES = select(
    func.count().label("total"), func.max(articles.c.added_at).label("newest")
).where(_IS_PUBLISHED)


async def latest(  # noqa: PLR0913 - the filters that a query may have
    reader: Reader,
    scope: Scope,
    *,
    limit: int,
    before: str | None = None,
    topic: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> list[Event]:
    """List the newest events of a scope, newest first, at most `limit`.

    `before` is the sort key of the last event of the page before; days include both ends.
    """
    parameters = _page(scope, limit, before=before, first_day=first_day, last_day=last_day)
    if topic is None:
        return _newest_first(await LATEST.rows(reader, parameters))
    return _newest_first(await LATEST_OF_TOPIC.rows(reader, parameters | {"topic": topic}))


async def page(  # noqa: PLR0913 - the filters that a query may have
    reader: Reader,
    scope: Scope,
    *,
    limit: int,
    before: str | None = None,
    topic: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Page:
    """Read what `latest` lists and the scope's total, in one round trip where there are events."""
    parameters = _page(scope, limit, before=before, first_day=first_day, last_day=last_day)
    if topic is None:
        rows = await PAGE.rows(reader, parameters)
    else:
        rows = await PAGE_OF_TOPIC.rows(reader, parameters | {"topic": topic})
    if not rows:
        return Page(events=(), total=await total(reader, scope))
    return Page(events=tuple(_newest_first(rows)), total=_total(*rows[0][-len(_TOTALS) :]))


async def get(reader: Reader, event_id: int) -> Event | None:
    """Return the event, None where there is none with a published report."""
    found = await by_ids(reader, [event_id])
    return found[0] if found else None


async def by_ids(reader: Reader, ids: Iterable[int]) -> list[Event]:
    """List these events, newest first; those without a published report are left out."""
    wanted = sorted(set(ids))
    rows: list[Sequence[Any]] = []
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        rows += await reader.rows(_BY_IDS, {"ids": wanted[start : start + _IDS_AT_ONCE]})
    return _newest_first(rows)


async def scopes_of(reader: Reader, event_id: int) -> list[Scope]:
    """List the scopes under which an event is found, sorted."""
    rows = await reader.rows(_SCOPES, {"event_id": event_id})
    return sorted(Scope(row.a, row.b) for row in rows)


async def added_between(
    reader: Reader, scopes: Sequence[Scope], *, after: datetime, until: datetime
) -> list[tuple[Scope, Event]]:
    """List what digests of these scopes have to tell: events with a report added in the window.

    The window is `after` < added <= `until`. In the order of `scopes`, newest first within each;
    an event on several of them comes once for each, with all of its published reports.
    """
    order = {scope: place for place, scope in enumerate(scopes)}
    # Set-wise: what was added in a window is little, however many scopes ask for it.
    rows = await reader.rows(ADDED, {"after": after, "until": until})
    hits = [(Scope(row.a, row.b), row.event_id) for row in rows]
    hits = [(scope, event_id) for scope, event_id in hits if scope in order]
    found = {event.id: event for event in await by_ids(reader, {hit[1] for hit in hits})}
    told = [(scope, found[event_id]) for scope, event_id in hits if event_id in found]
    told.sort(key=lambda pair: pair[1].sort_key, reverse=True)
    return sorted(told, key=lambda pair: order[pair[0]])


async def total(reader: Reader, scope: Scope) -> Total:
    """Return how many events a scope has and its newest day."""
    rows = await _TOTAL.rows(reader, {"a": scope.first, "b": scope.second})
    if not rows:
        return Total(events=0, newest_day=None)
    return _total(*rows[0])


async def partners(reader: Reader, code: str, *, limit: int) -> list[PairTotal]:
    """List the dyads of a country, those with most events first, at most `limit`."""
    return _pair_totals(await reader.rows(_PARTNERS, {"code": code, "limit": limit}))


async def liveliest(reader: Reader, *, limit: int) -> list[PairTotal]:
    """List the dyads with most events, at most `limit`."""
    return _pair_totals(await reader.rows(LIVELIEST, {"limit": limit}))


async def archive(reader: Reader) -> ArchiveTotals:
    """Return how much there is in all."""
    row = (await reader.rows(_ARTICLES))[0]
    return ArchiveTotals(
        pairs=int(await reader.scalar(_PAIRS)), articles=row.total, newest_added_at=row.newest
    )


def _page(
    scope: Scope, limit: int, *, before: str | None, first_day: date | None, last_day: date | None
) -> dict[str, Any]:
    end = _END
    if last_day is not None and last_day < date.max:
        end = pairs.day_key(last_day + timedelta(days=1))
    return {
        "a": scope.first,
        "b": scope.second,
        "first": "" if first_day is None else pairs.day_key(first_day),
        "before": end if before is None else min(before, end),
        "limit": limit,
    }


def _total(count: int, newest: str) -> Total:
    return Total(events=count, newest_day=pairs.day_of(newest))


def _newest_first(rows: Iterable[Sequence[Any]]) -> list[Event]:
    by_event: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        by_event.setdefault(row[0], []).append(row)
    found = [_event(reports) for reports in by_event.values()]
    found.sort(key=lambda event: event.sort_key, reverse=True)
    return found


def _event(rows: Sequence[Sequence[Any]]) -> Event:
    event_id, sort_key, event_day, parties, topics = rows[0][:5]
    reports = [_report(row) for row in rows]
    reports.sort(key=lambda report: (report.published_at or report.added_at, report.article_id))
    return Event(
        id=event_id,
        sort_key=sort_key,
        event_day=event_day,
        parties=tuple(parties.split()),
        topics=tuple(topics.split()),
        reports=tuple(reports),
    )


def _report(row: Sequence[Any]) -> Report:
    return Report(
        article_id=row[5],
        title=row[6],
        summary=row[7],
        url=row[8],
        language=row[9],
        event_day=row[10],
        published_at=row[11],
        published_precision=row[12],
        zone=row[13],
        dateline_place=row[14],
        dateline_agency=row[15],
        added_at=row[16],
        revision=row[17],
        outlet=_outlet(*row[18:24]),
    )


@lru_cache(maxsize=1024)
def _outlet(
    outlet_id: int,
    name: str,
    domain: str | None,
    country: str | None,
    label: str | None,
    language: str | None,
) -> Outlet:
    """Make each outlet's record once: an archive has few of them and many reports of each."""
    return Outlet(
        id=outlet_id, name=name, domain=domain, country=country, label=label, language=language
    )


def _pair_totals(rows: Iterable[Any]) -> list[PairTotal]:
    return [
        PairTotal(dyad=Dyad(row.a, row.b), events=row.events, newest_day=pairs.day_of(row.newest))
        for row in rows
    ]
