"""A repair finds exactly the messages that tell of it, and no old words go out meanwhile."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import chats, contents, copies, deliveries, edits, moves, outdated, revisions, workers
from storage.contents import NewContent
from storage.deliveries import Mark, NewDelivery, State
from storage.edits import Rewritten
from storage.revisions import NewRevision, Repaired
from tests.factories import NOW, keep_article, keep_chat

MINUTE = timedelta(minutes=1)
LATER = NOW + MINUTE


@pytest.fixture
async def told(database):
    """Article A01 in a digest of three chats and in an alert of one; A02 in a digest of its own."""
    async with database.transaction() as tx:
        await keep_article(tx, id="A01", url="https://example.org/1")
        await keep_article(tx, id="A02", url="https://example.org/2")
        await workers.start(tx, "one", lease_until=NOW + timedelta(days=1))
        both = (("A01", 1), ("A02", 1))
        ids = await contents.add(
            tx,
            [
                NewContent("digest:1", {"html": "both"}, NOW - MINUTE, NOW, carries=both),
                NewContent("digest:2", {"html": "two"}, NOW - MINUTE, NOW, carries=both[1:]),
                NewContent("alert:1", {"html": "one"}, NOW, NOW, carries=both[:1]),
            ],
        )
        for number in (1001, 1002, 1003):
            chat = await keep_chat(tx, number)
            await deliveries.add(tx, [owed(f"d{number}", chat.id, ids["digest:1"])])
        await deliveries.add(tx, [owed("d2", 1, ids["digest:2"]), owed("a", 1, ids["alert:1"])])
    return database


def owed(key: str, chat_id: int, content_id: int) -> NewDelivery:
    return NewDelivery(
        key=key,
        chat_id=chat_id,
        thread_id=None,
        schedule_id=None,
        content_id=content_id,
        priority=2,
        not_before=NOW,
        expires_at=NOW + timedelta(hours=6),
    )


async def send(database, *, now=NOW) -> list[dict[str, str]]:
    """Send what may be claimed; return what was said."""
    said = []
    while True:
        async with database.transaction() as tx:
            rows = await deliveries.claim(tx, "one", now=now, limit=10)
            for row in rows:
                mark = Mark(State.SENT, message_id=row.edits or 100 + row.id, sent_at=now)
                await deliveries.mark(tx, row, mark, worker_id="one")
        if not rows:
            return said
        said += [json.loads(row.message) for row in rows]


async def repair(database, article_id: str = "A01", kind=Repaired.CORRECTION) -> int:
    async with database.transaction() as tx:
        made = NewRevision(
            article_id=article_id, revision=1, before={}, kind=kind, reason="", by=1, at=NOW
        )
        number = await revisions.add(tx, made)
        await edits.owe(tx, article_id, number, at=NOW)
    return number


async def rewrite(database, *, now=LATER) -> list[int]:
    """Write all that is due anew."""
    async with database.transaction() as tx:
        due = await edits.to_rewrite(tx, now=now, limit=10)
        ids = [each.content_id for each in due]
        await edits.renew_owed(tx, ids, limit=100)
        new = [Rewritten(key, {"html": "right"}, {"html": "marked"}) for key in ids]
        await edits.rewrite(tx, new, [], now=now)
    return ids


async def test_only_what_tells_of_the_article_is_written_anew(told):
    await send(told)
    await repair(told)
    assert await rewrite(told) == [1, 3]
    async with told.reader() as reader:
        old = await outdated.find(reader, limit=10)
        assert {(copy.chat_id, copy.content_id, copy.is_alert) for copy in old} == {
            (1, 1, False),
            (2, 1, False),
            (3, 1, False),
            (1, 3, True),
        }
        assert await outdated.repairs_of(reader, [1, 2, 3]) == {1: {"A01": 1}, 3: {"A01": 1}}
        assert not await edits.to_rewrite(reader, now=LATER, limit=10)


async def test_old_words_are_not_claimed_and_new_ones_need_no_edit(told):
    await repair(told)
    assert not [words for words in await send(told) if words["html"] in ("both", "one")]
    await rewrite(told)
    # What its reader is owed besides keeps its place in the order.
    assert sorted(words["html"] for words in await send(told)) == ["right"] * 4 + ["two"]
    async with told.reader() as reader:
        assert await outdated.find(reader, limit=10) == []


async def test_what_was_in_hand_is_found_once_it_is_sent(told):
    async with told.transaction() as tx:
        held = await deliveries.claim(tx, "one", now=NOW, limit=10)
    await repair(told)
    await rewrite(told)
    async with told.transaction() as tx:
        # Of the alert nothing was out; the digest is in somebody's hands with the old words.
        assert await edits.finish(tx, before=LATER) == 1
        for row in held:
            mark = Mark(State.SENT, message_id=7, sent_at=NOW)
            await deliveries.mark(tx, row, mark, worker_id="one")
        assert len(await outdated.find(tx, limit=10)) == 3
        await outdated.settle(tx, await outdated.find(tx, limit=10))
        assert await edits.finish(tx, before=LATER) == 1


async def test_copies_of_long_ago_are_found_too_and_counted(told):
    await send(told)
    async with told.transaction() as tx:
        done = await copies.keep_finished(tx, before=NOW + timedelta(days=1), limit=100)
        assert done == 5
    await repair(told)
    await rewrite(told)
    async with told.transaction() as tx:
        old = await outdated.find(tx, limit=10)
        assert {copy.delivery_id for copy in old} == {None}
        spread = await outdated.spread(tx, "A01", NOW)
        assert (spread.copies, spread.waiting, spread.edited) == (4, 4, 0)
        await outdated.settle(tx, old)
        assert await outdated.find(tx, limit=10) == []
        spread = await outdated.spread(tx, "A01", NOW)
        assert (spread.copies, spread.waiting, spread.untraced) == (4, 0, 0)


async def test_an_edit_says_what_copies_say_and_makes_no_new_copy(told):
    await send(told)
    await repair(told)
    await rewrite(told)
    row = NewDelivery(
        key="edit:1:101:1",
        chat_id=1,
        thread_id=None,
        schedule_id=None,
        content_id=1,
        priority=3,
        not_before=NOW,
        expires_at=LATER,
        edits=101,
    )
    async with told.transaction() as tx:
        await deliveries.add(tx, [row])
    assert await send(told) == [{"html": "marked"}]
    async with told.transaction() as tx:
        await copies.keep_finished(tx, before=NOW + timedelta(days=1), limit=100)
        found = await tx.rows(text("SELECT message_id FROM copies WHERE content_id = 1"))
        assert len(found) == 3


async def test_a_later_edit_of_the_same_message_takes_the_place_of_one_that_waits(told):
    rows = [
        NewDelivery(
            key=key,
            chat_id=1,
            thread_id=None,
            schedule_id=None,
            content_id=1,
            priority=3,
            not_before=NOW,
            expires_at=LATER,
            edits=message_id,
        )
        for key, message_id in (("edit:1:101:1", 101), ("edit:1:102:1", 102))
    ]
    async with told.transaction() as tx:
        await deliveries.add(tx, rows)
        await outdated.supersede(tx, {"edit:1:101"}, [1])
        states = {row.key: row.state for row in await deliveries.of_chat(tx, 1)}
    assert states["edit:1:101:1"] == State.SKIPPED
    assert states["edit:1:102:1"] == State.PLANNED


async def test_what_was_composed_before_a_repair_and_kept_after_it_is_not_missed(told):
    await repair(told)
    await rewrite(told)
    late = NewContent("digest:9", {"html": "late"}, NOW - MINUTE, NOW, carries=(("A01", 1),))
    async with told.transaction() as tx:
        await contents.add(tx, [late])
        assert [each.message for each in await edits.to_rewrite(tx, now=LATER, limit=9)] == [
            {"html": "late"}
        ]


async def test_an_update_of_the_outlets_text_changes_no_copy(told):
    async with told.transaction() as tx:
        made = NewRevision(
            article_id="A01",
            revision=1,
            before={},
            kind=Repaired.UPDATE,
            reason="",
            by=1,
            at=NOW,
        )
        await revisions.add(tx, made)
        await edits.owe_missed(tx, since=NOW - MINUTE)
        assert not await edits.is_any(tx, now=LATER)


async def test_what_was_sent_before_articles_were_written_down_is_counted_as_such(told):
    await send(told)
    async with told.transaction() as tx:
        await tx.execute(text("UPDATE contents SET is_traced = false"))
        await tx.execute(text("DELETE FROM content_articles"))
        spread = await outdated.spread(tx, "A01", NOW)
    assert (spread.copies, spread.untraced) == (0, 5)


async def test_forgetting_a_chat_forgets_its_copies_and_what_it_is_owed(told):
    await send(told)
    await repair(told)
    await rewrite(told)
    async with told.transaction() as tx:
        await chats.forget(tx, 2)
        assert {copy.chat_id for copy in await outdated.find(tx, limit=10)} == {1, 3}


async def test_a_group_that_moved_has_other_numbers_and_no_message_is_edited_there(told):
    await send(told)
    edit = replace(owed("edit:3:105:1", 3, 1), edits=105)
    notice = replace(owed("notice:A01:3:105:1", 3, 1), replies_to=105)
    async with told.transaction() as tx:
        await deliveries.add(tx, [edit, notice])
        assert await moves.migrate(tx, 1003, -100500)
        rows = {row.key: row for row in await deliveries.of_chat(tx, 3)}
    assert rows["edit:3:105:1"].reason == "can't be edited: moved"
    assert rows["notice:A01:3:105:1"].replies_to is None
    assert rows["notice:A01:3:105:1"].state == State.PLANNED
