"""Feeds on a real server, by a clock that the test moves: what is asked, when, and what comes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.ingest.child import Child
from bot.ingest.fetch import Fetcher
from bot.ingest.sources import FoundFeed, Sources
from bot.newsroom import drafting
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.feeds import roster
from bot.newsroom.feeds.filter import FeedFilter
from bot.newsroom.feeds.poller import FeedPoller
from bot.newsroom.publish import publish
from storage import audit, chats, drafts, editors, feeds
from storage.chats import ChatState
from storage.database import Database
from storage.drafts import Draft, DraftState
from storage.editors import Role
from storage.feeds import Feed, FeedState
from tests.bot.ingest.test_extract import BODY, linked, page
from tests.bot.newsroom.feeds.site import Site, hours, news, running
from tests.factories import keep_chat

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EDITOR = 2001


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running() as site:
        yield site


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


class Desk:
    """A newsroom with one feed."""

    def __init__(self, database: Database, site: Site, clock: MovableClock, child: Child) -> None:
        self.database, self.site, self.clock = database, site, clock
        self.sources = Sources(Fetcher(allow=site.allow), child)
        self.poller = FeedPoller(database, self.sources, clock, jitter=lambda: 0.0)
        self.feed_id = 0

    async def add(self, **chosen: Any) -> None:
        feed = await roster.add(
            self.database, FoundFeed("Wire", self.site.url), editor_id=EDITOR, now=self.clock.now()
        )
        self.feed_id = feed.id
        if chosen:
            await roster.choose(
                self.database, feed.id, editor_id=EDITOR, now=self.clock.now(), **chosen
            )
        await self.poller.idle()

    async def feed(self) -> Feed:
        async with self.database.reader() as reader:
            found = await feeds.get(reader, self.feed_id)
        assert found is not None
        return found

    async def later(self, count: float) -> Feed:
        """Let hours pass, and all that is due by then be asked."""
        self.clock.move_by(hours(count))
        await self.poller.idle()
        return await self.feed()

    async def waiting(self) -> list[Draft]:
        async with self.database.reader() as reader:
            return await drafts.queued(reader, after=0, limit=500)

    async def contents(self) -> list[DraftArticle]:
        return [drafting.content_of(draft) for draft in await self.waiting()]

    async def titles(self) -> list[str]:
        return [content.title for content in await self.contents()]

    async def told(self) -> list[str]:
        async with self.database.reader() as reader:
            rows = await reader.fetch("SELECT message FROM contents ORDER BY id", ())
        return [str(row[0]) for row in rows]


@pytest.fixture
async def desk(
    database: Database, site: Site, clock: MovableClock, child: Child
) -> AsyncIterator[Desk]:
    async with database.transaction() as tx:
        await editors.grant(tx, EDITOR, Role.EDITOR, by=None, at=NOW)
        await keep_chat(tx, EDITOR)
    desk = Desk(database, site, clock, child)
    yield desk
    await desk.poller.stop()


async def test_new_entries_wait_for_review_with_what_was_understood(desk: Desk, site: Site) -> None:
    site.add("Iran and Azerbaijan agree on a crossing", 1, NOW - hours(2), **news(1))
    site.add("14861", 2, NOW - hours(1))
    await desk.add(outlet_name="Caspian Wire", outlet_country="AZ")
    [draft] = await desk.waiting()
    content = drafting.content_of(draft)
    assert content.title == "Iran and Azerbaijan agree on a crossing"
    assert set(content.parties) == {"IR", "AZ"}
    assert (content.outlet_name, content.outlet_country) == ("Caspian Wire", "AZ")
    assert (content.published_at, content.url) == (NOW - hours(2), f"{site.base}/1")
    assert (content.from_feed, content.lacks()) == ("Caspian Wire", ())


async def test_a_teaser_is_completed_by_its_page(desk: Desk, site: Site) -> None:
    earlier = "2026-11-23T09:30:00+04:00"
    site.pages["/1"] = page(linked(headline="Another headline", datePublished=earlier))
    site.add("The feed's own headline", 1, NOW + hours(30), description="A bridge is agreed on.")
    site.add("Full text in the feed", 2, NOW, description=f"{BODY} {BODY}"[:2000])
    await desk.add()
    whole, full = sorted(
        await desk.contents(), key=lambda content: len(content.title), reverse=True
    )
    assert (whole.title, full.title) == ("The feed's own headline", "Full text in the feed")
    assert whole.published_at == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert len(whole.body) > 200
    assert site.asked["/1"] == 1
    assert site.asked["/2"] == 0


async def test_only_what_passes_the_filter_reaches_the_queue(desk: Desk, site: Site) -> None:
    site.add("Iran and Azerbaijan agree on a crossing", 1, NOW - hours(3), **news(1))
    site.add("Georgia holds a wine fair", 2, NOW - hours(2), description="Tbilisi poured wine.")
    site.add("Football final tonight", 3, NOW - hours(1), description="The cup is at stake.")
    await desk.add(filter=FeedFilter(only_pairs=True))
    assert await desk.titles() == ["Iran and Azerbaijan agree on a crossing"]
    site.etag = '"2"'
    assert (await desk.later(7)).failures == 0
    assert len(await desk.waiting()) == 1


async def test_conditional_requests_show_the_servers_own_validator(desk: Desk, site: Site) -> None:
    site.etag = 'W/"a b"'
    site.add("Talks", 1, NOW, **news(1))
    await desk.add()
    before = await desk.feed()
    after = await desk.later(6)
    assert site.shown == [None, 'W/"a b"']
    assert after.last_read_at is not None
    assert before.last_read_at is not None
    assert after.last_read_at > before.last_read_at
    assert len(await desk.waiting()) == 1


async def test_a_livelier_feed_is_asked_more_often_and_by_the_servers_wish(
    desk: Desk, site: Site
) -> None:
    for number in range(100):
        site.add(f"Story {number}", number, NOW - hours(number), description="Short words.")
    site.headers = {"Cache-Control": "max-age=7200"}
    await desk.add(filter=FeedFilter(countries=("IS",)))
    feed = await desk.feed()
    assert feed.interval == hours(168 / 100)
    assert hours(1.99) < feed.next_poll_at - NOW < hours(2.01)


async def test_a_first_poll_takes_the_newest_twenty_and_nothing_slides_back(
    desk: Desk, site: Site
) -> None:
    for number in range(30):
        site.add(f"Story number {number}", number, NOW - hours(300 - number))
    archive = list(site.items)
    site.items = archive[:25]  # the window; behind it there are more
    await desk.add()
    assert await desk.titles() == [f"Story number {number}" for number in range(10, 30)]
    # One is deleted at the source, and older ones slide in: one seen, one never seen.
    site.items = archive[1:26]
    await desk.later(7)
    assert len(await desk.waiting()) == 20


async def test_new_ids_and_addresses_make_no_old_news_new(desk: Desk, site: Site) -> None:
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(5), **news(1))
    await desk.add()
    [draft] = await desk.waiting()
    await drafting.discard(desk.database, draft.id, editor_id=EDITOR, now=NOW)
    site.items.clear()
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(1), guid="another", **news(1))
    await desk.later(7)
    site.items.clear()
    site.add("Iran and Azerbaijan agree", 99, NOW - hours(1), guid="third", **news(1))
    await desk.later(7)
    await roster.remove(desk.database, desk.feed_id, editor_id=EDITOR, now=NOW)
    await desk.add()
    assert await desk.waiting() == []


async def test_a_story_in_two_feeds_waits_once(desk: Desk, site: Site) -> None:
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(5), **news(1))
    await desk.add()
    other = FoundFeed("World", f"{site.base}/world.xml")
    await roster.add(desk.database, other, editor_id=EDITOR, now=NOW)
    await desk.poller.idle()
    assert site.asked["/world.xml"] == 1
    assert len(await desk.waiting()) == 1


async def test_a_change_before_review_is_what_the_editor_sees(desk: Desk, site: Site) -> None:
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(5), **news(1))
    await desk.add()
    site.items.clear()
    site.add("Iran and Azerbaijan agree at last", 1, NOW - hours(5), **news(1))
    await desk.later(7)
    assert await desk.titles() == ["Iran and Azerbaijan agree at last"]


async def test_changes_after_publication_are_revisions_to_review_at_most_five(
    desk: Desk, site: Site
) -> None:
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(5), **news(1))
    await desk.add()
    [draft] = await desk.waiting()
    _, article = await publish(desk.database, draft.id, editor_id=EDITOR, now=NOW)
    for number in range(2, 10):
        site.items.clear()
        site.add(f"Iran and Azerbaijan agree ({number})", 1, NOW - hours(5), **news(1))
        await desk.later(7)
        if number == 2:
            [content] = await desk.contents()
            assert (content.corrects, content.title) == (
                article.id,
                "Iran and Azerbaijan agree (2)",
            )
            assert content.changed_from == "Iran and Azerbaijan agree"
            assert set(content.parties) == {"IR", "AZ"}
        for waiting in await desk.waiting():
            await drafting.discard(desk.database, waiting.id, editor_id=EDITOR, now=NOW)
    async with desk.database.reader() as reader:
        made = await reader.fetch("SELECT count(*) FROM drafts", ())
    assert made[0][0] == 1 + 5


async def test_a_draft_in_an_editors_hands_is_left_alone_until_they_are_done(
    desk: Desk, site: Site
) -> None:
    site.add("Iran and Azerbaijan agree", 1, NOW - hours(5), **news(1))
    await desk.add()
    [draft] = await desk.waiting()
    async with desk.database.transaction() as tx:
        taken = drafts.Draft(**{**_fields(draft), "state": DraftState.OPEN})
        await drafts.save(tx, taken, expected_revision=draft.revision)
    site.items.clear()
    site.add("Iran and Azerbaijan agree at last", 1, NOW - hours(5), **news(1))
    await desk.later(7)
    assert await desk.waiting() == []
    await publish(desk.database, draft.id, editor_id=EDITOR, now=NOW)
    await desk.later(7)
    assert await desk.titles() == ["Iran and Azerbaijan agree at last"]


def _fields(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in type(draft).__dataclass_fields__}


async def test_an_address_that_moved_three_times_in_a_row_is_changed(
    desk: Desk, site: Site
) -> None:
    site.add("Talks", 1, NOW, **news(1))
    await desk.add()
    site.moved["/feed.xml"] = "/new.xml"
    await desk.later(7)
    assert (await desk.later(7)).url == site.url
    assert (await desk.later(7)).url == f"{site.base}/new.xml"
    await desk.later(7)
    assert site.asked["/feed.xml"] == 4
    assert len(await desk.waiting()) == 1
    async with desk.database.reader() as reader:
        newest = (await audit.recent(reader, limit=1))[0]
    assert (newest.action, newest.actor_id) == ("feed moved", None)


async def test_a_feed_that_is_gone_is_paused_and_told(desk: Desk, site: Site) -> None:
    await desk.add()
    site.status = 410
    assert (await desk.later(7)).state is FeedState.GONE
    await desk.later(48)
    assert site.asked["/feed.xml"] == 2
    assert len(await desk.told()) == 1
    site.status = 200
    await roster.resume(desk.database, desk.feed_id, editor_id=EDITOR, now=desk.clock.now())
    feed = await desk.later(0)
    assert (feed.state, feed.failing_since) == (FeedState.ACTIVE, None)


async def test_too_many_requests_wait_as_long_as_the_server_asks(desk: Desk, site: Site) -> None:
    await desk.add()
    site.status, site.headers = 429, {"Retry-After": "70000"}
    feed = await desk.later(7)
    assert feed.next_poll_at - desk.clock.now() > hours(19)
    assert feed.last_error == {"key": "feed.why.status", "arguments": {"status": 429}}
    await desk.later(18)
    assert site.asked["/feed.xml"] == 2


async def test_a_broken_feed_is_asked_ever_more_seldom_for_ever_and_told_once(
    desk: Desk, site: Site
) -> None:
    await desk.add()
    site.status = 500
    for _ in range(30 * 4):
        await desk.later(6)
    # Six hours, twelve, then once a day.
    assert 28 <= site.asked["/feed.xml"] <= 33
    assert len(await desk.told()) == 1
    site.status = 200
    feed = await desk.later(25)
    assert (feed.failures, feed.told_at) == (0, None)
    assert len(await desk.told()) == 2


async def test_what_nobody_could_be_told_is_told_as_soon_as_somebody_can(
    desk: Desk, site: Site
) -> None:
    async with desk.database.transaction() as tx:
        chat = await chats.get(tx, EDITOR)
        assert chat is not None
        await chats.set_state(tx, chat.id, ChatState.BLOCKED)
    await desk.add()
    site.status = 500
    for _ in range(9):
        await desk.later(24)
    assert await desk.told() == []
    async with desk.database.transaction() as tx:
        await chats.set_state(tx, chat.id, ChatState.ACTIVE)
    await desk.later(24)
    await desk.later(24)
    assert len(await desk.told()) == 1


async def test_two_processes_ask_a_feed_once(desk: Desk, site: Site, child: Child) -> None:
    other = Desk(desk.database, site, desk.clock, child)
    await desk.add()
    desk.clock.move_by(hours(7))
    await asyncio.gather(desk.poller.idle(), other.poller.idle())
    assert site.asked["/feed.xml"] == 2


async def test_a_paused_or_removed_feed_is_not_asked(desk: Desk, site: Site) -> None:
    await desk.add()
    await roster.pause(desk.database, desk.feed_id, editor_id=EDITOR, now=desk.clock.now())
    await desk.later(30)
    assert site.asked["/feed.xml"] == 1


@pytest.mark.parametrize(
    "kind", ["an endless archive", "a slow name", "too big", "a page", "nothing"]
)
async def test_a_hostile_feed_harms_nobody(desk: Desk, site: Site, kind: str) -> None:
    body = {
        "an endless archive": b"".join(
            b"<item><title>Story %d</title></item>" % n for n in range(100_000)
        ),
        "a slow name": b"<item><title>Talks</title><author>" + b"a." * 30_000 + b"</author></item>",
        "too big": b"<item><title>" + b"x" * 6_000_000,
        "a page": b"",
        "nothing": b"",
    }[kind]
    site.body = b"<rss version='2.0'><channel><title>w</title>" + body + b"</channel></rss>"
    if kind == "a page":
        site.body = b"<html><body>Please log in</body></html>"
    if kind == "nothing":
        site.body = b" "
    await desk.add()
    feed = await desk.feed()
    waiting = len(await desk.waiting())
    expected = {"an endless archive": (0, 20), "a slow name": (0, 1)}.get(kind, (1, 0))
    assert (feed.failures, waiting) == expected
