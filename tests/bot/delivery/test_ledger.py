import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.clock import MovableClock
from bot.delivery.ledger import LedgerWriter
from storage import workers
from storage.errors import Busy, Unreachable
from tests.factories import NOW


class Door:
    """A database that counts its transactions and fails at the first ones, if told to."""

    def __init__(self, database) -> None:
        self._database = database
        self.failures: list[Exception] = []
        self.committed = 0

    @asynccontextmanager
    async def transaction(self):
        if self.failures:
            raise self.failures.pop(0)
        async with self._database.transaction() as tx:
            yield tx
        self.committed += 1


@pytest.fixture
def door(database) -> Door:
    return Door(database)


@pytest.fixture
async def ledger(door) -> AsyncIterator[LedgerWriter]:
    ledger = LedgerWriter(door, MovableClock(NOW))
    task = asyncio.create_task(ledger.run())
    yield ledger
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def enter(worker_id: str):
    async def change(tx) -> str:
        await workers.start(tx, worker_id, lease_until=NOW)
        return worker_id

    return change


async def test_a_change_gives_its_result_once_it_is_committed(ledger, door):
    assert await ledger.write(enter("one")) == "one"
    assert door.committed == 1


async def test_what_comes_together_is_committed_together(ledger, door):
    names = [f"worker {number}" for number in range(20)]
    results = await asyncio.gather(*(ledger.write(enter(name)) for name in names))
    assert results == names
    assert door.committed < 5


async def test_one_that_fails_takes_no_other_along(ledger):
    await ledger.write(enter("one"))
    results = await asyncio.gather(
        ledger.write(enter("two")),
        ledger.write(enter("one")),
        ledger.write(enter("three")),
        return_exceptions=True,
    )
    assert results[0] == "two"
    assert isinstance(results[1], Exception)
    assert results[2] == "three"


async def test_a_busy_database_is_waited_for(ledger, door):
    door.failures = [Busy("locked"), Busy("locked")]
    assert await ledger.write(enter("one")) == "one"


async def test_a_mark_survives_a_database_that_was_cut_off(ledger, door):
    door.failures = [Unreachable("gone"), Unreachable("gone")]
    assert await ledger.write(enter("one")) == "one"


async def test_a_claim_that_failed_in_company_is_not_made_again(ledger, door):
    door.failures = [Unreachable("gone")]
    mark, claim = await asyncio.gather(
        ledger.write(enter("one")),
        ledger.write(enter("two"), repeatable=False),
        return_exceptions=True,
    )
    assert mark == "one"
    assert isinstance(claim, Unreachable)


async def test_a_claim_is_not_made_twice_where_its_commit_is_in_doubt(ledger, door):
    door.failures = [Unreachable("gone"), Unreachable("gone")]
    with pytest.raises(Unreachable):
        await ledger.write(enter("one"), repeatable=False)


async def enter_all(tx, names) -> list[str]:
    """Enter many workers, none of them where one is called bad."""
    if "bad" in names:
        raise ValueError(names)
    for name in names:
        await workers.start(tx, name, lease_until=NOW)
    return [f"{name} of {len(names)}" for name in names]


async def test_items_of_one_kind_are_written_in_one_go(ledger, door):
    await asyncio.gather(
        ledger.write_with_others(enter_all, "one"),
        ledger.write(enter("another")),
        *(ledger.write_with_others(enter_all, f"worker {number}") for number in range(5)),
    )
    assert door.committed <= 2
    door.failures = [Busy("locked")]
    assert await ledger.write_with_others(enter_all, "two") == "two of 1"


async def test_an_item_that_fails_takes_no_other_along(ledger):
    results = await asyncio.gather(
        ledger.write_with_others(enter_all, "one"),
        ledger.write_with_others(enter_all, "bad"),
        ledger.write_with_others(enter_all, "two"),
        return_exceptions=True,
    )
    assert [str(result) for result in results] == ["one of 1", "['bad']", "two of 1"]
