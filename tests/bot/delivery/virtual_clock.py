"""A clock for tests of waiting: nothing passes until the test lets it, and then at once."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)


class VirtualClock:
    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._passed + seconds, next(self._numbers), woken))
        await woken

    async def pass_time(self, seconds: float) -> None:
        """Let that much time pass, waking sleepers in their order."""
        end = self._passed + seconds
        await _settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self._passed, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
            await _settle()
        self._passed = end


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
