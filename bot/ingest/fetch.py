"""Fetch what lies at an address of the public internet, bounded in time, size and redirects.

The address is checked where the socket is opened, so that literals, redirects and names that
change their answer between a check and a connection are all judged by the same line.
"""

import asyncio
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.errors import BadInput
from bot.ingest.guard import Target, address_allowed, ip_allowed, target
from bot.ingest.kinds import FOREIGN_TYPES, Kind, kind_of

__all__ = ["Answer", "Fetcher", "Kind", "Limits", "address_allowed", "ip_allowed", "kind_of"]

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
# A page for subscribers or for people in another country; the text has to be pasted.
_WALLS: Final = frozenset({401, 402, 403, 407, 429, 451})
_GONE: Final = frozenset({404, 410})
_ACCEPT: Final = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,"
    "text/xml;q=0.9,application/pdf;q=0.8,text/plain;q=0.8,*/*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take; real pages have 179 kB in the middle and 2.2 MB at most."""

    connect_s: float = 5
    total_s: float = 20
    bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `url` is the last address, `moved_to` it if every redirect was for good.

    The names of `headers` are in small letters.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    kind: Kind
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches under guard; `contact` is the address at which site owners reach the operator.

    `allow` lists the exact `host:port` (FETCH_ALLOW) that are let through although they are inner
    ones; `resolver` looks names up, by default as the machine does.
    """

    contact: str = ""
    allow: Collection[str] = frozenset()
    resolver: AbstractResolver | None = None
    limits: Limits = field(default_factory=Limits)

    async def page(self, url: str) -> Answer:
        """Return the document at an address.

        BadInput `fetch.wall`, `fetch.gone` or `fetch.status` for another answer than a document,
        `fetch.kind` for what is none, else as `get`.
        """
        answer = await self.get(url)
        if answer.status in _WALLS:
            raise BadInput("fetch.wall")
        if answer.status in _GONE:
            raise BadInput("fetch.gone")
        if answer.status != 200 or answer.kind is Kind.EMPTY:
            raise BadInput("fetch.status", status=answer.status)
        if answer.kind is Kind.OTHER:
            raise BadInput("fetch.kind")
        return answer

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Return what an address answers, whatever its status, behind at most five redirects.

        BadInput `fetch.address` for an address that may not be fetched, `fetch.unreachable` where
        nothing public answers (the same for every inner host and port), `fetch.slow`,
        `fetch.too_big` and `fetch.redirects`.
        """
        try:
            async with asyncio.timeout(self.limits.total_s):
                return await self._follow(url, dict(headers or {}))
        except TimeoutError:
            raise BadInput("fetch.slow") from None
        except (aiohttp.ClientError, OSError, ValueError):
            # One sentence for all, or the difference would tell which inner ports are open.
            raise BadInput("fetch.unreachable") from None

    async def _follow(self, url: str, headers: dict[str, str]) -> Answer:
        is_for_good = True
        start = url
        for _ in range(self.limits.redirects + 1):
            place = target(url, allow=self.allow)
            if place is None:
                raise BadInput("fetch.address" if url == start else "fetch.redirects")
            answer = await self._ask(url, place, headers)
            if answer.status not in _REDIRECTS:
                moved_to = url if is_for_good and url != start else None
                return Answer(
                    url, answer.status, answer.headers, answer.data, answer.kind, moved_to
                )
            is_for_good = is_for_good and answer.status in _PERMANENT
            if not answer.headers.get("location"):
                break
            url = _ascii_address(urljoin(url, answer.headers["location"].strip()))
        raise BadInput("fetch.redirects")

    async def _ask(self, url: str, place: Target, headers: dict[str, str]) -> Answer:
        # A connector for each hop: nothing is shared or kept, and its guard knows the one target.
        connector = aiohttp.TCPConnector(
            resolver=self.resolver or aiohttp.ThreadedResolver(),
            socket_factory=_Guard(place),
            use_dns_cache=False,
            force_close=True,
            limit=1,
        )
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=self.limits.connect_s),
            ) as session,
            session.get(
                URL(url), headers=self._headers(headers), allow_redirects=False
            ) as response,
        ):
            found = {name.lower(): value for name, value in response.headers.items()}
            has_body = response.status not in _REDIRECTS
            data = await self._read(response) if has_body else b""
            return Answer(url, response.status, found, data, kind_of(data, found))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        # Only plain letters may stand in a header, and an operator may write any.
        plain = "".join(sign for sign in self.contact if " " <= sign <= "~")
        contact = f"; +{plain}" if plain else ""
        own = {
            "User-Agent": f"Dragoman/0.1 (Telegram news bot{contact})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        return own | more

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        if FOREIGN_TYPES.match(response.headers.get("content-type", "")):
            return b""
        read = bytearray()
        async for piece in response.content.iter_chunked(65_536):
            read += piece
            if len(read) > self.limits.bytes:
                raise BadInput("fetch.too_big", megabytes=self.limits.bytes // 1_000_000)
        return bytes(read)


@dataclass(frozen=True, slots=True)
class _Guard:
    """Opens sockets to public addresses only; aiohttp calls it with each address it would use."""

    place: Target

    def __call__(self, addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, place = addr_info
        if not self.place.is_listed and not ip_allowed(str(place[0])):
            raise ConnectionRefusedError("not a public address")
        opened = socket.socket(family=family, type=kind, proto=protocol)
        opened.setblocking(False)  # noqa: FBT003  (its name is positional only)
        return opened


def _ascii_address(url: str) -> str:
    """Return an address from a header, whose bytes beyond ASCII came as surrogates."""
    return url.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
