"""What stands beside a digest's news: the newest before it, and how the weeks before were.

Read set by set for all the digests of a window, and remembered for as long as one tick plans.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.briefing.change import Change, Period, change_of, spans_before
from bot.briefing.digest import Beside, Digest
from storage import counts, events
from storage.counts import Newest
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event

# A morning's pairs are fewer.
_REMEMBERED = 20_000
_AT_ONCE = 500


@dataclass(slots=True)
class Surroundings:
    """Remembers what was read beside the news; a scope without anything is remembered as None."""

    _newest: dict[tuple[Scope, datetime], Newest | None] = field(default_factory=dict)
    _events: dict[int, Event | None] = field(default_factory=dict)
    _changes: dict[tuple[Scope, date, Period], Change] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether it remembers as much as it should, and a new one is to go on."""
        return max(len(self._newest), len(self._changes)) > _REMEMBERED

    async def learn(
        self,
        reader: Reader,
        wanted: Iterable[Sequence[Scope]],
        lively: Collection[Scope],
        *,
        after: datetime,
    ) -> None:
        """Read what was newest at a window's beginning, for readers of these lists of scopes.

        `lively` are the scopes with anything new.
        """
        lists = list(wanted)
        asked = {scope for scopes in lists for scope in scopes}
        missing = sorted(scope for scope in asked if (scope, after) not in self._newest)
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            found = await counts.newest(reader, some, by=after)
            self._newest.update({(scope, after): found.get(scope) for scope in some})
        await self._read_events(reader, _alone(lists, lively), after=after)

    async def learn_changes(
        self, reader: Reader, scopes: Collection[Scope], *, day: date, period: Period
    ) -> None:
        """Read how much there was on scopes in the weeks or months before a day."""
        missing = sorted(scope for scope in scopes if (scope, day, period) not in self._changes)
        begun = await counts.archive_begins(reader) if missing else None
        if begun is None:
            return
        spans = spans_before(day, period)
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            counted = await counts.counted(
                reader,
                some,
                first_day=spans[-1].first,
                last_day=spans[0].last,
                count_reports_from=spans[0].first,
            )
            for scope in some:
                self._changes[scope, day, period] = change_of(
                    counted.get(scope, ()),
                    spans,
                    begins=begun.astimezone(UTC).date(),
                    period=period,
                )

    def of(self, digest: Digest, *, day: date, period: Period | None) -> Beside:
        """Return what stands beside one digest, of what was read."""
        after = digest.window.after
        newest = {
            scope: last for scope in digest.scopes if (last := self._newest.get((scope, after)))
        }
        found = {
            last.event_id: event
            for last in newest.values()
            if (event := self._events.get(last.event_id))
        }
        changes = {
            group.scope: change
            for group in digest.groups
            if period and (change := self._changes.get((group.scope, day, period)))
        }
        return Beside(newest, found, changes)

    async def _read_events(
        self, reader: Reader, scopes: Iterable[Scope], *, after: datetime
    ) -> None:
        newest = (self._newest.get((scope, after)) for scope in scopes)
        ids = {last.event_id for last in newest if last} - self._events.keys()
        self._events.update(dict.fromkeys(ids))
        for event in await events.by_ids(reader, ids) if ids else ():
            self._events[event.id] = event


def _alone(lists: Iterable[Sequence[Scope]], lively: Collection[Scope]) -> set[Scope]:
    """Return the scopes that are the only quiet one of a list: of those the last item is told."""
    quiet = ([scope for scope in scopes if scope not in lively] for scopes in lists)
    return {scopes[0] for scopes in quiet if len(scopes) == 1}
