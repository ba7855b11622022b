"""The parts of the bot that run for ever: whichever dies first takes the program along."""

import asyncio
import logging

log = logging.getLogger(__name__)


class Parts:
    """Tasks that only end when they are told to."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def watch(self, task: "asyncio.Task[None]") -> None:
        """Remember a task; its death by an error is the program's."""
        self._tasks.append(task)
        task.add_done_callback(self._on_end)

    async def failed(self) -> None:
        """Wait until a task ends by an error, and raise that error."""
        await self._failure

    async def ended(self) -> None:
        """Wait until all have ended, however they did."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def cut_off(self) -> None:
        """End those that have not ended by themselves."""
        for task in self._tasks:
            task.cancel()
        await self.ended()

    def _on_end(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failure.done():
            log.critical("%s failed", task.get_name(), exc_info=error, extra={"action": "fatal"})
            self._failure.set_exception(error)
