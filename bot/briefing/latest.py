"""The answer to `/latest`: a page of events on a pair or a country, or the nearest there are."""

from dataclasses import dataclass
from datetime import date

from storage import events
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event, PairTotal

PAGE = 3
COUNTRY_PAGE = 7
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a briefing beside its scope; all None means everything."""

    topic: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is left out by it."""
        return any((self.topic, self.first_day, self.last_day))


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Briefing:
    """One page of events, newest first, with what stands around it."""

    scope: Scope
    filter: Filter
    events: tuple[Event, ...]
    total: int  # events of the scope in the whole archive, the filter not counted
    newest_day: date | None
    has_more: bool
    is_first_page: bool
    nearest: tuple[PairTotal, ...] = ()  # only where the scope has no event at all


async def latest(
    reader: Reader, scope: Scope, *, narrowed: Filter = EVERYTHING, after_event: int | None = None
) -> Briefing | None:
    """Read a page, newest first, continuing below `after_event`; None where that is gone."""
    before = None
    if after_event is not None:
        last_shown = await events.get(reader, after_event)
        if last_shown is None:
            return None
        before = last_shown.sort_key
    size = COUNTRY_PAGE if scope.is_country else PAGE
    page = await events.page(
        reader,
        scope,
        limit=size + 1,
        before=before,
        topic=narrowed.topic,
        first_day=narrowed.first_day,
        last_day=narrowed.last_day,
    )
    return Briefing(
        scope=scope,
        filter=narrowed,
        events=page.events[:size],
        total=page.total.events,
        newest_day=page.total.newest_day,
        has_more=len(page.events) > size,
        is_first_page=before is None,
        nearest=() if page.total.events else await _nearest(reader, scope),
    )


async def _nearest(reader: Reader, scope: Scope) -> tuple[PairTotal, ...]:
    """Find the liveliest pairs of the scope's countries, else of the archive."""
    found: dict[str, PairTotal] = {}
    for code in scope.codes:
        for pair in await events.partners(reader, code, limit=NEAREST):
            found[str(pair.dyad)] = pair
    pairs = list(found.values()) or await events.liveliest(reader, limit=NEAREST)
    return tuple(sorted(pairs, key=lambda pair: -pair.events)[:NEAREST])
