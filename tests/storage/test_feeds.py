"""Feeds are claimed by one poll at a time, and what was seen in them is never news again."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage import feed_entries, feeds, personal
from storage.database import Database
from storage.errors import Conflict, Missing
from storage.feed_entries import Fate, NewEntry
from storage.feeds import Feed, FeedState, NewFeed, Question
from tests.factories import NOW

HOUR = timedelta(hours=1)


def a_feed(name: str = "one", **changes: object) -> NewFeed:
    values = {
        "url": f"https://{name}.example.org/rss",
        "url_key": f"{name}.example.org/rss",
        "title": name,
        "added_by": 2001,
        "added_at": NOW,
        "interval": HOUR,
        "filter": {},
    }
    return NewFeed(**values | changes)


def an_entry(feed: Feed, *names: str, fate: Fate = Fate.QUEUED, at: datetime = NOW) -> NewEntry:
    return NewEntry(feed_id=feed.id, names=names, fate=fate, fingerprint="f", moment=at, seen_at=at)


async def keep(database: Database, name: str = "one", **changes: object) -> Feed:
    async with database.transaction() as tx:
        return await feeds.add(tx, a_feed(name, **changes))


async def claim(database: Database, *, now: datetime = NOW, limit: int = 9) -> list[Feed]:
    async with database.transaction() as tx:
        return await feeds.claim_due(tx, now=now, until=now + HOUR, limit=limit)


async def test_an_address_is_kept_once(database: Database):
    kept = await keep(database)
    with pytest.raises(Conflict):
        await keep(database)
    async with database.reader() as reader:
        assert await feeds.of_key(reader, kept.url_key) == await feeds.get(reader, kept.id) == kept
        assert await feeds.keys(reader) == {kept.url_key}


async def test_a_due_feed_is_claimed_once_until_its_claim_lapses(database: Database):
    kept = await keep(database)
    [taken] = await claim(database)
    assert (taken.id, taken.claim) == (kept.id, 1)
    assert await claim(database) == []
    [again] = await claim(database, now=NOW + HOUR)
    assert again.claim == 2


async def test_a_turn_that_a_wrong_clock_set_far_ahead_is_due(database: Database):
    kept = await keep(database)
    async with database.transaction() as tx:
        await feeds.set_state(tx, kept.id, FeedState.ACTIVE, due_at=NOW + 24 * HOUR)
        assert not await feeds.is_any_due(tx, NOW)
        await feeds.set_state(tx, kept.id, FeedState.ACTIVE, due_at=NOW + 24 * 365 * HOUR)
        assert await feeds.is_any_due(tx, NOW)
    assert len(await claim(database)) == 1


async def test_an_offered_feed_belongs_to_who_takes_it(database: Database):
    kept = await keep(database, state=FeedState.PROPOSED)
    async with database.transaction() as tx:
        taken = await feeds.take(tx, kept.id, by=2002, at=NOW + HOUR)
    assert (taken.state, taken.added_by, taken.next_poll_at) == ("active", 2002, NOW + HOUR)


async def test_two_that_claim_at_once_share_the_feeds(database: Database):
    ids = {(await keep(database, f"f{number}")).id for number in range(6)}
    taken = await asyncio.gather(claim(database, limit=4), claim(database, limit=4))
    assert sorted(feed.id for part in taken for feed in part) == sorted(ids)


async def test_paused_and_proposed_feeds_are_not_due(database: Database):
    await keep(database, "offered", state=FeedState.PROPOSED)
    kept = await keep(database)
    async with database.transaction() as tx:
        await feeds.set_state(tx, kept.id, FeedState.PAUSED, due_at=NOW)
        assert not await feeds.is_any_due(tx, NOW)
        assert [feed.id for feed in await feeds.listed(tx, limit=9)] == [kept.id]
        await feeds.drop_proposed(tx, before=NOW + HOUR)
        assert await feeds.of_key(tx, "offered.example.org/rss") is None


async def test_a_poll_writes_its_own_part_only_while_it_holds_the_claim(database: Database):
    await keep(database)
    [taken] = await claim(database)
    read = replace(
        taken, etag='"1"', failures=2, last_error={"key": "fetch.slow"}, moves=(None, "x"),
        next_poll_at=NOW + 2 * HOUR, interval=2 * HOUR, state=FeedState.GONE,
    )  # fmt: skip
    async with database.transaction() as tx:
        await feeds.choose(tx, taken.id, outlet_name="Wire", filter={"topics": ["energy"]})
        await feeds.set_state(tx, taken.id, FeedState.PAUSED, due_at=NOW)
        assert not await feeds.record_poll(tx, replace(read, claim=0))
        assert await feeds.record_poll(tx, read)
        written = await feeds.get(tx, taken.id)
    assert written == replace(
        read, outlet_name="Wire", filter={"topics": ["energy"]}, state=FeedState.PAUSED
    )


async def test_only_an_editors_part_can_be_chosen(database: Database):
    kept = await keep(database)
    async with database.transaction() as tx:
        with pytest.raises(ValueError, match="etag"):
            await feeds.choose(tx, kept.id, etag="x")
        with pytest.raises(Missing):
            await feeds.choose(tx, kept.id + 1, language="fa")


async def test_an_entry_is_known_by_each_of_its_names_also_without_its_feed(database: Database):
    kept = await keep(database)
    async with database.transaction() as tx:
        [one, _] = await feed_entries.add(
            tx, [an_entry(kept, "id", "link"), an_entry(kept, "other", fate=Fate.OLD)]
        )
        await feed_entries.see_again(tx, [one], [("new id", one)], now=NOW + HOUR)
        await feed_entries.set_words(tx, one, fingerprint="g", revisions=1)
        await feeds.remove(tx, kept.id)
        found = await feed_entries.known(tx, ["link", "new id", "stranger"])
    assert set(found) == {"link", "new id"}
    assert (found["link"].id, found["link"].fingerprint, found["link"].revisions) == (one, "g", 1)
    assert found["link"].feed_id is None


async def test_an_entry_seen_under_one_name_is_no_new_one(database: Database):
    kept = await keep(database)
    async with database.transaction() as tx:
        await feed_entries.add(tx, [an_entry(kept, "id", "link")])
    with pytest.raises(Conflict):
        async with database.transaction() as tx:
            await feed_entries.add(tx, [an_entry(kept, "another id", "link")])


async def test_entries_are_counted_by_fate_and_forgotten_when_long_unseen(database: Database):
    kept = await keep(database)
    async with database.transaction() as tx:
        old = an_entry(kept, "old", at=NOW - 24 * HOUR)
        await feed_entries.add(tx, [old, an_entry(kept, "a"), an_entry(kept, "b", fate=Fate.OLD)])
        since = NOW - HOUR
        assert await feed_entries.moments(tx, kept.id, since=since) == [NOW, NOW]
        counts = await feed_entries.fates(tx, kept.id, since=since)
        assert counts == {Fate.QUEUED: 1, Fate.OLD: 1}
        assert await feed_entries.forget_old(tx, before=since, limit=9) == 1
        assert set(await feed_entries.known(tx, ["old", "a", "b"])) == {"a", "b"}


async def test_one_question_is_open_for_an_editor(database: Database):
    kept = await keep(database)
    question = Question(author_id=2001, feed_id=kept.id, what="outlet", message_id=7, asked_at=NOW)
    async with database.transaction() as tx:
        await feeds.ask(tx, question)
        await feeds.ask(tx, replace(question, what="country", message_id=8))
        assert await feeds.asked(tx, 2001) == replace(question, what="country", message_id=8)
        await feeds.drop_question(tx, 2001)
        assert await feeds.asked(tx, 2001) is None
        await feeds.ask(tx, question)
        await feeds.remove(tx, kept.id)
        assert await feeds.asked(tx, 2001) is None


async def test_a_person_who_is_forgotten_leaves_the_feed_without_a_name(database: Database):
    kept = await keep(database)
    question = Question(author_id=2001, feed_id=kept.id, what="outlet", message_id=7, asked_at=NOW)
    async with database.transaction() as tx:
        await feeds.ask(tx, question)
        await personal.forget(tx, 2001)
        assert await feeds.asked(tx, 2001) is None
        forgotten = await feeds.get(tx, kept.id)
    assert forgotten == replace(kept, added_by=personal.NOBODY)
