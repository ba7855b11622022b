"""Drafts: kept over restarts, saved by one hand at a time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage import drafts
from storage.database import Database
from storage.drafts import DraftState
from storage.errors import Conflict, Missing
from tests.factories import NOW, a_draft


async def test_what_was_kept_is_read_back_whole(database: Database):
    document = {"title": "Xəbər", "parts": [1, None, {"deep": True}]}
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft(document=document))
    async with database.reader() as reader:
        assert await drafts.get(reader, kept.id) == kept
        assert await drafts.get(reader, kept.id + 1) is None
    assert kept.document == document
    assert (kept.state, kept.revision, kept.changed_at) == (DraftState.OPEN, 1, NOW)


async def test_a_draft_is_found_by_its_card(database: Database):
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft(card_message_id=77))
        assert await drafts.of_card(tx, 1001, 77) == kept
        assert await drafts.of_card(tx, 1001, 78) is None


async def test_open_drafts_of_a_person_come_newest_first(database: Database):
    async with database.transaction() as tx:
        first = await drafts.add(tx, a_draft())
        second = await drafts.add(tx, a_draft())
        await drafts.add(tx, a_draft(author_id=2))
        await drafts.add(tx, a_draft(state=DraftState.DISCARDED))
        found = await drafts.open_of(tx, 1001)
    assert [draft.id for draft in found] == [second.id, first.id]


async def test_saving_moves_the_revision_on(database: Database):
    later = NOW + timedelta(minutes=1)
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft())
        changed = replace(kept, document={"title": "Better"}, changed_at=later)
        saved = await drafts.save(tx, changed, expected_revision=1)
        assert await drafts.get(tx, kept.id) == saved
    assert (saved.revision, saved.changed_at, saved.created_at) == (2, later, NOW)
    assert saved.document == {"title": "Better"}


async def test_a_double_press_saves_once(database: Database):
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft())

    async def press() -> bool:
        try:
            async with database.transaction() as tx:
                published = replace(kept, state=DraftState.PUBLISHED)
                await drafts.save(tx, published, expected_revision=kept.revision)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(press(), press())) == [False, True]


async def test_a_draft_that_never_was_can_not_be_saved(database: Database):
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft())
        with pytest.raises(Missing):
            await drafts.save(tx, replace(kept, id=99), expected_revision=1)


async def test_a_draft_is_kept_once_for_each_origin(database: Database):
    async with database.transaction() as tx:
        kept = await drafts.add(tx, a_draft(origin_key="load:1"))
        await drafts.add(tx, a_draft())
        await drafts.add(tx, a_draft())
        assert await drafts.of_origin(tx, "load:1") == kept
        assert await drafts.of_origin(tx, "load:2") is None
        with pytest.raises(Conflict):
            await drafts.add(tx, a_draft(origin_key="load:1"))
