"""What `/latest` costs in our layer beside the raw driver, in one run on the same rows.

    python -m tests.benchmarks.latest_storage [--events 10000] [--rounds 2000] [--archive FILE]
        [--postgresql]

`--archive FILE` keeps the filled SQLite database for the next run. Prints medians and 99th
percentiles in microseconds for a hot pair (a third of all events), a middle one (1 in 50), a rare
one (5 events), page 2,000 of the hot pair, and a rare topic of the hot pair. The raw driver runs
the same SQL: sqlite3 in the loop, asyncpg on one connection.
"""

import argparse
import asyncio
import contextlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import insert, make_url, text

from storage import events, pairs
from storage.database import Database
from storage.dyad import Scope
from storage.models import metadata
from storage.prebuilt import Prebuilt
from tests import postgres
from tests.factories import NOW, keep_outlet

_LIMIT = 10
_HOT, _MIDDLE, _RARE = ("AZ", "IR"), ("GR", "TR"), ("FJ", "IS")
_CODES = [f"{a}{b}" for a in "ABCDEF" for b in "QRSTUVWXYZ"]
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Case:
    """One read to measure."""

    name: str
    scope: tuple[str, str]
    before: str | None = None
    topic: str | None = None

    @property
    def statement(self) -> Prebuilt:
        """The statement behind it."""
        return events.LATEST if self.topic is None else events.LATEST_OF_TOPIC

    def arguments(self, dialect: str) -> list[Any]:
        """Return what the statement's text takes, in its order."""
        values = {"a": self.scope[0], "b": self.scope[1], "first": "", "before": self.before or "~"}
        values |= {"topic": self.topic or ""}
        numbers = {"limit": _LIMIT, "param_1": 0}
        return [(values | numbers)[name] for name in self.statement.text(dialect)[1]]


def _rows(count: int) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Make events of two reports each in chunks, as `articles.add` would keep them."""
    chance = random.Random(7)
    rare = set(chance.sample(range(1, count + 1), 5))
    for start in range(1, count + 1, _CHUNK):
        kept: dict[str, list[dict[str, Any]]] = {}
        for number in range(start, min(start + _CHUNK, count + 1)):
            _add_event(kept, number, _scope(number, rare, chance))
        yield kept


def _scope(number: int, rare: set[int], chance: random.Random) -> tuple[str, str]:
    if number in rare:
        return _RARE
    if number % 3 == 0:
        return _HOT
    if number % 50 == 1:
        return _MIDDLE
    first, second = sorted(chance.sample(_CODES, 2))
    return first, second


def _add_event(kept: dict[str, list[dict[str, Any]]], number: int, scope: tuple[str, str]) -> None:
    day = date(1990, 1, 1) + timedelta(days=number // 80)
    key = f"{pairs.day_key(day)}.00000000000000.{number:010}"
    topic = "law" if number % 999 == 0 else "trade"
    event = {"id": number, "sort_key": key, "event_day": day, "parties": " ".join(scope)}
    kept.setdefault("events", []).append(event | {"topics": topic})
    for report in ("a", "b"):
        kept.setdefault("articles", []).append(
            {
                "id": f"{report}{number}",
                "event_id": number,
                "outlet_id": number % 40 + 1,
                "url": f"https://example.org/{report}/{number}",
                "title": f"Synthetic item {number} on {scope[0]} and {scope[1]}",
                "summary": "Two sentences of a plausible length stand here. " * 4,
                "body": "",
                "status": "published",
                "event_day": day,
                "published_at": NOW,
                "published_precision": "minute",
                "zone": "Asia/Baku",
                "added_at": NOW + timedelta(seconds=number),
                "revision": 1,
            }
        )
    for a, b in (scope, (scope[0], scope[0]), (scope[1], scope[1])):
        row = {"a": a, "b": b, "sort_key": key, "event_id": number}
        kept.setdefault("event_pairs", []).append(row)
        kept.setdefault("pair_topics", []).append(row | {"topic": topic})


async def fill(database: Database, count: int) -> None:
    """Fill an empty database with so many events."""
    async with database.transaction() as tx:
        for number in range(40):
            await keep_outlet(tx, name=f"Wire {number}", domain=f"wire{number}.example.org")
    for kept in _rows(count):
        async with database.transaction() as tx:
            if database.dialect == "postgresql":
                await tx.execute(text("SET LOCAL statement_timeout = 0"))
            for table, rows in kept.items():
                await tx.execute(insert(metadata.tables[table]), rows)
    if database.dialect == "postgresql":
        async with database.transaction() as tx:
            await tx.execute(text("SET LOCAL statement_timeout = 0"))
            await tx.execute(text("ANALYZE"))


async def _cases(database: Database) -> list[Case]:
    page = 2_000
    async with database.reader() as reader:
        found = await reader.rows(
            text(
                "SELECT sort_key FROM event_pairs WHERE a = :a AND b = :b"
                " ORDER BY sort_key DESC LIMIT 1 OFFSET :skip"
            ),
            {"a": _HOT[0], "b": _HOT[1], "skip": page * _LIMIT},
        )
        if not found:
            found = await reader.rows(
                text("SELECT min(sort_key) FROM event_pairs WHERE a = :a AND b = :b"),
                {"a": _HOT[0], "b": _HOT[1]},
            )
    return [
        Case("hot pair", _HOT),
        Case("middle pair", _MIDDLE),
        Case("rare pair", _RARE),
        Case("no such pair", ("FJ", "TO")),
        Case("hot, page 2,000 or last", _HOT, before=found[0][0] + "~"),
        Case("hot, rare topic", _HOT, topic="law"),
    ]


async def _timed(work: Callable[[], Awaitable[object]], rounds: int) -> list[float]:
    for _ in range(min(rounds, 50)):
        await work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - start) * 1e6)
    return taken


@contextlib.asynccontextmanager
async def _raw(url: str) -> AsyncIterator[Callable[[Case], Callable[[], Awaitable[object]]]]:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(address.database))

        def by_sqlite(case: Case) -> Callable[[], Awaitable[object]]:
            sql, arguments = case.statement.text("sqlite")[0], case.arguments("sqlite")

            async def work() -> object:
                return connection.execute(sql, arguments).fetchall()

            return work

        yield by_sqlite
        connection.close()
        return
    server = await asyncpg.connect(address.set(drivername="postgresql").render_as_string())

    def by_asyncpg(case: Case) -> Callable[[], Awaitable[object]]:
        sql, arguments = case.statement.text("postgresql")[0], case.arguments("postgresql")
        return lambda: server.fetch(sql, *arguments)

    yield by_asyncpg
    await server.close()


def _ours(database: Database, case: Case) -> Callable[[], Awaitable[object]]:
    async def work() -> object:
        async with database.reader() as reader:
            return await events.latest(
                reader, Scope(*case.scope), limit=_LIMIT, before=case.before, topic=case.topic
            )

    return work


def _by_engine(database: Database, case: Case) -> Callable[[], Awaitable[object]]:
    _, names = case.statement.text(database.dialect)
    values = dict(zip(names, case.arguments(database.dialect), strict=True))
    values.pop("param_1", None)

    async def work() -> object:
        async with database.reader() as reader:
            return await case.statement.rows_by_engine(reader, values)

    return work


async def measure(url: str, count: int, rounds: int) -> None:
    """Fill the database where it is empty and print a table."""
    database = await Database.open(url)
    start = time.perf_counter()
    async with database.reader() as reader:
        is_empty = await reader.scalar(text("SELECT NOT EXISTS (SELECT 1 FROM events)"))
    if is_empty:
        await fill(database, count)
    print(f"\n{database.dialect}, {count:,} events, filled in {time.perf_counter() - start:.1f} s")
    print(
        f"{'p50 / p99 in us':26}{'raw driver':>16}{'events.latest':>16}{'ratio':>7}{'engine':>16}"
    )
    async with _raw(url) as raw:
        for case in await _cases(database):
            floor = await _timed(raw(case), rounds)
            ours = await _timed(_ours(database, case), rounds)
            engine = await _timed(_by_engine(database, case), max(rounds // 5, 20))
            ratio = statistics.median(ours) / statistics.median(floor)
            print(
                f"{case.name:26}{_told(floor):>16}{_told(ours):>16}{ratio:>7.1f}{_told(engine):>16}"
            )
    await database.close()


def _told(taken: list[float]) -> str:
    ordered = sorted(taken)
    return f"{statistics.median(ordered):.0f} / {ordered[int(len(ordered) * 0.99)]:.0f}"


def main() -> None:
    """Measure SQLite, and PostgreSQL where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=2_000)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{options.archive or Path(folder) / 'latest.sqlite3'}"
        asyncio.run(measure(url, options.events, options.rounds))
    if options.postgresql:
        server = postgres.start()
        try:
            url = asyncio.run(server.empty_database())
            asyncio.run(measure(url, options.events, options.rounds))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
