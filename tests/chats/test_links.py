"""Links that editors send: fetched under guard, read in the child, shown as a card."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web

from bot.clock import MovableClock
from bot.ingest.parsers import Parsers
from bot.simulator.calls import Call
from bot.simulator.simulator import Simulator
from config.settings import Settings
from handlers.app import Dragoman
from storage import drafts, editors
from storage.drafts import DraftState
from storage.editors import Role
from tests.bot.ingest.servers import serve
from tests.bot.ingest.test_extract import linked, page
from tests.bot.ingest.test_feeds import item, rss
from tests.bot.ingest.test_office import pdf
from tests.chats.conftest import NOW
from tests.chats.talk import Talk

TITLE = "Iran, Azerbaijan plan a joint search drill"
BODY = (
    "<p>TEHRAN – Iran's deputy navy commander met the Azerbaijani coast guard chief in Tehran on "
    "Sunday to plan a joint search and rescue drill of both armed forces.</p>"
    "<p>The two officials agreed that Baku and Tehran will exchange military observers.</p>"
)
ARTICLE = page(linked(headline=TITLE, datePublished="2020-03-01T19:06:00+03:30"), body=BODY)
PASTE = (
    f"{TITLE}\n\nTEHRAN - Iran's deputy navy commander met the Azerbaijani coast guard chief in "
    "Tehran on Sunday to plan a joint search and rescue drill of both armed forces."
)
SLOW_S = 1.2


async def answer(
    request: web.Request, met: list[str], release: asyncio.Event
) -> web.StreamResponse:
    path = request.path
    if path == "/held":
        await release.wait()
    if path == "/wall" or (path == "/once" and not met):
        met.append(path)
        return web.Response(status=403, text="Subscribers only")
    if path == "/scan.pdf":
        return web.Response(body=pdf([]), content_type="application/pdf")
    if path == "/":
        feed = '<link rel="alternate" type="application/rss+xml" title="World" href="/feed.xml">'
        return web.Response(body=page(feed), content_type="text/html")
    if path == "/feed.xml":
        return web.Response(body=rss(item()), content_type="application/rss+xml")
    if path == "/inside":
        return web.Response(status=302, headers={"Location": "http://192.168.1.1/"})
    if path == "/slow":
        await asyncio.sleep(SLOW_S)
    if path == "/trap":
        body = b"<p " + b" ".join(b"a%d=x" % number for number in range(100_000)) + b">x</p>"
        return web.Response(body=body, content_type="text/html")
    return web.Response(body=ARTICLE, content_type="text/html")


@pytest.fixture
def release() -> asyncio.Event:
    """Lets the page that is held back go."""
    return asyncio.Event()


@pytest.fixture
async def port(release: asyncio.Event) -> AsyncIterator[int]:
    async with serve(partial(answer, met=[], release=release)) as port:
        yield port


@pytest.fixture
def allowed(port: int) -> frozenset[str]:
    return frozenset({f"localhost:{port}"})


@pytest.fixture
def site(port: int) -> str:
    return f"http://localhost:{port}"


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 3001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2001, Role.EDITOR, by=3001, at=NOW)
        await editors.grant(tx, 2003, Role.CONTRIBUTOR, by=3001, at=NOW)
    return reader.as_person(2001, name="editor")


async def test_a_link_becomes_a_card_with_what_was_checked(editor: Talk, site: str) -> None:
    card = await editor.send(f"{site}/article?utm_source=tg&fbclid=1")
    assert len(card.new_messages) == 1
    assert card.has(rf"{TITLE}.*Countries: .*(Iran.*Azerbaijan|Azerbaijan.*Iran)")
    assert card.has(r"Topic: defence.*1 Mar 2020, 19:06")
    assert card.has(r"Address checked: let through by FETCH_ALLOW, 200, 1 KB, text/html")
    assert "utm_source" not in card.raw
    assert "fbclid" not in card.raw
    await editor.tap("Source")
    await editor.send("Caspian Wire (Azerbaijan)")
    assert (await editor.tap("Publish")).has("Published")


async def test_a_slow_page_is_edited_into_the_line_that_says_so(
    editor: Talk, dragoman: Dragoman, site: str
) -> None:
    turn = await editor.send(f"Look at this #transport {site}/slow")
    assert [reply.method for reply in turn.replies] == ["sendMessage", "editMessageText"]
    assert turn.has(rf"Fetching localhost.*{TITLE}.*Topic: transport.*With it: “Look at this")
    async with dragoman.services.database.reader() as reader:
        assert len(await drafts.open_of(reader, 2001)) == 1


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/wall", "not open to me"),
        ("/scan.pdf", "holds no text"),
        ("/inside", "can’t follow"),
        ("/trap", "gave up"),
    ],
)
async def test_a_page_that_can_not_be_read_is_filled_in_by_hand(
    editor: Talk, site: str, path: str, why: str
) -> None:
    card = await editor.send(f"{site}{path}")
    assert len(card.new_messages) == 1
    assert card.has(rf"needs its text.*{why}.*link is kept")
    assert "Fetch again" in card.labels
    filled = await editor.send(PASTE)
    assert filled.has(f"{TITLE}.*localhost")
    assert "Fetch again" not in filled.labels


async def test_one_sentence_fills_in_a_link_that_can_not_be_read(editor: Talk, site: str) -> None:
    await editor.send(f"{site}/wall")
    filled = await editor.send("Ankara and Baku sign a gas protocol")
    assert filled.has("Ankara and Baku sign a gas protocol.*Azerbaijan.*Source: localhost")


async def test_short_words_beside_a_link_that_can_not_be_read_are_kept(
    editor: Talk, site: str
) -> None:
    words = "Iran and Azerbaijan sign a rail deal\n\nIran and Azerbaijan signed a deal on Monday."
    card = await editor.send(f"{words}\n\n{site}/wall")
    assert card.has("signed a deal on Monday.*Source: localhost")


async def test_a_page_is_fetched_again_by_a_tap(editor: Talk, site: str) -> None:
    assert (await editor.send(f"{site}/once")).has("not open to me")
    card = await editor.tap("Fetch again")
    assert card.new_messages == []
    assert card.has(f"{TITLE}.*Address checked")


async def test_a_known_article_is_updated_from_its_page(editor: Talk, site: str) -> None:
    await editor.send(f"{site}/article")
    await editor.tap("Source")
    await editor.send("Caspian Wire (Azerbaijan)")
    await editor.tap("Publish")
    again = await editor.send(f"{site}/article?utm_medium=social")
    assert again.has("have it already")
    assert again.labels == ["Update from the page", "Discard"]
    await editor.tap("Update from the page")
    assert (await editor.tap("Publish as update")).has("Published as an update")


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8080/metrics",
        "http://[::1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://example.org",
    ],
)
async def test_addresses_that_lead_inside_are_refused_in_the_same_words(
    editor: Talk, dragoman: Dragoman, url: str
) -> None:
    contributor = editor.as_person(2003, name="contributor")
    for person in (editor, contributor):
        turn = await person.send(url)
        assert len(turn.new_messages) == 1
        assert turn.has("only fetch public web addresses")
    async with dragoman.services.database.reader() as reader:
        assert await drafts.open_of(reader, 2001) == []
        assert await drafts.open_of(reader, 2003) == []


async def test_a_contributors_link_waits_in_the_queue(
    editor: Talk, dragoman: Dragoman, site: str
) -> None:
    thanks = await editor.as_person(2003, name="contributor").send(f"{site}/article")
    assert thanks.has("Thank you")
    assert thanks.labels == []
    async with dragoman.services.database.reader() as reader:
        waiting = list(await drafts.queued(reader, after=0, limit=99))
    assert waiting[-1].document["title"] == TITLE
    assert waiting[-1].state is DraftState.QUEUED


async def test_several_links_are_several_cards(editor: Talk, site: str) -> None:
    turn = await editor.send(f"{site}/a\n{site}/wall {site}/a")
    assert len(turn.new_messages) == 2
    assert turn.has(f"{TITLE}.*not open to me")


async def test_a_link_names_the_source_of_the_text_before_it(editor: Talk, site: str) -> None:
    assert (await editor.send(PASTE)).has("not named yet")
    named = await editor.send(f"Caspian Wire (Azerbaijan) {site}/article")
    assert named.new_messages == []
    assert named.has("localhost.*Caspian Wire")
    assert "Publish" in named.labels


async def test_a_draft_that_has_its_link_takes_no_other_one(editor: Talk, site: str) -> None:
    await editor.send(f"{site}/article")
    card = await editor.send(f"some words of mine {site}/wall")
    assert len(card.new_messages) == 1
    assert card.has("With it: “some words of mine”")


async def test_a_link_of_another_story_is_a_card_of_its_own(editor: Talk, site: str) -> None:
    other = (
        "Kenya and Ghana sign a cocoa accord\n\nMinisters of Kenya and Ghana signed it in Accra "
    )
    await editor.send(other + "on Monday, and both sides spoke of new tariffs on cocoa.")
    assert len((await editor.send(f"{site}/article")).new_messages) == 1


@pytest.mark.parametrize("path", ["/feed.xml", "/"])
async def test_a_feed_or_a_site_is_offered_to_be_followed(
    editor: Talk, dragoman: Dragoman, site: str, path: str
) -> None:
    turn = await editor.send(f"{site}{path}")
    assert len(turn.new_messages) == 1
    assert turn.has("not an article.*Tap it to add it")
    assert len(turn.labels) == 1
    async with dragoman.services.database.reader() as reader:
        assert await drafts.open_of(reader, 2001) == []
    contributor = editor.as_person(2003, name="contributor")
    assert not (await contributor.send(f"{site}/feed.xml")).labels


async def test_others_are_answered_while_a_page_takes_long(
    editor: Talk, reader: Talk, simulator: Simulator, site: str, release: asyncio.Event
) -> None:
    answered = asyncio.Event()
    chats: list[int] = []

    def hear(call: Call) -> None:
        chats.append(int(call.parameters.get("chat_id") or 0))
        if chats[-1] == reader.person.id:
            answered.set()

    simulator.on_call = hear
    simulator.say(editor.person, f"{site}/held")
    asked = simulator.say(reader.person, "/latest iran azerbaijan")
    await answered.wait()
    assert not release.is_set()
    release.set()
    await reader.dragoman.settle(asked)
    assert editor.person.id in chats


async def test_an_address_inside_a_text_is_left_out_and_the_text_kept(editor: Talk) -> None:
    card = await editor.send(f"{PASTE}\n\nhttp://10.0.0.5/x")
    assert card.has(f"{TITLE}.*left out")
    assert 'href="http://10' not in card.raw


async def test_the_bot_warns_of_inner_addresses_and_ends_its_child(
    simulator: Simulator,
    clock: MovableClock,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(
        bot_token=simulator.token,
        telegram_api_url=simulator.url,
        database_url=database_url,
        fetch_allow="localhost:8000",
        _env_file=None,
    )
    dragoman = Dragoman(settings, clock=clock)
    with caplog.at_level(logging.WARNING):
        await dragoman.start()
    sources = dragoman.services.sources
    assert "localhost:8000" in caplog.text
    assert sources.fetcher.allow == {"localhost:8000"}
    assert dragoman.username in sources.fetcher.contact
    sources.wake()
    assert isinstance(sources.child, Parsers)
    process = sources.child.first._process
    await dragoman.stop()
    assert process is not None
    assert process.returncode is not None


async def test_a_hidden_forward_names_its_origin_as_hidden_and_may_be_short(editor: Talk) -> None:
    card = await editor.forward("Rail Watcher", "Ankara and Baku sign gas transit protocol")
    assert len(card.new_messages) == 1
    assert card.has("Forwarded from Rail Watcher, a hidden account, posted")
    assert card.has(r"Rail Watcher \(hidden account\)")
    assert "Publish" in card.labels


async def test_a_forwards_words_may_hold_its_source(editor: Talk, simulator: Simulator) -> None:
    channel = simulator.channel(-100777, "Example Wire", username="examplewire")
    text = "Ankara and Baku sign gas transit protocol. Read more"
    page = "https://www.tehrantimes.com/news/445701/Gas?utm_source=tg"
    linked = {"type": "text_link", "offset": len(text) - 9, "length": 9, "url": page}
    content = {"text": text, "entities": [linked], "forward_origin": _origin(channel.json, 7)}
    before = len(simulator.calls)
    turn = await editor._after(before, simulator.send_raw(editor.person, content))
    assert turn.has(
        r"tehrantimes.com · Tehran Times.*Forwarded from Example Wire \(@.?examplewire\)"
    )
    assert "https://t.me/examplewire/7" in turn.raw
    assert "utm_source" not in turn.raw


def _origin(chat: dict[str, object], message_id: int) -> dict[str, object]:
    date = int(NOW.timestamp()) - 60
    return {"type": "channel", "date": date, "chat": chat, "message_id": message_id}


async def test_an_album_is_one_draft(editor: Talk, dragoman: Dragoman) -> None:
    about = {"kind": "photo", "media_group_id": "5001"}
    first = await editor.file(b"\x89PNG", "a.png", caption=PASTE, **about)
    assert len(first.new_messages) == 1
    silent = await editor.file(b"\x89PNG", "b.png", **about)
    assert silent.replies == []
    added = await editor.file(
        b"\x89PNG", "c.png", caption="The drill is to be off Anzali.", **about
    )
    assert added.new_messages == []
    async with dragoman.services.database.reader() as reader:
        (draft,) = await drafts.open_of(reader, 2001)
    assert "Anzali" in draft.document["body"]


async def test_an_album_without_words_is_answered_once(editor: Talk) -> None:
    about = {"kind": "photo", "media_group_id": f"{id(editor)}"}
    assert len((await editor.file(b"\x89PNG", "a.png", **about)).new_messages) == 1
    assert (await editor.file(b"\x89PNG", "b.png", **about)).replies == []


async def test_a_forward_that_was_cut_is_joined_and_keeps_its_origin(
    editor: Talk, dragoman: Dragoman
) -> None:
    filler = "The officials of Iran and Azerbaijan spoke of the exercise at some length. " * 60
    await editor.forward("Rail Watcher", f"{PASTE} {filler}"[:4090])
    second = await editor.forward("Rail Watcher", "The last part names the port of Anzali.")
    assert second.new_messages == []
    async with dragoman.services.database.reader() as reader:
        (draft,) = await drafts.open_of(reader, 2001)
    assert "Anzali" in draft.document["body"]
    assert draft.document["forwarded"]["name"] == "Rail Watcher"


async def test_a_caption_of_a_file_names_its_source(editor: Talk) -> None:
    caption = "https://www.tehrantimes.com/news/445702/Drill"
    card = await editor.file(PASTE.encode(), "drill.txt", caption=caption)
    assert card.has("tehrantimes.com · Tehran Times")


async def test_records_that_are_sent_wait_in_the_queue(editor: Talk, dragoman: Dragoman) -> None:
    record = '{"title": "Rail talks", "countries": ["IR", "AZ"], "outlet": "Wire", "url": "%s"'
    record += ', "event_day": "2020-02-27"}'
    lines = [record % "https://example.org/r1", "{", record % "http://10.0.0.5/r2"]
    turn = await editor.file("\n".join(lines).encode(), "sent.jsonl")
    assert turn.has("1 article of that file waits.*Line 2 can’t.*Line 3 can’t.*no public web")
    again = await editor.file(lines[0].encode(), "sent.jsonl")
    assert again.has("0 articles.*1 is here already")
    async with dragoman.services.database.reader() as reader:
        waiting = await drafts.queued(reader, after=0, limit=99)
    assert waiting[-1].document["title"] == "Rail talks"
