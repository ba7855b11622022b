"""Groups that become supergroups: all that they chose stays with them."""

from datetime import time, timedelta

from storage import chats, contents, deliveries, moves, schedules, subscriptions
from storage.contents import NewContent
from storage.database import Database
from storage.deliveries import Mark, NewDelivery, State
from storage.dyad import Scope
from storage.schedules import Cadence, Timing
from tests.factories import NOW, keep_chat

IRAN_AZERBAIJAN = Scope.of("IR", "AZ")
TURKEY_GREECE = Scope.of("TR", "GR")
MORNING = Timing(time(8), "Asia/Baku", "2020a", NOW)
OLD, NEW = -100, -1001234567890


async def test_a_migrated_group_keeps_its_row_and_its_subscriptions(database: Database):
    async with database.transaction() as tx:
        group = await keep_chat(tx, OLD, kind="group")
        await subscriptions.add(tx, group.id, IRAN_AZERBAIJAN)
        moved = await moves.migrate(tx, OLD, NEW)
        assert moved is not None
        assert (moved.id, moved.telegram_id, moved.kind) == (group.id, NEW, "supergroup")
        assert await chats.get(tx, OLD) is None
        assert len(await subscriptions.of_chat(tx, group.id)) == 1


async def test_a_migration_told_twice_changes_nothing(database: Database):
    async with database.transaction() as tx:
        await keep_chat(tx, OLD, kind="group")
        first = await moves.migrate(tx, OLD, NEW)
        assert await moves.migrate(tx, OLD, NEW) == first


async def test_a_supergroup_met_before_its_migration_is_united_with_the_group(database: Database):
    async with database.transaction() as tx:
        group = await keep_chat(tx, OLD, kind="group")
        met = await keep_chat(tx, NEW, kind="supergroup")
        await subscriptions.add(tx, group.id, IRAN_AZERBAIJAN)
        await subscriptions.add(tx, met.id, IRAN_AZERBAIJAN)
        await subscriptions.add(tx, met.id, TURKEY_GREECE)
        united = await moves.migrate(tx, OLD, NEW)
        assert united is not None
        assert united.id == group.id
        kept = await subscriptions.of_chat(tx, group.id)
    assert {subscription.scope for subscription in kept} == {IRAN_AZERBAIJAN, TURKEY_GREECE}


async def test_migration_of_a_group_never_seen_is_none(database: Database):
    async with database.transaction() as tx:
        assert await moves.migrate(tx, OLD, NEW) is None


async def test_what_a_supergroup_had_before_the_migration_was_told_is_kept_too(database: Database):
    async with database.transaction() as tx:
        group = await keep_chat(tx, OLD, kind="group")
        met = await keep_chat(tx, NEW, kind="supergroup")
        first = await schedules.add(tx, group.id, MORNING, cadence=Cadence.DAILY)
        await schedules.add(tx, met.id, MORNING, cadence=Cadence.DAILY)
        await schedules.add(tx, met.id, MORNING, cadence=Cadence.DAILY, thread_id=7)
        ids = await contents.add(tx, [NewContent("c", {}, NOW, NOW)])
        owed = NewDelivery("k", met.id, None, None, ids["c"], 2, NOW, NOW + timedelta(hours=6))
        await deliveries.add(tx, [owed])
        united = await moves.migrate(tx, OLD, NEW)
        assert united is not None
        kept = await schedules.of_chat(tx, group.id)
        (row,) = await deliveries.of_chat(tx, group.id)
    assert [schedule.thread_id for schedule in kept] == [None, 7]
    assert kept[0].id == first.id
    assert row.state is State.PLANNED


async def test_messages_of_the_old_group_are_edited_no_more(database: Database):
    async with database.transaction() as tx:
        group = await keep_chat(tx, OLD, kind="group")
        ids = await contents.add(tx, [NewContent("c", {}, NOW, NOW)])
        owed = NewDelivery("k", group.id, None, None, ids["c"], 2, NOW, NOW + timedelta(hours=6))
        await deliveries.add(tx, [owed])
        (claimed,) = await deliveries.claim(tx, "one", now=NOW, limit=1)
        sent = Mark(State.SENT, message_id=5, sent_at=NOW)
        await deliveries.mark(tx, claimed, sent, worker_id="one")
        await moves.migrate(tx, OLD, NEW)
        (row,) = await deliveries.of_chat(tx, group.id)
    assert (row.state, row.message_id) == (State.SENT, None)
