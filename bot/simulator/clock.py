"""The simulator's own time: it runs like the machine's and can be moved by tests and the demo."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SimulatorClock:
    """A movable clock; monotonic time follows each move forward and never runs back."""

    def __init__(self, start: datetime | None = None) -> None:
        self._wall_offset = timedelta()
        self._skipped_s = 0.0
        self.sleepers = 0  # who waits for the clock, so that a test knows when to move it
        self._moved = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        if start is not None:
            self._wall_offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the simulated moment, aware, in UTC."""
        return datetime.now(UTC) + self._wall_offset

    def seconds(self) -> int:
        """Return the simulated moment as Telegram writes dates: whole Unix seconds."""
        return int(time.time() + self._wall_offset.total_seconds())

    def monotonic(self) -> float:
        """Return seconds that never run backwards, from an arbitrary start."""
        return time.monotonic() + self._skipped_s

    def move_to(self, moment: datetime) -> None:
        """Make `now` read `moment`; sleepers whose time has come wake."""
        step = moment - self.now()
        self._wall_offset += step
        self._skipped_s += max(0.0, step.total_seconds())
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for listener in self._listeners:
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move."""
        self._listeners.append(listener)

    def move_by(self, step: timedelta) -> None:
        """Move the clock by `step`; sleepers whose time has come wake."""
        self.move_to(self.now() + step)

    async def sleep(self, seconds: float) -> None:
        """Wait until that much time has passed on this clock, moves included."""
        until = self.monotonic() + seconds
        self.sleepers += 1
        try:
            while (left := until - self.monotonic()) > 0:
                # An early wake-up by the time-out only looks at the clock again.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), timeout=left)
        finally:
            self.sleepers -= 1
