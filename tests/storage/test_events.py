"""What readers are shown: order, pages, filters, totals, and what digests are told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import articles, events
from storage.articles import Status
from storage.database import Database
from storage.dyad import Dyad, Scope
from tests.factories import NOW, keep_article, keep_days, keep_outlet

SCOPE = Scope.of("IR", "AZ")


def _ids(found):
    return [event.reports[0].article_id for event in found]


async def test_pair_order_does_not_matter(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, "AZ", "IR", id="one")
        assert _ids(await events.latest(tx, Scope.of("IR", "AZ"), limit=5)) == ["one"]
        assert _ids(await events.latest(tx, Scope.of("AZ", "IR"), limit=5)) == ["one"]


async def test_one_country_finds_all_its_pairs(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, "AZ", "IR", id="one")
        await keep_article(tx, "AZ", "TR", id="two")
        await keep_article(tx, "AZ", id="alone")
        found = await events.latest(tx, Scope.of("AZ"), limit=5)
    assert sorted(_ids(found)) == ["alone", "one", "two"]


async def test_order_is_day_then_publication_then_arrival(database: Database):
    day = date(2020, 2, 26)
    noon = datetime(2020, 2, 26, 12, tzinfo=UTC)
    async with database.transaction() as tx:
        await keep_article(tx, id="later-published", event_day=day, published_at=noon)
        await keep_article(tx, id="day-after", event_day=day + timedelta(days=1), published_at=noon)
        await keep_article(
            tx, id="earlier-published", event_day=day, published_at=noon - timedelta(hours=1)
        )
        await keep_article(tx, id="never-dated", event_day=day, published_at=None)
        await keep_article(tx, id="same-minute", event_day=day, published_at=noon)
        found = await events.latest(tx, SCOPE, limit=10)
    assert _ids(found) == [
        "day-after",
        "same-minute",
        "later-published",
        "earlier-published",
        "never-dated",
    ]


async def test_without_an_event_day_the_publication_day_on_the_outlets_clock_counts(
    database: Database,
):
    # Half past midnight in Tehran is still the day before in UTC.
    published = datetime(2020, 2, 26, 21, 0, tzinfo=UTC)
    async with database.transaction() as tx:
        await keep_article(tx, event_day=None, published_at=published, zone="Asia/Tehran")
        assert (await events.total(tx, SCOPE)).newest_day == date(2020, 2, 27)


async def test_without_any_date_the_day_added_counts(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, event_day=None, published_at=None, added_at=NOW)
        assert (await events.total(tx, SCOPE)).newest_day == NOW.date()


async def test_pages_follow_each_other_without_gap_or_repetition(database: Database):
    async with database.transaction() as tx:
        added = await keep_days(tx, "IR", "AZ", days=7)
    seen: list[str] = []
    before = None
    async with database.reader() as reader:
        while page := await events.latest(reader, SCOPE, limit=3, before=before):
            assert len(page) <= 3
            seen += _ids(page)
            before = page[-1].sort_key
    assert seen == [article.id for article in reversed(added)]


async def test_days_include_both_ends(database: Database):
    async with database.transaction() as tx:
        await keep_days(tx, "IR", "AZ", days=5)
        found = await events.latest(
            tx, SCOPE, limit=9, first_day=date(2020, 1, 2), last_day=date(2020, 1, 4)
        )
    assert [event.event_day for event in found] == [date(2020, 1, n) for n in (4, 3, 2)]


async def test_pages_of_a_span_of_days_stay_in_it(database: Database):
    async with database.transaction() as tx:
        await keep_days(tx, "IR", "AZ", days=6)
        newest = (await events.latest(tx, SCOPE, limit=1))[0]
        last_day = date(2020, 1, 3)
        inside = await events.latest(tx, SCOPE, limit=9, before=newest.sort_key, last_day=last_day)
        rest = await events.latest(tx, SCOPE, limit=9, before=inside[0].sort_key, last_day=last_day)
    assert [event.event_day for event in inside] == [date(2020, 1, n) for n in (3, 2, 1)]
    assert [event.event_day for event in rest] == [date(2020, 1, n) for n in (2, 1)]


async def test_a_topic_finds_its_events_alone(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one", topics=("trade", "human-rights"))
        await keep_article(tx, id="two", topics=("rights",))
        assert _ids(await events.latest(tx, SCOPE, limit=5, topic="human-rights")) == ["one"]
        assert _ids(await events.latest(tx, SCOPE, limit=5, topic="rights")) == ["two"]


@pytest.mark.parametrize("topic", ["%", "_rade", "trade' OR 1=1", ""])
async def test_a_topic_that_is_none_finds_nothing(database: Database, topic: str):
    async with database.transaction() as tx:
        await keep_article(tx, topics=("trade",))
        assert await events.latest(tx, SCOPE, limit=5, topic=topic) == []


async def test_an_event_tells_its_parties_topics_and_outlets(database: Database):
    async with database.transaction() as tx:
        other = await keep_outlet(tx, name="Baku Post", domain="bakupost.example.org", country="AZ")
        one = await keep_article(tx, "IR", "AZ", topics=("border", "trade"))
        await keep_article(
            tx, "AZ", "TR", topics=("trade", "energy"), event_id=one.event_id, outlet_id=other.id
        )
        event = await events.get(tx, one.event_id)
    assert event is not None
    assert set(event.parties) == {"IR", "AZ", "TR"}
    assert set(event.topics) == {"border", "trade", "energy"}
    assert {report.outlet.country for report in event.reports} == {"IR", "AZ"}
    assert event.event_day == date(2020, 2, 26)


async def test_the_fast_way_reads_what_the_engine_reads(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, url="https://example.org/a", dateline_place="Tehran")
        await keep_article(tx, event_id=one.event_id, published_at=None, zone=None)
        await keep_article(tx, event_day=None, published_precision=None)
    parameters = {"a": "AZ", "b": "IR", "first": "", "before": "~", "limit": 10}
    topic = {"topic": "border"}
    async with database.reader() as reader:
        for statement, values in (
            (events.LATEST, parameters),
            (events.LATEST_OF_TOPIC, parameters | topic),
            (events.PAGE, parameters),
            (events.PAGE_OF_TOPIC, parameters | topic),
        ):
            fast = [tuple(row) for row in await statement.rows(reader, values)]
            usual = [tuple(row) for row in await statement.rows_by_engine(reader, values)]
            assert sorted(fast, key=repr) == sorted(usual, key=repr)
            assert len(fast) == 3


@pytest.mark.parametrize("topic", [None, "border"])
async def test_a_page_has_the_scopes_total_whatever_is_filtered(database: Database, topic):
    async with database.transaction() as tx:
        await keep_days(tx, "IR", "AZ", days=3)
        await keep_article(tx, "IR", "AZ", event_day=date(2020, 1, 9), topics=("trade",))
        page = await events.page(tx, SCOPE, limit=2, topic=topic)
        assert list(page.events) == await events.latest(tx, SCOPE, limit=2, topic=topic)
        assert page.total == events.Total(events=4, newest_day=date(2020, 1, 9))
        assert await events.page(tx, SCOPE, limit=2, topic="law") == events.Page(
            events=(), total=page.total
        )
        assert (await events.page(tx, Scope.of("FR"), limit=2)).total.events == 0


async def test_totals_follow_what_is_added_and_taken(database: Database):
    async with database.transaction() as tx:
        days = await keep_days(tx, "IR", "AZ", days=3)
        await keep_article(tx, "AZ", "TR", event_day=date(2020, 3, 1))
        assert await events.total(tx, SCOPE) == events.Total(events=3, newest_day=date(2020, 1, 3))
        assert (await events.total(tx, Scope.of("AZ"))).events == 4
        await articles.unpublish(tx, days[-1].id)
        assert await events.total(tx, SCOPE) == events.Total(events=2, newest_day=date(2020, 1, 2))
        assert await events.total(tx, Scope.of("FR")) == events.Total(events=0, newest_day=None)


async def test_partners_of_a_country_come_with_most_events_first(database: Database):
    async with database.transaction() as tx:
        await keep_days(tx, "AZ", "TR", days=2)
        await keep_article(tx, "AZ", "IR")
        await keep_article(tx, "TR", "IR")
        found = await events.partners(tx, "AZ", limit=5)
        first = await events.partners(tx, "AZ", limit=1)
    assert [(str(pair.dyad), pair.events) for pair in found] == [("AZ-TR", 2), ("AZ-IR", 1)]
    assert first == found[:1]


async def test_the_liveliest_pairs_are_dyads_alone(database: Database):
    async with database.transaction() as tx:
        await keep_days(tx, "AZ", "TR", days=2)
        await keep_article(tx, "AZ", "IR")
        await keep_article(tx, "FR")
        found = await events.liveliest(tx, limit=5)
    assert [pair.dyad for pair in found] == [Dyad.of("AZ", "TR"), Dyad.of("AZ", "IR")]
    assert found[0].newest_day == date(2020, 1, 2)


async def test_the_archive_counts_pairs_and_articles(database: Database):
    async with database.transaction() as tx:
        assert await events.archive(tx) == events.ArchiveTotals(
            pairs=0, articles=0, newest_added_at=None
        )
        one = await keep_article(tx, "AZ", "IR")
        await keep_article(tx, "AZ", "IR", event_id=one.event_id)
        await keep_article(tx, "AZ", "TR", added_at=NOW + timedelta(hours=1))
        assert await events.archive(tx) == events.ArchiveTotals(
            pairs=2, articles=3, newest_added_at=NOW + timedelta(hours=1)
        )


async def test_a_digests_window_leaves_out_its_start_and_takes_in_its_end(database: Database):
    hour = timedelta(hours=1)
    async with database.transaction() as tx:
        await keep_article(tx, id="start", added_at=NOW)
        await keep_article(tx, id="end", added_at=NOW + hour)
        await keep_article(tx, id="after", added_at=NOW + hour + timedelta(microseconds=1))
        found = await events.added_between(tx, [SCOPE], after=NOW, until=NOW + hour)
    assert _ids(event for _, event in found) == ["end"]


async def test_a_digest_is_told_an_event_once_for_each_of_its_scopes(database: Database):
    country = Scope.of("AZ")
    async with database.transaction() as tx:
        await keep_article(tx, "AZ", "IR", id="one", event_day=date(2020, 2, 1))
        await keep_article(tx, "AZ", "TR", id="two", event_day=date(2020, 2, 2))
        found = await events.added_between(
            tx, [SCOPE, country], after=NOW - timedelta(days=1), until=NOW
        )
    assert [(scope, event.reports[0].article_id) for scope, event in found] == [
        (SCOPE, "one"),
        (country, "two"),
        (country, "one"),
    ]


async def test_a_digest_is_told_nothing_that_was_scheduled_or_withdrawn(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, status=Status.SCHEDULED, publish_at=NOW)
        gone = await keep_article(tx)
        await articles.withdraw(tx, gone.id, reason="wrong", at=NOW)
        found = await events.added_between(tx, [SCOPE], after=NOW - timedelta(days=1), until=NOW)
    assert found == []


async def test_a_second_report_brings_the_whole_event(database: Database):
    async with database.transaction() as tx:
        old = await keep_article(tx, id="old", added_at=NOW - timedelta(days=3))
        await keep_article(tx, id="new", event_id=old.event_id, added_at=NOW)
        found = await events.added_between(tx, [SCOPE], after=NOW - timedelta(days=1), until=NOW)
    assert [[r.article_id for r in event.reports] for _, event in found] == [["new", "old"]]


async def test_many_events_are_read_by_id_newest_first(database: Database):
    async with database.transaction() as tx:
        days = await keep_days(tx, "IR", "AZ", days=4)
        found = await events.by_ids(tx, [days[0].event_id, days[2].event_id, 999])
    assert _ids(found) == [days[2].id, days[0].id]


async def test_moments_are_utc_whatever_zone_they_came_in(database: Database):
    tehran = NOW.astimezone(ZoneInfo("Asia/Tehran"))
    async with database.transaction() as tx:
        article = await keep_article(tx, published_at=tehran)
        kept = await articles.get(tx, article.id)
    assert kept is not None
    assert kept.published_at == NOW
    assert kept.published_at.tzinfo is UTC
    assert replace(kept, published_at=tehran) == kept
