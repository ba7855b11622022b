"""Fixtures for all tests: a fresh database of each kind.

Tests that take `database` or `database_url` run twice, on SQLite and on PostgreSQL.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.ingest.child import Child, Process
from storage import schema
from storage.database import Database
from tests import postgres

# Which tests, and why.
_left_out: dict[str, str] = {}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Start PostgreSQL when the first test needs it; without one, those tests are left out."""
    try:
        server = postgres.start()
    except postgres.NoServer as error:
        pytest.skip(f"no PostgreSQL: {error}")
    try:
        yield server
        asyncio.run(server.close())
    finally:
        server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'dragoman.sqlite3'}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a SQLite file with today's schema, to be copied for each test."""
    template = tmp_path_factory.mktemp("template") / "template.sqlite3"
    engine = create_engine(f"sqlite:///{template}")
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()
    return template


@pytest.fixture
def sqlite_database_url(sqlite_url: str, tmp_path: Path, sqlite_template: Path) -> str:
    """Return the URL of a fresh SQLite file with today's schema and nothing in it."""
    shutil.copy(sqlite_template, tmp_path / "dragoman.sqlite3")
    return sqlite_url


@pytest.fixture
async def postgresql_database_url(postgres_server: postgres.Server) -> AsyncIterator[str]:
    """Return the URL of a fresh PostgreSQL database with today's schema and nothing in it."""
    url = await postgres_server.fresh_database()
    yield url
    await postgres_server.take_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh database with today's schema and nothing in it, of each kind."""
    return str(request.getfixturevalue(f"{request.param}_database_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open a fresh database with today's schema, of each kind."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note which tests were left out for want of a PostgreSQL server, whichever worker ran them."""
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if report.skipped and "no PostgreSQL" in why:
        _left_out[report.nodeid] = why


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that had to have PostgreSQL and had none."""
    if _left_out and os.environ.get("REQUIRE_POSTGRES") == "1":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines how many tests were left out, and why."""
    if _left_out:
        terminalreporter.section("PostgreSQL")
        terminalreporter.line(f"{len(_left_out)} tests were left out, without a PostgreSQL server.")
        terminalreporter.line(f"Why: {'; '.join(sorted(set(_left_out.values())))}")


@pytest.fixture(scope="session")
def process() -> Iterator[list[Process]]:
    """The child's process, passed from test to test: to start one takes longer than most tests."""
    passed: list[Process] = []
    yield passed
    for process in passed:
        process.kill()
        process.communicate()


@pytest.fixture
async def child(process: list[Process]) -> AsyncIterator[Child]:
    async with Child() as child:
        child._process = process.pop() if process else None
        yield child
        async with child._turn:
            if child._process is not None:
                process.append(child._process)
            child._process = None
