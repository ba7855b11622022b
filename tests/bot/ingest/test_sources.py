"""From an address or a file to the document, through the guard and the child process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web

from bot.errors import BadInput
from bot.ingest.child import Child
from bot.ingest.document import Hint, Precision
from bot.ingest.fetch import Fetcher
from bot.ingest.polling import Outcome, Validators
from bot.ingest.sources import Checked, FoundFeed, Sources
from tests.bot.ingest.servers import serve
from tests.bot.ingest.test_extract import BODY, TITLE, linked, page
from tests.bot.ingest.test_feeds import item, rss
from tests.bot.ingest.test_office import docx, paragraph, pdf

# One child for all: starting it takes longer than all of its jobs.
pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ARTICLE = page(linked(headline=TITLE, datePublished="2026-10-13T18:29:00+04:00"))
LINES = [
    "The first round of talks on the bridge ended on Monday.",
    "Both delegations said that works would begin in spring.",
]
BODIES = {
    "/article": ("text/html", ARTICLE),
    "/wall": ("text/html", page(body="<p>Please subscribe.</p>")),
    "/paper.pdf": ("application/pdf", pdf([TITLE, "", *LINES])),
    "/feed.xml": ("application/rss+xml", rss(item())),
    "/home": (
        "text/html",
        page(
            '<link rel="alternate" type="application/rss+xml" title="World" href="/world.rss">'
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        ),
    ),
    "/picture": ("image/png", ARTICLE),
}


async def answer(request: web.Request) -> web.StreamResponse:
    if request.path == "/news":
        return web.Response(body=page(body=BODY), content_type="text/html")
    if request.headers.get("If-None-Match") == '"1"':
        return web.Response(status=304)
    if request.path not in BODIES:
        return web.Response(status=404)
    kind, body = BODIES[request.path]
    return web.Response(body=body, content_type=kind, headers={"ETag": '"1"'})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[tuple[Sources, str]]:
    async with serve(answer) as port, Child() as child:
        yield Sources(Fetcher(allow={f"localhost:{port}"}), child), f"http://localhost:{port}"


async def test_a_link_becomes_a_document(site: tuple[Sources, str]) -> None:
    sources, base = site
    link = await sources.read_link(f"{base}/article?utm_source=x", received_at=NOW)
    document = link.understood.document
    assert link.checked == Checked(200, len(ARTICLE), "text/html")
    assert (document.title, document.precision) == (TITLE, Precision.MINUTE)
    assert document.published == datetime(2026, 10, 13, 14, 29, tzinfo=UTC)
    assert document.source_url == f"{base}/article"


async def test_a_linked_pdf_is_read_with_its_address(site: tuple[Sources, str]) -> None:
    sources, base = site
    document = (await sources.read_link(f"{base}/paper.pdf", received_at=NOW)).understood.document
    assert document.title == TITLE
    assert "spring" in document.body
    assert document.source_url == f"{base}/paper.pdf"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/wall", "fetch.no_text"),
        ("/feed.xml", "fetch.is_feed"),
        ("/picture", "fetch.kind"),
        ("/missing", "fetch.gone"),
    ],
)
async def test_a_link_without_an_article_is_said_so(
    site: tuple[Sources, str], path: str, key: str
) -> None:
    sources, base = site
    with pytest.raises(BadInput) as raised:
        await sources.read_link(f"{base}{path}", received_at=NOW)
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page", ARTICLE),
        ("word", docx("".join(paragraph(line) for line in [TITLE, *LINES]))),
        ("text", "\n\n".join([TITLE, *LINES]).encode("utf-16")),
    ],
)
async def test_a_file_becomes_a_document(site: tuple[Sources, str], name: str, data: bytes) -> None:
    found = await site[0].read_upload(data, received_at=NOW, hint=Hint(outlet_name="Wire"))
    document = found.document
    assert (document.title, document.outlet_name) == (TITLE, "Wire")
    assert "talks on the bridge" in document.body, name


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "draft.file_unread"),
        (b"", "draft.file_unread"),
        (b"two words", "draft.too_short"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.old_word"),
        (pdf([]), "file.scan"),
    ],
)
async def test_a_file_without_an_article_is_said_so(
    site: tuple[Sources, str], data: bytes, key: str
) -> None:
    with pytest.raises(BadInput) as raised:
        await site[0].read_upload(data, received_at=NOW)
    assert raised.value.key == key


async def test_a_feed_is_asked_and_asked_again_only_if_it_changed(
    site: tuple[Sources, str],
) -> None:
    sources, base = site
    first = await sources.poll(f"{base}/feed.xml")
    assert first.feed is not None
    assert first.feed["entries"][0]["title"] == "Bridge agreed"
    shown = Validators(etag=first.answer.headers["etag"])
    assert (await sources.poll(f"{base}/feed.xml", validators=shown)).outcome is Outcome.UNCHANGED
    assert (await sources.poll(f"{base}/none")).outcome is Outcome.FAILED


async def test_a_feed_is_found_by_its_address_or_in_a_usual_place(
    site: tuple[Sources, str],
) -> None:
    sources, base = site
    found = [FoundFeed("Caspian Wire", f"{base}/feed.xml")]
    assert await sources.find_feeds(f"{base}/feed.xml") == found
    assert await sources.find_feeds(f"{base}/news") == found


async def test_the_feeds_that_a_page_names_are_offered(site: tuple[Sources, str]) -> None:
    sources, base = site
    found = await sources.find_feeds(f"{base}/home")
    assert found == [FoundFeed("World", f"{base}/world.rss"), FoundFeed("", f"{base}/feed.xml")]


async def test_a_page_is_given_up_when_the_bot_stops() -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        asked.set()
        await never.wait()
        return await answer(request)

    async with serve(hang) as port, Child() as child:
        sources = Sources(Fetcher(allow={f"localhost:{port}"}), child)
        read = sources.read_link(f"http://localhost:{port}/article", received_at=NOW)
        reading = asyncio.create_task(read)
        await asked.wait()
        sources.give_up()
        with pytest.raises(BadInput) as raised:
            await reading
        never.set()
    assert raised.value.key == "fetch.pending"
