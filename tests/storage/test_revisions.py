"""What an article said before each repair is kept, the first first."""

from storage import revisions
from storage.database import Database
from storage.revisions import NewRevision, Repaired
from tests.factories import NOW, keep_article


def a_revision(number: int, kind: Repaired) -> NewRevision:
    return NewRevision(
        article_id="one",
        revision=number,
        before={"title": f"title {number}"},
        kind=kind,
        reason="the day was wrong",
        by=2001,
        at=NOW,
    )


async def test_repairs_are_kept_in_their_order(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one")
        await revisions.add(tx, a_revision(1, Repaired.REFILE))
        await revisions.add(tx, a_revision(2, Repaired.CORRECTION))
        found = await revisions.of_article(tx, "one")
    assert [(one.revision, one.before["title"]) for one in found] == [
        (1, "title 1"),
        (2, "title 2"),
    ]


async def test_readers_are_not_told_of_refiles(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one")
        for number, kind in enumerate(Repaired, start=1):
            await revisions.add(tx, a_revision(number, kind))
        told = await revisions.told(tx, limit=5)
    assert [one.kind for one in told] == [Repaired.WITHDRAWAL, Repaired.CORRECTION]
