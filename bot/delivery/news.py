"""What was added in a window, read once for all whose digests tell of that window."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.corrected import Corrected, by_scope
from bot.briefing.digest import NOTHING_CORRECTED, Window
from storage import additions, events, histories
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event

Added = Mapping[Scope, Sequence[Event]]

# A morning has few windows; somebody who was away has one of his own.
_WINDOWS = 16
_EVENTS = 10_000
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OfWindow:
    """What there is to tell in one window, by scope."""

    added: Added
    corrected: Corrected

    def event_ids(self, scopes: Iterable[Scope]) -> set[int]:
        """Return the events of which a reader of these scopes may have had an alert."""
        found: set[int] = set()
        for scope in scopes:
            found.update(event.id for event in self.added.get(scope, ()))
            found.update(each.history.event_id for each in self.corrected.get(scope, ()))
        return found

    def since(self, after: datetime) -> datetime:
        """Return from when on, not later than `after`, an alert may have been on any of it."""
        first = [each.history.added_at for found in self.corrected.values() for each in found]
        return min([after, *first])


NO_NEWS = OfWindow({}, {})


class News:
    """Remembers what it read for as long as one tick plans."""

    def __init__(self) -> None:
        self._added: dict[Window, Added] = {}
        self._events: dict[int, tuple[Event, tuple[Scope, ...]]] = {}
        self._corrected: dict[Window, Corrected] = {}
        self._repaired_at: datetime | None = None
        self._knows_repairs = False

    async def of(self, reader: Reader, window: Window) -> Added:
        """Return the events with a report added in the window, by scope."""
        if window not in self._added:
            while len(self._added) >= _WINDOWS:
                del self._added[next(iter(self._added))]
            self._added[window] = await self._read(reader, window)
        return self._added[window]

    async def of_window(self, reader: Reader, window: Window) -> OfWindow:
        """Return what was added and what was corrected in the window."""
        return OfWindow(await self.of(reader, window), await self.corrected(reader, window))

    async def added_in(self, reader: Reader, window: Window) -> OfWindow:
        """Return only what was added in the window."""
        return OfWindow(await self.of(reader, window), NOTHING_CORRECTED)

    async def corrected(self, reader: Reader, window: Window) -> Corrected:
        """Return what was corrected in the window, by scope; nothing for a first digest."""
        if not self._knows_repairs:
            self._repaired_at = await histories.newest_repair(reader)
            self._knows_repairs = True
        if window.is_first or self._repaired_at is None or self._repaired_at <= window.after:
            return NOTHING_CORRECTED
        if window not in self._corrected:
            while len(self._corrected) >= _WINDOWS:
                del self._corrected[next(iter(self._corrected))]
            found = await histories.repaired_between(reader, after=window.after, until=window.until)
            self._corrected[window] = by_scope(found, after=window.after, until=window.until)
        return self._corrected[window]

    async def _read(self, reader: Reader, window: Window) -> Added:
        ids = await additions.events_between(reader, after=window.after, until=window.until)
        if len(self._events) + len(ids) > _EVENTS:
            self._events.clear()
        await self._learn(reader, [event_id for event_id in ids if event_id not in self._events])
        added: dict[Scope, list[Event]] = {}
        for count, event_id in enumerate(ids):
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0)
            if event_id in self._events:
                event, scopes = self._events[event_id]
                for scope in scopes:
                    added.setdefault(scope, []).append(event)
        return added

    async def _learn(self, reader: Reader, ids: Sequence[int]) -> None:
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            scopes = await additions.scopes_of(reader, some)
            for event in await events.by_ids(reader, some):
                self._events[event.id] = (event, tuple(scopes.get(event.id, ())))
