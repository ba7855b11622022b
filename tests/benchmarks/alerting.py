"""What it costs to alert a large audience to one event.

    python -m tests.benchmarks.alerting [--listeners 100000] [--archive FILE] [--postgresql]

The readership is that of `tests.benchmarks.planning`, and so is the archive.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bot.delivery.alerts import plan_alerts
from bot.subscribing import time_rule
from handlers.cli.run import YOUNG_OBJECTS
from storage.database import Database
from tests import postgres
from tests.benchmarks.planning import LoopWatch, Source, WriteWatch
from tests.benchmarks.readership import NOW, Readership, pairs, unhurried
from tests.factories import keep_article

_LISTEN = text(
    "UPDATE subscriptions SET alerts = :yes WHERE a = :a AND b = :b AND chat_id <= "
    "(SELECT max(chat_id) FROM (SELECT chat_id FROM subscriptions WHERE a = :a AND b = :b "
    "ORDER BY chat_id LIMIT :most) AS those)"
)


async def measure(source: Source, listeners: int) -> None:
    """Alert so many to one event and print what it took."""
    pair = pairs()[0]
    async with source.lend() as url:
        database = await Database.open(url)
        async with database.transaction() as tx:
            await unhurried(tx)
            asked = {"a": pair[0], "b": pair[1], "most": listeners, "yes": True}
            await tx.execute(_LISTEN, asked)
        await plan_alerts(database, now=NOW, rule=time_rule)
        async with database.transaction() as tx:
            await keep_article(tx, *pair, added_at=NOW, published_at=NOW, event_day=NOW.date())
        writes = WriteWatch(database)
        async with LoopWatch() as watch:
            began = time.perf_counter()
            planned = await plan_alerts(database, now=NOW.replace(minute=32), rule=time_rule)
            took = time.perf_counter() - began
        print(
            f"{database.dialect}: {planned} alerts in {took:.1f} s, "
            f"longest write {writes.longest_s * 1000:.0f} ms, "
            f"loop held {watch.longest_s * 1000:.0f} ms"
        )
        await database.close()


def main() -> None:
    """Measure SQLite, or PostgreSQL where it is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.alerting")
    parser.add_argument("--listeners", type=int, default=100_000)
    parser.add_argument("--chats", type=int, default=1_000_000)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    gc.set_threshold(YOUNG_OBJECTS)
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        due = min(options.chats, 100_000)
        source = Source(Path(folder), Readership(options.chats, due), options.archive)
        if not options.postgresql:
            asyncio.run(measure(source, options.listeners))
            return
        server = postgres.start()
        try:
            source.use(server)
            asyncio.run(measure(source, options.listeners))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
