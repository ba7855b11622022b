"""What was added in a window: the events, and under which scopes they are found."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from storage.articles import Status
from storage.database import Reader
from storage.dyad import Scope
from storage.models.articles import articles
from storage.models.base import Moment
from storage.models.events import event_pairs
from storage.prebuilt import Prebuilt
from storage.sets import given, numbers

EVENTS = Prebuilt(
    select(articles.c.event_id)
    .distinct()
    .where(articles.c.status == literal_column(f"'{Status.PUBLISHED.value}'"))
    .where(articles.c.added_at > bindparam("after", type_=Moment()))
    .where(articles.c.added_at <= bindparam("until", type_=Moment()))
)
_SCOPES = select(event_pairs.c.event_id, event_pairs.c.a, event_pairs.c.b).where(
    event_pairs.c.event_id.in_(select(given("ids").subquery("given").c.id))
)


async def events_between(reader: Reader, *, after: datetime, until: datetime) -> list[int]:
    """List the events with a report that was added in the window `after` < added <= `until`."""
    rows = await EVENTS.raw_rows(reader, {"after": after, "until": until})
    return [row[0] for row in rows]


async def scopes_of(reader: Reader, event_ids: Iterable[int]) -> dict[int, list[Scope]]:
    """List the scopes under which these events are found."""
    found: dict[int, list[Scope]] = {}
    for row in await reader.rows(_SCOPES, {"ids": numbers(event_ids)}):
        found.setdefault(row.event_id, []).append(Scope(row.a, row.b))
    return found
