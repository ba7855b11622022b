"""The only place that reads the time; everything else takes `now` as a parameter."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the program asks about time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards, from an arbitrary start."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until that many seconds have passed on this clock."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the machine's moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)


class MovableClock:
    """A clock that runs like the machine's but can be moved; wall and monotonic move together.

    The demo and the tests use it. Whoever sleeps on it wakes once a move has passed its end.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta()
        self._moved = asyncio.Event()
        if start is not None:
            self._offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the machine's moment moved by what was asked, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds moved by as much as the wall time."""
        return time.monotonic() + self._offset.total_seconds()

    def move_to(self, moment: datetime) -> None:
        """Make `now` read `moment`; sleepers whose time has come wake."""
        self._offset = moment - datetime.now(UTC)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def move_by(self, step: timedelta) -> None:
        """Move the clock by `step`; sleepers whose time has come wake."""
        self.move_to(self.now() + step)

    async def sleep(self, seconds: float) -> None:
        """Wait until that much time has passed on this clock, moves included."""
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), timeout=left)
            except TimeoutError:
                return
