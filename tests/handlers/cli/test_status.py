import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.clock import SystemClock
from handlers.cli.main import main
from storage import contents, deliveries
from storage.contents import NewContent
from storage.database import Database
from storage.deliveries import Mark, NewDelivery, State
from tests.factories import keep_chat

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def run(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda: CliRunner().invoke(main, ["status"])


def told(result) -> dict[str, str]:
    assert result.exit_code == 0, result.output
    return {line[:16].strip(): line[16:] for line in result.stdout.splitlines()}


def test_an_empty_ledger_says_so(run):
    lines = told(run())
    assert lines["due in 24 h"] == "0"
    assert lines["predicted end"] == "nothing waits"


@pytest.fixture
def owed(database_url) -> datetime:
    """Three rows of twenty minutes ago: one sent, one refused, one waiting."""
    now = SystemClock().now()

    async def fill() -> None:
        database = await Database.open(database_url)
        async with database.transaction() as tx:
            ids = await contents.add(tx, [NewContent("c", {}, now - DAY, now)])
            for number in range(3):
                chat = await keep_chat(tx, 1001 + number)
                due = now - 20 * MINUTE
                row = NewDelivery(f"k{number}", chat.id, None, None, ids["c"], 2, due, now + DAY)
                await deliveries.add(tx, [row])
            first, second = await deliveries.claim(tx, "one", now=now, limit=2)
            sent = Mark(State.SENT, message_id=1, sent_at=now)
            await deliveries.mark(tx, first, sent, worker_id="one")
            refused = Mark(State.DEAD, reason="refused: Bad Request: message is too long")
            await deliveries.mark(tx, second, refused, worker_id="one")
        await database.close()

    asyncio.run(fill())
    return now - 20 * MINUTE


def test_it_tells_what_was_sent_what_failed_and_what_waits(run, owed):
    lines = told(run())
    assert lines["sent"] == "1, 0 of them on a second try"
    assert lines["failed"] == "1 refused"
    assert lines["late"] == "1"
    assert lines["oldest waiting"] == f"{owed.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
