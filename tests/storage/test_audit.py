"""The audit: what was done, newest first."""

from storage import audit
from storage.database import Database
from tests.factories import NOW


async def _record(tx, action, subject="article:one", **changes):
    values = {"at": NOW, "actor_id": 1, "action": action, "subject": subject}
    await audit.record(tx, **values | changes)


async def test_deeds_are_listed_newest_first(database: Database):
    async with database.transaction() as tx:
        await _record(tx, "publish", detail={"revision": 1})
        await _record(tx, "withdraw", actor_id=None)
        found = await audit.recent(tx, limit=10)
    assert [(entry.action, entry.actor_id, entry.detail) for entry in found] == [
        ("withdraw", None, {}),
        ("publish", 1, {"revision": 1}),
    ]


async def test_pages_and_subjects_narrow_the_list(database: Database):
    async with database.transaction() as tx:
        for n in range(4):
            await _record(tx, f"act-{n}", subject=f"article:{n % 2}")
        page = await audit.recent(tx, limit=2)
        rest = await audit.recent(tx, limit=2, before=page[-1].id)
        odd = await audit.recent(tx, limit=9, subject="article:1")
    assert [entry.action for entry in page + rest] == ["act-3", "act-2", "act-1", "act-0"]
    assert [entry.action for entry in odd] == ["act-3", "act-1"]
