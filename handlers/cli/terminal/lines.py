"""Gives the demo its lines: from a script or a pipe, as they come and without blocking the loop."""

import asyncio
import re
import threading
from collections import deque
from typing import Final, TextIO

_GIVES_A_ROLE: Final = re.compile(r"\s*:as\s.*\brole=")


class Lines:
    """Reads a stream in a thread of its own, so that it knows the lines that already wait."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: deque[str | None] = deque()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        # A daemon, since a read of a terminal or a pipe can't be interrupted.
        threading.Thread(target=self._read, daemon=True, name="script").start()

    async def next(self) -> str | None:
        """Return the next line, None at the end."""
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        line = self._waiting.popleft()
        if line is None:
            self._waiting.append(None)
        return line

    def role_ahead(self) -> bool:
        """Whether a line that waits gives somebody a role."""
        return any(line and _GIVES_A_ROLE.match(line) for line in tuple(self._waiting))

    def _read(self) -> None:
        for line in self._stream:
            self._put(line)
        self._put(None)

    def _put(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._take, line)
        except RuntimeError:
            # The demo ended before its input did.
            return

    def _take(self, line: str | None) -> None:
        self._waiting.append(line)
        self._came.set()
