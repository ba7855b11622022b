"""Fixtures for all tests: a fresh database of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'dragoman.sqlite3'}"


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """Open a fresh database with today's schema."""
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()
