"""A simulator and the real bot beside it, with the archive of the dialogues' kind loaded."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.ingest.child import Child
from bot.ingest.fetch import Fetcher
from bot.ingest.sources import Sources
from bot.newsroom.load import Fate, load
from bot.simulator.simulator import Simulator
from config.settings import Settings
from handlers.app import Dragoman
from storage.database import Database
from tests.chats.talk import Talk

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)
ARCHIVE = Path(__file__).parent / "archive.jsonl"


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def archive_url(database_url: str) -> str:
    database = await Database.open(database_url)
    sources = Sources(Fetcher(), Child())  # records need none of it
    refused = [
        one
        async for one in load(database, ARCHIVE, sources=sources, now=NOW)
        if one.fate is Fate.REFUSED
    ]
    await database.close()
    assert refused == []
    return database_url


@pytest.fixture
def allowed() -> frozenset[str]:
    """The inner addresses that links may lead to."""
    return frozenset()


@pytest.fixture
async def dragoman(
    simulator: Simulator,
    clock: MovableClock,
    archive_url: str,
    tmp_path: Path,
    child: Child,
    allowed: frozenset[str],
) -> AsyncIterator[Dragoman]:
    config = Settings(
        bot_token=simulator.token,
        telegram_api_url=simulator.url,
        database_url=archive_url,
        data_dir=tmp_path,
        fetch_allow=allowed,
        _env_file=None,
    )
    bot = Dragoman(config, clock=clock, parsing=child)
    await bot.start()
    yield bot
    await bot.stop()


@pytest.fixture
def reader(simulator: Simulator, dragoman: Dragoman, clock: MovableClock) -> Talk:
    """A newcomer in the private chat."""
    return Talk(simulator, dragoman, clock, simulator.person(1003, name="newcomer"))
