"""The schema: made, upgraded, copied, and refused where a newer program made it."""

import asyncio
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import engines, schema
from storage.database import Database
from storage.errors import SchemaTooNew, SchemaTooOld
from storage.grams import grams
from storage.models import metadata
from storage.schema import HEAD, REVISIONS

# What a database tells of its own schema; constraints and types show in it too.
_DESCRIBE = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"],
    "postgresql": [
        """
        SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
        """,
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
        """,
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    ],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a database without any table, of each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
def empty_sqlite_url(sqlite_url: str) -> str:
    """Return the URL of a SQLite file that does not exist yet."""
    return sqlite_url


@pytest.fixture
async def empty_postgresql_url(postgres_server):
    """Return the URL of a PostgreSQL database without any table."""
    url = await postgres_server.empty_database()
    yield url
    await postgres_server.drop(url)


async def _run(url, work):
    engine = create_async_engine(engines.address(url))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _plain(value: object) -> str:
    """Leave out punctuation and the order of constraints, which mean nothing."""
    return " ".join(
        sorted(re.sub(r'[\s"(),]+', " ", part).strip() for part in str(value).split(","))
    )


def _described(connection: Connection) -> list[tuple[str, ...]]:
    found = [
        tuple(_plain(value) for value in row)
        for statement in _DESCRIBE[connection.dialect.name]
        for row in connection.execute(text(statement))
    ]
    connection.rollback()
    return found


async def _set_revision(url, revision):
    def work(connection):
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})

    await _run(url, work)


async def _revision(url):
    return await _run(
        url, lambda connection: connection.execute(text("SELECT * FROM alembic_version")).scalar()
    )


async def test_models_equal_migrations(empty_url: str):
    def work(connection: Connection):
        schema.migrate_to(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert await _run(empty_url, work) == []


async def test_a_database_made_at_once_equals_one_that_was_migrated(empty_url: str):
    await _run(empty_url, schema.create)
    created = await _run(empty_url, _described)

    def remake(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        schema.migrate_to(connection)

    await _run(empty_url, remake)
    assert await _run(empty_url, _described) == created


def test_revisions_are_those_that_alembic_finds():
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    found = [revision.revision for revision in script.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert script.get_current_head() == HEAD


async def test_an_older_database_is_upgraded(empty_url: str):
    await _run(empty_url, lambda connection: schema.migrate_to(connection, "0001"))
    database = await Database.open(empty_url)
    await database.close()
    assert await _revision(empty_url) == HEAD


async def test_rows_survive_the_upgrade(empty_url: str):
    def work(connection: Connection) -> None:
        schema.migrate_to(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO chats (telegram_id, kind, state, first_seen)"
                " VALUES (1001, 'private', 'active', '2020-02-26')"
            )
        )

    await _run(empty_url, work)
    database = await Database.open(empty_url)
    async with database.reader() as reader:
        assert await reader.scalar(text("SELECT telegram_id FROM chats")) == 1001
    await database.close()


async def test_a_daily_digest_on_one_day_of_the_week_becomes_a_weekly_one(empty_url: str):
    def work(connection: Connection) -> None:
        schema.migrate_to(connection, "0009")
        connection.execute(
            text(
                "INSERT INTO chats (id, telegram_id, kind, state, first_seen)"
                " VALUES (1, 1001, 'private', 'active', '2020-02-26'),"
                " (2, 1002, 'private', 'active', '2020-02-26')"
            )
        )
        for chat, days in ((1, 4), (2, 5)):
            connection.execute(
                text(
                    "INSERT INTO schedules"
                    " (chat_id, cadence, local_time, zone, wanted, tzdata, days)"
                    " VALUES (:chat, 'daily', '08:00:00', 'UTC', true, '2020a', :days)"
                ),
                {"chat": chat, "days": days},
            )

    await _run(empty_url, work)
    database = await Database.open(empty_url)
    async with database.reader() as reader:
        rows = await reader.rows(text("SELECT chat_id, cadence FROM schedules ORDER BY chat_id"))
    assert [tuple(row) for row in rows] == [(1, "weekly"), (2, "daily")]
    await database.close()


async def test_a_sqlite_file_is_copied_before_its_upgrade(sqlite_url: str, tmp_path: Path):
    await _run(sqlite_url, lambda connection: schema.migrate_to(connection, "0001"))
    database = await Database.open(sqlite_url)
    await database.close()
    copy = tmp_path / "dragoman.sqlite3.schema-0001"
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_nothing_is_copied_where_nothing_is_upgraded(sqlite_url: str, tmp_path: Path):
    for _ in range(2):
        database = await Database.open(sqlite_url)
        await database.close()
    names = await asyncio.to_thread(lambda: [file.name for file in tmp_path.iterdir()])
    assert names == ["dragoman.sqlite3"]


async def test_a_newer_schema_is_refused_with_a_clear_line(database_url: str):
    await _set_revision(database_url, "9999")
    with pytest.raises(SchemaTooNew, match="9999, which is newer than this program knows"):
        await Database.open(database_url)
    assert await _revision(database_url) == "9999"


async def test_without_migration_a_database_that_needs_one_is_refused(database_url: str):
    database = await Database.open(database_url, migrate=False)
    await database.close()
    await _set_revision(database_url, "0001")
    with pytest.raises(SchemaTooOld, match="dragoman run"):
        await Database.open(database_url, migrate=False)


async def test_two_programs_that_start_at_once_make_one_schema(empty_url: str):
    opened = await asyncio.gather(*(Database.open(empty_url) for _ in range(3)))
    for database in opened:
        await database.close()
    assert await _revision(empty_url) == HEAD


async def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path):
    file = tmp_path / "new" / "folder" / "dragoman.sqlite3"
    database = await Database.open(f"sqlite+aiosqlite:///{file}")
    async with database.transaction() as tx:
        await tx.execute(text("DELETE FROM chats"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    await database.close()
    assert set(modes.values()) == {0o600}
    assert {file.name, f"{file.name}-wal"} <= set(modes)


def test_a_database_opens_without_alembic_unless_it_is_upgraded(sqlite_url: str):
    program = (
        "import asyncio, sys\n"
        "from storage.database import Database\n"
        "async def main():\n"
        f"    database = await Database.open({sqlite_url!r})\n"
        "    await database.close()\n"
        "asyncio.run(main())\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules, 'asyncpg' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]


async def test_postgresql_text_keys_compare_byte_by_byte(postgresql_database_url: str):
    columns = await _run(
        postgresql_database_url,
        lambda connection: (
            connection.execute(
                text(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_name = 'event_pairs' AND collation_name = 'C'"
                )
            )
            .scalars()
            .all()
        ),
    )
    assert set(columns) == {"a", "b", "sort_key"}
    assert make_url(postgresql_database_url).get_backend_name() == "postgresql"


async def test_copies_from_before_upgrades_go_after_their_days(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path / 'dragoman.sqlite3'}"
    database = await Database.open(url)
    old, young = (tmp_path / f"dragoman.sqlite3.schema-000{n}" for n in (1, 2))
    then = datetime(2020, 3, 1, tzinfo=UTC)
    for copy, made in ((old, then - timedelta(days=1)), (young, then + timedelta(days=1))):
        copy.touch()
        os.utime(copy, (made.timestamp(), made.timestamp()))
    assert await database.drop_old_copies(before=then) == 1
    await database.close()
    assert not old.exists()
    assert young.exists()


async def test_articles_that_were_there_are_known_again_after_the_upgrade(empty_url: str):
    def before(connection: Connection) -> None:
        schema.migrate_to(connection, "0009")
        connection.execute(text("INSERT INTO events (id) VALUES (1)"))
        connection.execute(text("INSERT INTO outlets (id, name, name_key) VALUES (1, 'A', 'a')"))
        connection.execute(
            text(
                "INSERT INTO articles (id, event_id, outlet_id, title, summary, body, status, "
                "added_at, revision) VALUES (:id, 1, 1, 'A title', 'Its summary.', :body, "
                "'published', '2020-02-26 12:00:00+00:00', 1)"
            ),
            [{"id": "long", "body": "one two three four five six"}, {"id": "bare", "body": ""}],
        )

    def after(connection: Connection) -> set[tuple[str, int]]:
        schema.migrate_to(connection)
        return set(connection.execute(text("SELECT article_id, gram FROM article_grams")).all())

    await _run(empty_url, before)
    expected = {("long", gram) for gram in grams("one two three four five six")}
    expected |= {("bare", gram) for gram in grams("A title\nIts summary.")}
    assert await _run(empty_url, after) == expected
