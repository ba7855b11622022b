"""Fetching under guard, from servers on this machine."""

import asyncio
import gzip
import socket

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import BadInput
from bot.ingest import guard
from bot.ingest.fetch import Fetcher, Kind, Limits, kind_of
from tests.bot.ingest.servers import serve

PAGE = "<html><head><title>Talks</title></head><body><p>Ministers met.</p></body></html>"


class Names(AbstractResolver):
    """Answers each lookup with the next of its lists, then with the last again."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        found = ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
        return [found]

    async def close(self) -> None:
        """Nothing to close."""


async def page(request: web.Request) -> web.Response:
    return web.Response(text=PAGE, content_type="text/html", headers={"Set-Cookie": "a=b"})


async def refusal(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(BadInput) as raised:
        await fetcher.page(url)
    return raised.value.key


async def test_a_listed_page_is_read_and_the_asker_named() -> None:
    seen: dict[str, str] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.update(request.headers)
        return await page(request)

    async with serve(answer) as port:
        contact = "https://t.me/briefing_bot\r\nX-Own: yes, دبیر"
        fetcher = Fetcher(contact=contact, allow={f"127.0.0.1:{port}"})
        found = await fetcher.page(f"http://127.0.0.1:{port}/a")
    assert (found.status, found.kind, found.data.decode()) == (200, Kind.PAGE, PAGE)
    assert "https://t.me/briefing_bot" in seen["User-Agent"]
    assert "X-Own" not in seen


async def test_no_cookie_is_sent_back() -> None:
    cookies = []

    async def answer(request: web.Request) -> web.StreamResponse:
        cookies.append(request.headers.get("Cookie"))
        if request.path == "/a":
            return web.Response(status=302, headers={"Location": "/b", "Set-Cookie": "a=b"})
        return await page(request)

    async with serve(answer) as port:
        found = await Fetcher(allow={f"127.0.0.1:{port}"}).page(f"http://127.0.0.1:{port}/a")
    assert found.url.endswith("/b")
    assert cookies == [None, None]


async def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch) -> None:
    hits = []

    async def answer(request: web.Request) -> web.StreamResponse:
        hits.append(request.path)
        return await page(request)

    async with serve(answer) as port:
        monkeypatch.setattr(guard, "PORTS", guard.PORTS | {port})
        for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
            names = Names(address)
            key = await refusal(Fetcher(resolver=names), f"http://news.example.com:{port}/")
            assert key == "fetch.unreachable"
            assert names.asked == 1
    assert hits == []


async def test_open_and_closed_inner_ports_read_the_same(monkeypatch) -> None:
    async with serve(page) as port:
        monkeypatch.setattr(guard, "PORTS", guard.PORTS | {port})
        fetcher = Fetcher(resolver=Names("127.0.0.1"))
        open_one = await refusal(fetcher, f"http://news.example.com:{port}/")
    closed_one = await refusal(fetcher, f"http://news.example.com:{port}/")
    literal = await refusal(fetcher, f"http://127.0.0.1:{port}/")
    assert open_one == closed_one == "fetch.unreachable"
    assert literal == "fetch.address"


async def test_a_name_is_looked_up_once_for_each_connection() -> None:
    """What was checked is what is connected to: there is no second lookup to change."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "http://news.example.com/"})

    names = Names("127.0.0.1", "10.0.0.1")
    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"localhost:{port}"}, resolver=names)
        assert await refusal(fetcher, f"http://localhost:{port}/") == "fetch.unreachable"
    assert names.asked == 2


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "file:///etc/passwd", "/a", "http://me:secret@example.com/", "", None],
)
async def test_bad_redirects_are_refused(location: str | None) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        headers = {} if location is None else {"Location": location}
        return web.Response(status=302, headers=headers)

    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"127.0.0.1:{port}"})
        assert await refusal(fetcher, f"http://127.0.0.1:{port}/a") == "fetch.redirects"


@pytest.mark.parametrize(("status", "moved"), [(301, True), (308, True), (302, False)])
async def test_the_last_address_counts_and_lasting_moves_are_told(status: int, moved: bool) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/old":
            return web.Response(status=status, headers={"Location": "/new"})
        return await page(request)

    async with serve(answer) as port:
        found = await Fetcher(allow={f"127.0.0.1:{port}"}).get(f"http://127.0.0.1:{port}/old")
    assert found.url == f"http://127.0.0.1:{port}/new"
    assert found.moved_to == (found.url if moved else None)


async def test_a_bomb_is_cut_at_its_unpacked_size() -> None:
    packed = gzip.compress(b"<p>" + b"a" * 2_000_000)

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"127.0.0.1:{port}"}, limits=Limits(bytes=1_000_000))
        assert await refusal(fetcher, f"http://127.0.0.1:{port}/") == "fetch.too_big"


async def test_what_was_packed_twice_is_no_document() -> None:
    packed = gzip.compress(gzip.compress(PAGE.encode()))

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip, gzip"})

    async with serve(answer) as port:
        key = await refusal(Fetcher(allow={f"127.0.0.1:{port}"}), f"http://127.0.0.1:{port}/")
    assert key in {"fetch.kind", "fetch.unreachable"}


async def test_an_answer_that_drips_is_given_up() -> None:
    is_over = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<html>")
        await is_over.wait()
        return response

    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"127.0.0.1:{port}"}, limits=Limits(total_s=0.1))
        assert await refusal(fetcher, f"http://127.0.0.1:{port}/") == "fetch.slow"
        is_over.set()


async def test_a_slow_name_server_is_given_up() -> None:
    class Slow(Names):
        async def resolve(self, host: str, port: int = 0, family=socket.AF_INET):
            await asyncio.Event().wait()
            raise AssertionError

    fetcher = Fetcher(resolver=Slow("127.0.0.1"), limits=Limits(connect_s=0.05))
    assert await refusal(fetcher, "http://news.example.com/") == "fetch.slow"


@pytest.mark.parametrize(
    ("status", "key"), [(403, "fetch.wall"), (410, "fetch.gone"), (500, "fetch.status")]
)
async def test_a_page_that_is_not_given_is_said_so(status: int, key: str) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=PAGE)

    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"127.0.0.1:{port}"})
        assert await refusal(fetcher, f"http://127.0.0.1:{port}/") == key


async def test_a_picture_is_refused_by_its_declared_type() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=PAGE.encode(), content_type="image/png")

    async with serve(answer) as port:
        fetcher = Fetcher(allow={f"127.0.0.1:{port}"})
        assert await refusal(fetcher, f"http://127.0.0.1:{port}/") == "fetch.kind"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", Kind.PAGE),
        (PAGE.encode("utf-16"), Kind.PAGE),
        (b'<?xml version="1.0"?><!-- a --><rss version="2.0">', Kind.FEED),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x">', Kind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", Kind.FEED),
        (b"%PDF-1.7", Kind.PDF),
        (b"PK\x03\x04rest", Kind.DOCX),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Kind.OTHER),
        (b"\x1f\x8b\x08\x00", Kind.OTHER),
        ("متن ساده".encode(), Kind.TEXT),
        (b"  \n", Kind.EMPTY),
    ],
)
def test_the_first_bytes_decide_the_kind(data: bytes, kind: Kind) -> None:
    assert kind_of(data, {}) is kind
