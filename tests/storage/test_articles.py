"""Articles: added once, found by id and URL, withdrawn, undone, published when due."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage import articles, events, pairs
from storage.articles import Status
from storage.database import Database
from storage.dyad import Dyad, Scope
from storage.errors import Conflict, Missing, StorageError
from tests.factories import NOW, an_article, countries, keep_article, keep_outlet

IRAN_AZERBAIJAN = Scope.of("IR", "AZ")


async def _latest(tx, *codes, **filters):
    scope = Scope.of(*(codes or ("IR", "AZ")))
    return [
        [report.article_id for report in event.reports]
        for event in await events.latest(tx, scope, limit=20, **filters)
    ]


async def test_what_was_added_is_read_back_whole(database: Database):
    async with database.transaction() as tx:
        added = await keep_article(
            tx,
            id="sample-1",
            url="https://example.org/a?x=1",
            url_key="example.org/a",
            countries=countries("IR", "AZ", mentioned=("TR",)),
            topics=("military", "diplomacy"),
            dateline_place="Tehran",
            dateline_agency="IRNA",
            chosen_pairs=(Dyad.of("IR", "AZ"),),
        )
    async with database.reader() as reader:
        assert await articles.get(reader, "sample-1") == added
        assert await articles.find_by_url(reader, "example.org/a") == added
    assert added.parties == ("IR", "AZ")
    assert added.revision == 1
    assert added.published_at is not None
    assert added.published_at.utcoffset() == timedelta(0)


async def test_an_id_is_made_where_none_is_given(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx)
        other = await keep_article(tx)
    assert one.id != other.id
    assert len(one.id) == 7


async def test_a_made_id_that_is_taken_is_made_again(database: Database):
    made = iter(["taken", "taken", "free"])
    async with database.transaction() as tx:
        outlet = await keep_outlet(tx)
        article = an_article(outlet_id=outlet.id)
        first = await articles.add(tx, article, make_id=lambda: next(made))
        second = await articles.add(tx, article, make_id=lambda: next(made))
    assert (first.id, second.id) == ("taken", "free")


async def test_ids_that_can_not_stand_in_a_link_are_refused(database: Database):
    async with database.transaction() as tx:
        for bad in ("", "a b", "ä", "x" * 25):
            with pytest.raises(ValueError, match="article id"):
                await keep_article(tx, id=bad)


async def test_a_second_article_of_one_id_is_a_conflict_that_leaves_nothing(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one")
        with pytest.raises(Conflict, match="article"):
            await keep_article(tx, "FR", "DE", id="one")
        assert await _latest(tx, "FR", "DE") == []
        assert await _latest(tx) == [["one"]]


async def test_a_second_article_of_one_url_is_a_conflict(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one", url="https://example.org/a")
        with pytest.raises(Conflict, match="url"):
            await keep_article(tx, id="two", url="https://example.org/a")


async def test_articles_without_a_url_do_not_clash(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="one", url=None)
        await keep_article(tx, id="two", url=None)
        assert await _latest(tx) == [["two"], ["one"]]


async def test_an_article_of_an_unknown_event_or_outlet_is_refused(database: Database):
    async with database.transaction() as tx:
        with pytest.raises(Missing, match="event"):
            await keep_article(tx, event_id=99)
        with pytest.raises(Missing, match="outlet"):
            await keep_article(tx, outlet_id=99)


async def test_two_reports_are_one_event_oldest_first(database: Database):
    async with database.transaction() as tx:
        late = await keep_article(tx, id="late", published_at=NOW)
        await keep_article(
            tx, id="early", event_id=late.event_id, published_at=NOW - timedelta(hours=3)
        )
        assert await _latest(tx) == [["early", "late"]]


async def test_pairs_of_an_event_are_the_union_of_its_reports_pairs(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, "IR", "AZ")
        await keep_article(tx, "AZ", "TR", event_id=one.event_id)
        found = await events.scopes_of(tx, one.event_id)
    assert [str(scope) for scope in found] == ["AZ", "AZ-IR", "AZ-TR", "IR", "TR"]


async def test_mentioned_countries_are_on_no_pair(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, countries=countries("IR", "AZ", mentioned=("TR",)))
        assert await _latest(tx, "IR", "TR") == []
        assert await _latest(tx, "TR") == []


async def test_above_six_parties_only_chosen_pairs_count(database: Database):
    summit = ("IR", "AZ", "TR", "RU", "AM", "GE", "KZ")
    async with database.transaction() as tx:
        none = await keep_article(tx, *summit)
        some = await keep_article(tx, *summit, chosen_pairs=(Dyad.of("IR", "AZ"),))
        assert all(scope.is_country for scope in await events.scopes_of(tx, none.event_id))
        found = await events.scopes_of(tx, some.event_id)
    assert [str(scope) for scope in found if not scope.is_country] == ["AZ-IR"]


async def test_scheduled_and_withdrawn_articles_are_shown_to_nobody(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, status=Status.SCHEDULED, publish_at=NOW)
        gone = await keep_article(tx)
        await articles.withdraw(tx, gone.id, reason="wrong", at=NOW)
        assert await _latest(tx) == []
        assert await _latest(tx, "IR") == []
        assert (await events.archive(tx)).articles == 0
        assert await events.get(tx, gone.event_id) is None


async def test_withdrawing_one_of_two_reports_keeps_the_event_with_the_others_pairs(
    database: Database,
):
    async with database.transaction() as tx:
        stays = await keep_article(tx, "IR", "AZ", id="stays")
        goes = await keep_article(tx, "AZ", "TR", event_id=stays.event_id)
        withdrawn = await articles.withdraw(tx, goes.id, reason="misquoted", at=NOW)
        assert await _latest(tx) == [["stays"]]
        assert await _latest(tx, "AZ", "TR") == []
    assert withdrawn.status is Status.WITHDRAWN
    assert (withdrawn.withdrawn_reason, withdrawn.withdrawn_at) == ("misquoted", NOW)
    assert withdrawn.revision == 2


async def test_undo_leaves_nothing_behind(database: Database):
    async with database.transaction() as tx:
        article = await keep_article(tx, url="https://example.org/a")
        await articles.unpublish(tx, article.id)
        assert await articles.get(tx, article.id) is None
        assert await _latest(tx) == []
        assert await events.total(tx, IRAN_AZERBAIJAN) == events.Total(events=0, newest_day=None)
        assert await events.scopes_of(tx, article.event_id) == []
        await keep_article(tx, url="https://example.org/a")


async def test_undo_of_one_of_two_reports_keeps_the_other(database: Database):
    async with database.transaction() as tx:
        stays = await keep_article(tx, id="stays")
        undone = await keep_article(tx, event_id=stays.event_id)
        await articles.unpublish(tx, undone.id)
        assert await _latest(tx) == [["stays"]]


async def test_what_is_missing_can_not_be_withdrawn_or_undone(database: Database):
    async with database.transaction() as tx:
        with pytest.raises(Missing):
            await articles.withdraw(tx, "nothing", reason="x", at=NOW)
        with pytest.raises(Missing):
            await articles.unpublish(tx, "nothing")


async def test_due_articles_are_published_as_added_now(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, id="due", status=Status.SCHEDULED, publish_at=NOW)
        await keep_article(
            tx, id="later", status=Status.SCHEDULED, publish_at=NOW + timedelta(seconds=1)
        )
        published = await articles.publish_due(tx, NOW)
        assert [article.id for article in published] == ["due"]
        assert published[0].added_at == NOW
        assert published[0].status is Status.PUBLISHED
        assert await _latest(tx) == [["due"]]
        assert await articles.publish_due(tx, NOW) == []


async def test_a_corrected_date_moves_the_event(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, id="one", event_day=date(2020, 2, 20))
        await keep_article(tx, id="two", event_day=date(2020, 2, 21))
        assert await _latest(tx) == [["two"], ["one"]]
        moved = replace(one, event_day=date(2020, 2, 22))
        moved = await articles.revise(tx, moved, expected_revision=1)
        assert await _latest(tx) == [["one"], ["two"]]
        total = await events.total(tx, IRAN_AZERBAIJAN)
    assert moved.revision == 2
    assert total == events.Total(events=2, newest_day=date(2020, 2, 22))


async def test_a_revision_from_an_old_reading_is_a_conflict(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx)
        await articles.revise(tx, replace(one, title="First"), expected_revision=1)
        with pytest.raises(Conflict):
            await articles.revise(tx, replace(one, title="Second"), expected_revision=1)
        kept = await articles.get(tx, one.id)
    assert kept is not None
    assert kept.title == "First"


async def test_a_revision_can_not_take_the_url_of_another_article(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, url="https://example.org/a")
        other = await keep_article(tx, url="https://example.org/b")
        taken = replace(other, url="https://example.org/a", url_key=None)
        with pytest.raises(Conflict):
            await articles.revise(tx, taken, expected_revision=1)


async def test_a_revision_changes_countries_and_topics(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, "IR", "AZ", id="one", topics=("border",))
        changed = replace(one, countries=countries("IR", "TR"), topics=("trade", "border"))
        assert (await articles.revise(tx, changed, expected_revision=1)).topics == (
            "trade",
            "border",
        )
        assert await _latest(tx, "IR", "AZ") == []
        assert await _latest(tx, "IR", "TR", topic="trade") == [["one"]]


async def test_joining_moves_a_report_and_drops_its_empty_event(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, id="one")
        two = await keep_article(tx, id="two")
        joined = await articles.join(tx, "two", event_id=one.event_id)
        assert joined.event_id == one.event_id
        assert await _latest(tx) == [["one", "two"]]
        assert (await events.total(tx, IRAN_AZERBAIJAN)).events == 1
        assert await events.get(tx, two.event_id) is None


async def test_two_writers_at_once_are_both_counted(database: Database):
    async with database.transaction() as tx:
        await keep_outlet(tx)

    async def add() -> None:
        async with database.transaction() as tx:
            await keep_article(tx, outlet_id=1)

    await asyncio.gather(*(add() for _ in range(8)))
    async with database.reader() as reader:
        assert (await events.total(reader, IRAN_AZERBAIJAN)).events == 8


async def test_what_failed_to_join_leaves_its_event_alone(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, id="one")
        with pytest.raises(Conflict):
            await keep_article(tx, id="one", event_id=one.event_id)
        assert await _latest(tx) == [["one"]]


async def test_a_source_of_ids_that_never_gives_a_free_one_is_a_conflict(database: Database):
    async with database.transaction() as tx:
        article = an_article(outlet_id=(await keep_outlet(tx)).id)
        await articles.add(tx, article, make_id=lambda: "same")
        with pytest.raises(Conflict):
            await articles.add(tx, article, make_id=lambda: "same")


async def test_an_article_without_countries_or_topics_is_on_no_pair(database: Database):
    async with database.transaction() as tx:
        article = await keep_article(tx, countries=(), topics=())
        assert await events.scopes_of(tx, article.event_id) == []
        untagged = await keep_article(tx, topics=(), id="untagged")
        assert untagged.topics == ()
        assert await _latest(tx) == [["untagged"]]


async def test_joining_the_event_that_it_is_in_changes_nothing(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, id="one", url="https://example.org/a")
        await articles.join(tx, "one", event_id=one.event_id)
        assert await _latest(tx) == [["one"]]


async def test_a_revision_keeps_its_own_url(database: Database):
    async with database.transaction() as tx:
        one = await keep_article(tx, url="https://example.org/a")
        revised = await articles.revise(tx, replace(one, title="Better"), expected_revision=1)
    assert (revised.title, revised.url) == ("Better", "https://example.org/a")


async def test_the_pairs_of_a_missing_event_can_not_be_rewritten(database: Database):
    async with database.transaction() as tx:
        with pytest.raises(Missing):
            await pairs.rewrite(tx, 99)


async def test_a_moment_without_a_zone_is_refused(database: Database):
    async with database.transaction() as tx:
        with pytest.raises(StorageError, match="needs a time zone"):
            await keep_article(tx, added_at=datetime(2020, 2, 26))  # noqa: DTZ001


async def test_an_article_is_due_from_its_moment_on(database: Database):
    async with database.transaction() as tx:
        await keep_article(tx, status=Status.SCHEDULED, publish_at=NOW)
        assert await articles.is_any_due(tx, NOW - timedelta(microseconds=1)) is False
        assert await articles.is_any_due(tx, NOW) is True
        await articles.publish_due(tx, NOW)
        assert await articles.is_any_due(tx, NOW) is False
