"""What was added in a window, read once for all whose digests tell of that window."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.briefing.digest import Window
from storage import additions, events
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event

Added = Mapping[Scope, Sequence[Event]]

# A morning has few windows; somebody who was away has one of his own.
_WINDOWS = 16
_EVENTS = 10_000
_AT_ONCE = 200


class News:
    """Remembers what it read for as long as one tick plans."""

    def __init__(self) -> None:
        self._added: dict[Window, Added] = {}
        self._events: dict[int, tuple[Event, tuple[Scope, ...]]] = {}

    async def of(self, reader: Reader, window: Window) -> Added:
        """Return the events with a report added in the window, by scope."""
        if window not in self._added:
            while len(self._added) >= _WINDOWS:
                del self._added[next(iter(self._added))]
            self._added[window] = await self._read(reader, window)
        return self._added[window]

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
