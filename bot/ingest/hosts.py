"""Politeness: one request at a time to a host, and a pause between two."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.ingest import addresses
from bot.ingest.guard import target

PAUSE_S = 2.0
_MOST_KNOWN = 1_000


class HostTurns:
    """Hands out turns at hosts; those in `free` (FETCH_ALLOW, the operator's own) need no pause."""

    def __init__(
        self, clock: Clock, *, free: Collection[str] = (), pause_s: float = PAUSE_S
    ) -> None:
        self._clock = clock
        self._free = free
        self._pause_s = pause_s
        self._turns: dict[str, asyncio.Lock] = {}
        self._rests_until: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of that address may be asked; it rests when the turn is over."""
        host = addresses.domain(url) or ""
        place = target(url, allow=self._free)
        pause_s = 0.0 if place and place.is_listed else self._pause_s
        async with self._turns.setdefault(host, asyncio.Lock()):
            rest_s = self._rests_until.get(host, 0.0) - self._clock.monotonic()
            # The clock may have been moved back since.
            if 0 < rest_s <= pause_s:
                await self._clock.sleep(rest_s)
            try:
                yield
            finally:
                self._rests_until[host] = self._clock.monotonic() + pause_s
        self._forget()

    def _forget(self) -> None:
        """Keep no more hosts than a newsroom could ever read."""
        if len(self._turns) > _MOST_KNOWN:
            idle = [host for host, turn in self._turns.items() if not turn.locked()]
            for host in idle:
                del self._turns[host]
                self._rests_until.pop(host, None)
