"""A site on this machine whose feed and pages a test changes as it goes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from tests.bot.ingest.servers import serve
from tests.bot.ingest.test_feeds import item, rss

FEED = "/feed.xml"


@dataclass
class Site:
    """Answers its feed by `status` and `headers`, its pages by `pages`; remembers who asked."""

    items: list[str] = field(default_factory=list)
    body: bytes | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    pages: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    shown: list[Any] = field(default_factory=list)
    port: int = 0
    # Set it to keep everybody waiting for the feed until it is set free.
    gate: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def allow(self) -> frozenset[str]:
        return frozenset({f"localhost:{self.port}"})

    @property
    def base(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def url(self) -> str:
        return self.base + FEED

    def add(self, title: str, number: int, at: datetime, **fields: str) -> None:
        """Put an entry on top."""
        known = {"link": f"{self.base}/{number}", "pubDate": format_datetime(at)}
        self.items.insert(0, item(title, number, **known | fields))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked[request.path] += 1
        if request.path in self.moved:
            return web.Response(status=301, headers={"Location": self.moved[request.path]})
        if request.path in self.pages:
            return web.Response(body=self.pages[request.path], content_type="text/html")
        if not request.path.endswith(".xml"):
            return web.Response(status=404)
        if self.gate is not None:
            self.reached.set()
            await self.gate.wait()
        self.shown.append(request.headers.get("If-None-Match"))
        if self.etag and self.shown[-1] == self.etag:
            return web.Response(status=304)
        headers = self.headers | ({"ETag": self.etag} if self.etag else {})
        return web.Response(
            status=self.status,
            body=self.body or rss(*self.items),
            content_type="application/rss+xml",
            headers=headers,
        )


@asynccontextmanager
async def running() -> AsyncIterator[Site]:
    """Serve a site."""
    site = Site()
    async with serve(site.answer) as site.port:
        yield site


def news(number: int) -> dict[str, str]:
    """Return the words of a short report about two countries."""
    return {
        "description": f"Ministers of Iran and Azerbaijan met in Baku for talk {number} on the "
        "border crossing and agreed to open it in spring."
    }


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
