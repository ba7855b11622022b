"""The database is locked or restarted while senders work: they wait, and end as if nothing was."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing

import asyncpg
import pytest
from sqlalchemy import make_url

from tests.torture import sender
from tests.torture.arena import Arena, in_flight, is_clean, is_long
from tests.torture.sender import Task

PEOPLE, TIMES, HELD_S = (2_000, 10, 3.0) if is_long() else (60, 1, 0.5)
WITHIN_S = 300 if is_long() else 60
pytestmark = pytest.mark.timeout(600 if is_long() else 120)


@pytest.fixture
async def sqlite(sqlite_database_url):
    async with Arena(sqlite_database_url) as arena:
        yield arena


@pytest.fixture
async def crash_safe(postgresql):
    """Commits that a crash does not undo, which the tests' server otherwise does without."""
    name = make_url(postgresql.database_url).database
    other = await asyncpg.connect(plain(postgresql))
    await other.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
    await other.close()
    yield postgresql
    other = await asyncpg.connect(plain(postgresql))
    await other.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')
    await other.close()


@pytest.fixture
async def postgresql(postgresql_database_url):
    async with Arena(postgresql_database_url) as arena:
        yield arena


def task_of(arena) -> Task:
    url, token = arena.telegram.url, arena.telegram.token
    # So impatient that each lock is met as Busy, not waited for.
    return Task(arena.database_url, url, token, per_second=100, patience_ms=100)


def plain(arena) -> str:
    url = make_url(arena.database_url).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


async def test_a_locked_sqlite_file_is_waited_for(sqlite):
    async with sqlite.opened() as database:
        await sqlite.owe(database, PEOPLE)
        process = sqlite.start(sender.main, task_of(sqlite))
        path = make_url(sqlite.database_url).database
        for _ in range(TIMES):
            await sqlite.calls(PEOPLE // TIMES // 2, process)
            with closing(sqlite3.connect(path, timeout=10)) as other:
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(HELD_S)
                other.rollback()
        assert await sqlite.ended(process, within_s=WITHIN_S) == [0]
        verdict = await sqlite.verdict(database)
    assert is_clean(verdict, people=PEOPLE, extra=in_flight(TIMES)), verdict


async def test_a_locked_postgresql_table_is_waited_for(postgresql):
    async with postgresql.opened() as database:
        await postgresql.owe(database, PEOPLE)
        process = postgresql.start(sender.main, task_of(postgresql))
        for _ in range(TIMES):
            await postgresql.calls(PEOPLE // TIMES // 2, process)
            other = await asyncpg.connect(plain(postgresql))
            async with other.transaction():
                await other.execute("LOCK TABLE deliveries, workers IN ACCESS EXCLUSIVE MODE")
                await asyncio.sleep(HELD_S)
            await other.close()
        assert await postgresql.ended(process, within_s=WITHIN_S) == [0]
        verdict = await postgresql.verdict(database)
    assert is_clean(verdict, people=PEOPLE, extra=in_flight(TIMES)), verdict


async def test_a_postgresql_that_crashes_and_comes_back_is_waited_for(crash_safe, postgres_server):
    if postgres_server.process is None:
        pytest.skip("a server that is not ours is not crashed")
    async with crash_safe.opened() as database:
        await crash_safe.owe(database, PEOPLE)
        process = crash_safe.start(sender.main, task_of(crash_safe))
        for _ in range(TIMES):
            await crash_safe.calls(PEOPLE // TIMES // 2, process)
            other = await asyncpg.connect(plain(crash_safe))
            # A server process that is killed makes PostgreSQL end all others and recover.
            os.kill(other.get_server_pid(), signal.SIGKILL)
            other.terminate()
        assert await crash_safe.ended(process, within_s=WITHIN_S) == [0]
        verdict = await crash_safe.verdict(database)
    assert is_clean(verdict, people=PEOPLE, extra=in_flight(TIMES)), verdict
