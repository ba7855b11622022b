"""Serves the pages of a folder on this machine, so that links can be tried without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Pages:
    """A folder and the port at which its pages are found."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Where the folder is found."""
        return f"http://{HOST}:{self.port}"

    @property
    def allow(self) -> str:
        """What FETCH_ALLOW has to say for the bot to fetch them."""
        return f"{HOST}:{self.port}"

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serve them meanwhile."""
        from aiohttp import web  # noqa: PLC0415  # while the bot's process loads its own

        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_static("/", self.folder)
        runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.port).start()
            yield
        finally:
            await runner.cleanup()

    async def _front(self, request: "web.Request") -> "web.StreamResponse":
        from aiohttp import web  # noqa: PLC0415

        del request
        front = self.folder / "index.html"
        if not front.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(front)
