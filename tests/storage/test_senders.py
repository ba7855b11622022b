from datetime import UTC, datetime, timedelta

from storage import senders

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOT = 4_200_000_001


async def take(database, worker: str, *, now: datetime = NOW) -> bool:
    async with database.transaction() as tx:
        return await senders.take(tx, BOT, worker, now=now, until=now + MINUTE)


async def seat(database):
    async with database.reader() as reader:
        return await senders.get(reader, BOT)


async def test_a_seat_is_taken_by_one_and_kept_by_it(database):
    assert await take(database, "one")
    assert not await take(database, "two")
    assert await take(database, "one", now=NOW + MINUTE / 2)
    assert (await seat(database)).lease_until == NOW + MINUTE * 1.5


async def test_a_lapsed_seat_goes_to_the_next(database):
    await take(database, "one")
    assert await take(database, "two", now=NOW + MINUTE)
    assert (await seat(database)).holder == "two"


async def test_a_seat_that_was_left_is_free_at_once(database):
    await take(database, "one")
    async with database.transaction() as tx:
        await senders.leave(tx, BOT, "two")
    assert not await take(database, "two")
    async with database.transaction() as tx:
        await senders.leave(tx, BOT, "one")
    assert await take(database, "two")


async def test_a_halt_is_kept_and_no_shorter_one_ends_it(database):
    async with database.transaction() as tx:
        await senders.halt(tx, BOT, until=NOW + MINUTE)
        await senders.halt(tx, BOT, until=NOW)
    assert await take(database, "one")
    assert (await seat(database)).halted_until == NOW + MINUTE


async def test_a_seat_that_nobody_took_is_free(database):
    found = await seat(database)
    assert found.is_free_for(None, now=NOW)
    await take(database, "one")
    found = await seat(database)
    assert not found.is_free_for("two", now=NOW)
    assert not found.is_free_for(None, now=NOW)
    assert found.is_free_for("one", now=NOW)
    assert found.is_free_for("two", now=NOW + MINUTE)
