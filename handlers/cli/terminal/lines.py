"""Gives the demo its lines: from a script or a pipe, as they come and without blocking the loop."""

import asyncio
import re
import threading
from collections import deque
from typing import Final, TextIO

_GIVES_A_ROLE: Final = re.compile(r"\s*:as\s.*\brole=")


class Lines:
    """Knows the lines that already wait: of a file all, of a pipe those that were written."""

    def __init__(self, stream: TextIO) -> None:
        self._waiting: deque[str | None] = deque()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        if stream.seekable():
            self._waiting.extend([*stream, None])
            return
        # A thread, since reading a pipe blocks; a daemon, since that can't be interrupted.
        threading.Thread(target=self._read, args=(stream,), daemon=True, name="script").start()

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

    def _read(self, stream: TextIO) -> None:
        for line in stream:
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
