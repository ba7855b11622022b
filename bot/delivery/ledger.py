"""One task through which a process writes the ledger.

Batches of marks and renewals of leases on two connections deadlock each other; in one line they
can't. What came while the last transaction was on its way is committed together in the next.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.clock import Clock
from storage.database import Database, Transaction
from storage.errors import Busy, Unreachable

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")
Change = Callable[[Transaction], Awaitable[Any]]
#: Writes many items at once and returns a result for each, in their order.
Together = Callable[[Transaction, Sequence[Any]], Awaitable[Sequence[Any]]]

_TOGETHER = 256
_FIRST_WAIT_S = 0.1
_LONGEST_WAIT_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Entry:
    together: Together
    item: Any
    done: "asyncio.Future[Any]"
    repeatable: bool


class LedgerWriter:
    """Writes changes of the ledger one after the other, together where they come together."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._entries: asyncio.Queue[_Entry] = asyncio.Queue()

    async def write(
        self, change: Callable[[Transaction], Awaitable[T]], *, repeatable: bool = True
    ) -> T:
        """Run a change in a transaction and return its result once that is committed.

        A database that is busy or was cut off is waited for, unless the change is not `repeatable`:
        then Busy or Unreachable comes back. After the latter nobody knows whether it was committed,
        and after either what had to be marked meanwhile must be marked first.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._entries.put_nowait(_Entry(_one_by_one, change, done, repeatable))
        return await done

    async def write_with_others(
        self, together: Callable[[Transaction, Sequence[T]], Awaitable[Sequence[R]]], item: T
    ) -> R:
        """Write an item in one go with all others that wait for the same `together`.

        Like `write` otherwise; where one of them fails, each is written alone.
        """
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._entries.put_nowait(_Entry(together, item, done, repeatable=True))
        return await done

    async def run(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            entries = [await self._entries.get()]
            while len(entries) < _TOGETHER and not self._entries.empty():
                entries.append(self._entries.get_nowait())
            await self._write_all(entries)

    async def _write_all(self, entries: list[_Entry]) -> None:
        try:
            await self._commit(entries)
        except Exception as error:  # noqa: BLE001 - each alone finds and reports whose error it is
            for entry in sorted(entries, key=_place):
                if isinstance(error, Busy | Unreachable) and not entry.repeatable:
                    _fail(entry, error)
                else:
                    await self._write_alone(entry)

    async def _write_alone(self, entry: _Entry) -> None:
        wait_s = _FIRST_WAIT_S
        while True:
            try:
                await self._commit([entry])
            except (Busy, Unreachable) as error:
                if not entry.repeatable:
                    _fail(entry, error)
                    return
                log.warning(
                    "the ledger waits for the database",
                    extra={"action": "ledger_waits", "error": str(error)},
                )
                await self._clock.sleep(wait_s)
                wait_s = min(wait_s * 2, _LONGEST_WAIT_S)
            except Exception as error:  # noqa: BLE001 - handed to whoever asked for the change
                _fail(entry, error)
                return
            else:
                return

    async def _commit(self, entries: list[_Entry]) -> None:
        groups: dict[Together, list[_Entry]] = {}
        for entry in sorted(entries, key=_place):
            groups.setdefault(entry.together, []).append(entry)
        results: list[Any] = []
        async with self._database.transaction() as tx:
            for together, group in groups.items():
                results += await together(tx, [entry.item for entry in group])
        written = [entry for group in groups.values() for entry in group]
        for entry, result in zip(written, results, strict=True):
            if not entry.done.done():
                entry.done.set_result(result)


def _place(entry: _Entry) -> tuple[bool, bool]:
    """Order what comes together: what was sent is marked before a claim looks for lost rows."""
    return entry.together is _one_by_one, not entry.repeatable


async def _one_by_one(tx: Transaction, changes: Sequence[Change]) -> list[Any]:
    return [await change(tx) for change in changes]


def _fail(entry: _Entry, error: Exception) -> None:
    if not entry.done.done():
        entry.done.set_exception(error)
