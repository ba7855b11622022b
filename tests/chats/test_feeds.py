"""Feeds as editors add, choose and review them; strangers learn nothing of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers.app import Dragoman
from storage import audit, drafts, editors, feeds
from storage.editors import Role
from tests.bot.newsroom.feeds.site import Site, news, running
from tests.chats.conftest import NOW
from tests.chats.talk import Reply, Talk, Turn

HOUR = timedelta(hours=1)
OPML = """<?xml version="1.0"?><opml version="2.0"><body>
{good}<outline text="Inner" xmlUrl="http://169.254.169.254/latest"/>
<outline text="&lt;b&gt;Broken" xmlUrl="htp:/nothing"/>
<outline text="Twice" xmlUrl="{base}/0.xml"/></body></opml>"""


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running() as site:
        site.add("Iran and Azerbaijan agree on a crossing", 1, NOW - 2 * HOUR, **news(1))
        site.add("Georgia holds a wine fair", 2, NOW - HOUR, description="Tbilisi poured wine.")
        page = "<html><head>{}</head><body><p>Home</p></body></html>"
        link = '<link rel="alternate" type="application/rss+xml" title="{0}" href="/{0}.xml">'
        links = "".join(map(link.format, ("comments", "world", "sport")))
        site.pages["/"] = page.format(links).encode()
        yield site


@pytest.fixture
def allowed(site: Site) -> frozenset[str]:
    return site.allow


@pytest.fixture
async def editor(reader: Talk, dragoman: Dragoman) -> Talk:
    await reader.send("/start")
    async with dragoman.services.database.transaction() as tx:
        await editors.grant(tx, 2001, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2002, Role.EDITOR, by=2001, at=NOW)
        for waiting in await drafts.queued(tx, after=0, limit=9):  # what the archive brought
            await tx.execute(drafts.drafts.delete().where(drafts.drafts.c.id == waiting.id))
    return reader.as_person(2001, name="editor")


def card(turn: Turn) -> str:
    return turn.replies[-1].text


async def test_a_feed_is_added_by_its_address_and_read_at_once(editor: Talk, site: Site) -> None:
    assert (await editor.send("/feeds")).has("No feeds yet.*OPML")
    added = await editor.send(f"/feeds {site.url}")
    assert added.has(r"Added.*Caspian Wire.*To the queue: everything.*read .*2 entries \(2 to the")
    without_scheme = site.url.removeprefix("http://")
    assert (await editor.send(f"/feeds {without_scheme}")).has("on the list already.*Caspian Wire")
    listed = await editor.send("/feeds")
    assert listed.has("Feeds · 1.*1. Caspian Wire · read .*; next in [567] hours")
    waiting = await editor.send("/queue")
    assert waiting.has("2 wait · from the feed Caspian Wire.*agree on a crossing.*Caspian Wire")


async def test_a_sites_page_offers_its_feeds_comments_last(editor: Talk, site: Site) -> None:
    offered = await editor.send(f"/feeds {site.base}/")
    assert offered.labels == ["1. world", "2. sport", "3. comments"]
    assert (await editor.send("/feeds")).has("No feeds yet")
    await editor.send(f"/feeds {site.base}/")
    assert (await editor.tap("world")).has("Feed · Caspian Wire.*world.xml.*2 to the queue")
    assert (await editor.send("/feeds")).has("Feeds · 1")


async def test_a_feed_is_chosen_from_by_taps_and_short_answers(
    editor: Talk, site: Site, dragoman: Dragoman
) -> None:
    await editor.send(f"/feeds {site.url}")
    await editor.tap("^Outlet")
    assert "Outlet: Caspian Wire Agency" in card(await editor.send("Caspian Wire Agency"))
    await editor.tap("^Country")
    assert (await editor.send("nowhereland")).has("no country of that name")
    assert "(Azerbaijan)" in card(await editor.send("azerbaijan"))
    await editor.tap("^Language")
    assert (await editor.tap("Persian")).has(r"\(Azerbaijan, Persian\)")
    await editor.tap("^Countries")
    assert "about Iran, Azerbaijan" in card(await editor.send("iran azerbaijan"))
    await editor.tap("^Topics")
    await editor.tap("energy")
    await editor.tap("defence")
    await editor.tap("Back")
    chosen = await editor.tap("Only two")
    assert chosen.has("only about two countries or more; about Iran, Azerbaijan; on energy, def")
    # The next words are no answer any more.
    assert (await editor.send("iran azerbaijan")).has("newest of")
    # Nor do they answer a question that was asked long ago.
    await editor.send("/feeds")
    await editor.tap("^1$")
    await editor.tap("^Countries")
    await editor.until(NOW + timedelta(minutes=20))
    assert (await editor.send("georgia turkey")).has("newest|event|nothing")
    async with dragoman.services.database.reader() as reader:
        [feed] = await feeds.listed(reader, limit=9)
        deeds = [entry.action for entry in await audit.recent(reader, limit=20)]
    assert (feed.outlet_name, feed.outlet_country, feed.language) == (
        "Caspian Wire Agency", "AZ", "fa",
    )  # fmt: skip
    assert deeds.count("feed changed") == 7


async def test_a_feed_is_paused_read_now_and_removed_after_a_question(
    editor: Talk, site: Site
) -> None:
    await editor.send(f"/feeds {site.url}")
    assert (await editor.tap("Pause")).has("State: paused")
    await editor.until(NOW + 30 * HOUR)
    assert site.asked["/feed.xml"] == 2  # when it was looked for, and when it was read first
    assert (await editor.tap("Resume")).has("State: read 3 Mar")
    site.status = 500
    assert (await editor.tap("Read now")).has("failing since 3 Mar.*error 500")
    assert (await editor.send("/feeds")).has("1 fails")
    await editor.tap("^1$")
    assert (await editor.tap("Remove")).has(r"Remove the feed Caspian Wire\?.*stays")
    assert (await editor.tap("Remove it")).has("Removed: Caspian Wire")
    assert (await editor.send("/feeds")).has("No feeds yet")


async def test_a_list_of_forty_feeds_is_taken_and_each_refusal_has_its_reason(
    editor: Talk, site: Site
) -> None:
    one = f'<outline type="rss" text="Feed" xmlUrl="{site.base}/{{}}.xml"/>'
    whole = OPML.format(good="".join(one.format(number) for number in range(37)), base=site.base)
    told = await editor.file(whole.encode(), "feeds.opml")
    assert len(told.new_messages) == 1
    assert told.has("37 feeds added.*two countries or more.*3 were refused")
    assert told.has("Inner .*not a public web address.*<b>Broken .*not a web address at all")
    assert told.has("Twice .*on the list already")
    assert (await editor.send("/feeds")).has("Feeds · 37.*8. Caspian Wire · read")
    assert (await editor.tap("More")).has("9. Caspian Wire · read")
    assert (await editor.send("/queue")).has("1 waits · from the feed .*agree on a crossing")
    assert (await editor.file(b"<rss/>", "other.opml")).has("no list of feeds")


async def test_what_is_no_feed_is_said_and_nothing_added(editor: Talk, site: Site) -> None:
    site.pages["/empty"] = b"<html><body><p>Nothing here.</p></body></html>"
    site.status = 404
    for words, answer in {
        "http://169.254.169.254/latest": "public web addresses",
        "http://localhost:1/feed": "public web addresses",
        "two words": "Send /feeds alone",
        f"{site.base}/3": "nothing at that address",
        f"{site.base}/empty": "no feed",
    }.items():
        assert (await editor.send(f"/feeds {words}")).has(answer)
    assert (await editor.send("/feeds")).has("No feeds yet")


async def test_strangers_find_neither_command_nor_buttons(
    editor: Talk, reader: Talk, site: Site, dragoman: Dragoman
) -> None:
    await editor.send(f"/feeds {site.url}")
    assert (await reader.send("/feeds")).has("don’t know that command")
    await reader.send("/start")
    for what in ("list", "show", "pause", "now", "pairs", "remove", "removed"):
        turn = await reader.press(f"v1:fd:{what}:1")
        assert not turn.has("Caspian|Feed|Removed|Paused|editor")
    async with dragoman.services.database.reader() as store:
        assert [feed.state for feed in await feeds.listed(store, limit=9)] == ["active"]


async def test_a_broken_feed_is_told_once_to_who_added_it(editor: Talk, site: Site) -> None:
    await editor.send(f"/feeds {site.url}")
    site.status = 500
    told = [await editor.until(NOW + 24 * day * HOUR) for day in range(1, 12)]
    said = [turn.text for turn in told if turn.text]
    assert len(said) == 1
    assert "A feed is broken: Caspian Wire" in said[0]
    assert (await editor.tap("Look at it")).has("failing since.*error 500")
    site.status = 200
    assert (await editor.until(NOW + 24 * 13 * HOUR)).has("works again: Caspian Wire")


async def test_a_site_that_hangs_keeps_nobody_waiting(
    editor: Talk, reader: Talk, site: Site, dragoman: Dragoman
) -> None:
    await editor.send(f"/feeds {site.url}")
    site.gate = asyncio.Event()
    pressed = asyncio.create_task(editor.tap("Read now"))
    await site.reached.wait()
    before = len(reader.simulator.calls)
    update_id = reader.simulator.say(reader.person, "iran azerbaijan")
    await dragoman._order.settled(update_id)
    answers = [Reply(call).text for call in reader.simulator.calls[before:]]
    assert any("newest of" in answer for answer in answers)
    site.gate.set()
    assert (await pressed).has("State: read")


async def test_a_reworded_entry_comes_back_as_a_revision_of_what_was_published(
    editor: Talk, reader: Talk, site: Site
) -> None:
    await editor.send(f"/feeds {site.url}")
    await editor.send("/queue")
    assert (await editor.tap("Approve")).has("Published")
    site.items.clear()
    site.add("Iran and Azerbaijan agree on two crossings", 1, NOW - 2 * HOUR, **news(1))
    await editor.until(NOW + 7 * HOUR)
    await editor.send("/queue")
    shown = await editor.tap("Skip")
    assert shown.has("changed it since you published it.*was: “Iran and Azerbaijan agree on a cr")
    assert shown.has("agree on two crossings")
    assert (await editor.tap("Refile")).has("without a sound")
    found = await reader.send("/latest iran azerbaijan")
    assert found.has("agree on two crossings")
    assert not found.has("agree on a crossing")


async def test_ten_items_take_ten_taps_in_one_message(editor: Talk, site: Site) -> None:
    site.items.clear()
    for number in range(10):
        site.add(f"Iran and Azerbaijan, talk {number}", number, NOW - HOUR, **news(number))
    await editor.send(f"/feeds {site.url}")
    await editor.send("/queue")
    turns = [await editor.tap("Reject" if n % 3 == 2 else "Approve") for n in range(10)]
    assert all(turn.new_messages == [] for turn in turns)
    assert turns[-1].has("Nothing waits")


async def test_one_tap_takes_back_a_slip_of_the_thumb(editor: Talk, site: Site) -> None:
    await editor.send(f"/feeds {site.url}")
    await editor.send("/queue")
    assert (await editor.tap("Reject")).has("wine fair")
    back = await editor.tap("Undo")
    assert back.has("waits again.*2 wait.*agree on a crossing")
    await editor.tap("Approve")
    assert (await editor.tap("Undo")).has("not published.*2 wait.*agree on a crossing")


async def test_two_editors_and_an_impatient_thumb_publish_once(
    editor: Talk, site: Site, dragoman: Dragoman
) -> None:
    await editor.send(f"/feeds {site.url}")
    other = editor.as_person(2002, name="editor-two")
    await editor.send("/queue")
    shown = await other.send("/queue")
    approve = next(
        one["callback_data"] for one in shown.replies[-1].buttons if one["text"] == "Approve"
    )
    first = await editor.press(approve)
    again = await editor.press(approve)
    assert first.has("Published.*wine fair")
    assert again.has("Already published")
    late = await other.press(approve)
    assert late.has("Already published.*wine fair")
    assert late.new_messages == []
    async with dragoman.services.database.reader() as reader:
        deeds = [entry.action for entry in await audit.recent(reader, limit=50)]
    assert deeds.count("publish") == 1


async def test_what_its_source_changed_meanwhile_is_not_approved_unseen(
    editor: Talk, site: Site
) -> None:
    await editor.send(f"/feeds {site.url}")
    await editor.send("/queue")
    site.items.clear()
    site.add("Iran and Azerbaijan do not agree", 1, NOW - 2 * HOUR, **news(1))
    await editor.until(NOW + 7 * HOUR)
    stale = await editor.tap("Approve")
    assert stale.has("changed it a moment ago.*2 wait.*do not agree")
    assert (await editor.tap("Approve")).has("Published")
