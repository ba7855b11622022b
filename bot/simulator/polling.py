"""Long polling as the Bot API server does it: one poller, a few oddities against hasty ones."""

import asyncio
from typing import Any

from bot.simulator.clock import SimulatorClock
from bot.simulator.errors import ApiError
from bot.simulator.updates import UpdateQueue

LONGEST_S = 50  # Client.cpp clamps the timeout to 0-50
HASTY_S, ODD_S = 0.5, 3.0  # the same offset again within these: one update only, a poll of 3 s
WEBHOOK_IS_ON = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class Poller:
    """The one long poll that a bot may hold."""

    def __init__(self, clock: SimulatorClock, updates: UpdateQueue) -> None:
        self._clock = clock
        self._updates = updates
        self._holder: asyncio.Event | None = None
        self._ended_by = OTHER_POLLER
        self._offset: int | None = None
        self._started = -ODD_S
        self._next_conflict = 0.0
        self._closed = False
        self.held = 0  # how many polls had to wait so far
        clock.on_move(updates.wake)

    async def poll(self, *, offset: int, limit: int, timeout_s: int) -> list[dict[str, Any]]:
        """Confirm below `offset` and return what waits, at most `limit`, after `timeout_s` none.

        Raises ApiError 409 when another poll or a webhook takes over.
        """
        limit, timeout_s = min(max(limit, 1), 100), min(max(timeout_s, 0), LONGEST_S)
        now = self._clock.monotonic()
        if offset == self._offset and now < self._started + ODD_S:
            timeout_s = max(timeout_s, int(ODD_S))
            limit = 1 if now < self._started + HASTY_S else limit
        self._offset, self._started = offset, now
        self.end(OTHER_POLLER)
        self._updates.confirm(offset)
        found = self._updates.take(limit)
        if found or not timeout_s:
            return found
        return await self._wait(limit, now + timeout_s)

    def end(self, reason: str) -> None:
        """End the poll that is held, if any; it answers 409 with the reason."""
        if self._holder is not None:
            self._ended_by = reason
            self._holder.set()
            self._holder = None
            self._updates.wake()

    def open(self) -> None:
        """Let polls wait: the server starts."""
        self._closed = False

    def close(self) -> None:
        """Let all polls return at once, now and later: the server stops."""
        self._closed = True
        self._updates.wake()

    async def conflict(self, reason: str) -> ApiError:
        """Return the 409; one is told at once, others within 3 s are held for as long."""
        now = self._clock.monotonic()
        if now >= self._next_conflict:
            self._next_conflict = now + ODD_S
        elif not self._closed:
            await self._clock.sleep(ODD_S)
        return ApiError(409, reason)

    async def _wait(self, limit: int, until: float) -> list[dict[str, Any]]:
        ended = self._holder = asyncio.Event()
        self.held += 1
        try:
            while not self._closed:
                # Taken before anything is awaited, so that nothing slips by.
                change = self._updates.next_change()
                left = until - self._clock.monotonic()
                if left <= 0:
                    break
                try:
                    await asyncio.wait_for(change.wait(), left)
                except TimeoutError:
                    break
                if ended.is_set():
                    raise await self.conflict(self._ended_by)
                if found := self._updates.take(limit):
                    return found
            return []
        finally:
            if self._holder is ended:
                self._holder = None
