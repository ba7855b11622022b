"""Guesses that editors changed are kept once a draft."""

from storage import drafts, repairs
from storage.database import Database
from storage.repairs import Repair
from tests.factories import NOW, a_draft


def a_repair(draft_id: int, *parties: str) -> Repair:
    return Repair(
        draft_id=draft_id,
        title="Peach growers meet",
        body="In Atlanta, Georgia, they met.",
        dateline_place="ATLANTA",
        day=NOW.date(),
        guessed=("GE", "US"),
        parties=parties,
        at=NOW,
    )


async def test_a_later_repair_of_a_draft_replaces_the_earlier(database: Database):
    async with database.transaction() as tx:
        draft = await drafts.add(tx, a_draft())
        await repairs.keep(tx, a_repair(draft.id))
        await repairs.keep(tx, a_repair(draft.id, "US"))
    async with database.reader() as reader:
        assert await repairs.newest(reader, limit=5) == [a_repair(draft.id, "US")]


async def test_a_dropped_repair_is_gone(database: Database):
    async with database.transaction() as tx:
        draft = await drafts.add(tx, a_draft())
        await repairs.keep(tx, a_repair(draft.id, "US"))
        await repairs.drop(tx, draft.id)
        assert await repairs.newest(tx, limit=5) == []
