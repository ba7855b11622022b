"""Counts of scopes, read for many at once."""

from datetime import UTC, date, datetime, timedelta

from storage import articles, counts
from storage.counts import Counted
from storage.database import Database
from storage.dyad import Scope
from tests.factories import NOW, keep_article, keep_outlet

PAIR, OTHER, NONE = Scope.of("IR", "AZ"), Scope.of("AM", "AZ"), Scope.of("GE", "TM")
DAY = timedelta(days=1)


async def counted(tx, *scopes: Scope) -> dict[Scope, list[Counted]]:
    return await counts.counted(
        tx,
        scopes,
        first_day=date(2020, 2, 1),
        last_day=date(2020, 2, 29),
        count_reports_from=date(2020, 2, 24),
    )


async def test_events_are_counted_by_day_once_for_all_their_reports(database: Database):
    async with database.transaction() as tx:
        first = await keep_article(tx, event_day=date(2020, 2, 26), topics=("military", "law"))
        other = (await keep_outlet(tx, name="Wire", domain="wire.example.org", country="AZ")).id
        await keep_article(
            tx, event_id=first.event_id, outlet_id=other, event_day=date(2020, 2, 26)
        )
        await keep_article(tx, "AM", "AZ", event_day=date(2020, 2, 20), topics=())
        for outside in (date(2020, 1, 31), date(2020, 3, 1)):
            await keep_article(tx, event_day=outside)
        hidden = await keep_article(tx, event_day=date(2020, 2, 27))
        await articles.unpublish(tx, hidden.id)
        found = await counted(tx, PAIR, OTHER, NONE)
        assert await counted(tx) == {}
    assert found == {
        PAIR: [Counted(date(2020, 2, 26), "military", 2)],
        OTHER: [Counted(date(2020, 2, 20), None, 1)],
    }


async def test_the_newest_is_the_newest_of_what_was_there(database: Database):
    async with database.transaction() as tx:
        old = await keep_article(tx, event_day=date(2020, 2, 20), added_at=NOW - 2 * DAY)
        new = await keep_article(tx, event_day=date(2020, 2, 26), added_at=NOW)
        then = await counts.newest(tx, [PAIR, NONE], by=NOW - DAY)
        now = await counts.newest(tx, [PAIR], by=NOW)
        assert await counts.newest(tx, [], by=NOW) == {}
    assert (then[PAIR].event_id, then[PAIR].day) == (old.event_id, date(2020, 2, 20))
    assert (now[PAIR].event_id, now[PAIR].day) == (new.event_id, date(2020, 2, 26))
    assert NONE not in then


async def test_the_archive_begins_with_the_first_that_was_added(database: Database):
    begun = datetime(2019, 10, 26, tzinfo=UTC)
    async with database.transaction() as tx:
        assert await counts.archive_begins(tx) is None
        await keep_article(tx, added_at=NOW)
        await keep_article(tx, added_at=begun)
        assert await counts.archive_begins(tx) == begun
