"""Brings a database's schema to what this program knows, safely, when it is opened."""

import asyncio
import glob
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import engines
from storage.engines import Patience
from storage.errors import ENGINE_ERRORS, SchemaTooNew, SchemaTooOld, raise_wrapped
from storage.models import metadata

_VERSIONS = Path(__file__).parent / "migrations" / "versions"

#: Every revision that this program knows, oldest first: `0001_first.py` is revision 0001.
REVISIONS = tuple(sorted(file.name.split("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py")))
HEAD = REVISIONS[-1]

# Any number that no other program uses for an advisory lock in the same database.
_UPGRADE_LOCK = 0x64726167

_HAS_VERSION_TABLE = {
    "sqlite": text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"),
    "postgresql": text("SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_VERSION = text("SELECT version_num FROM alembic_version")
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


async def bring_up_to_date(url: URL, patience: Patience, *, migrate: bool) -> None:
    """Make the schema this program's own; at once done where it is, and without alembic.

    One process upgrades, others wait for it. A SQLite file is copied first, beside itself and
    named with its revision; the copy is kept. Raises SchemaTooNew, or SchemaTooOld without
    `migrate`.
    """
    if url.get_backend_name() == "sqlite" and migrate:
        _make_file(engines.sqlite_file(url))
    engine = engines.upgrader(url, patience)
    try:
        async with engine.begin() as connection:
            if url.get_backend_name() == "postgresql":
                await connection.execute(_LOCK, {"key": _UPGRADE_LOCK})
            current = await _revision(connection)
            if current == HEAD:
                return
            if current is not None and current not in REVISIONS:
                raise SchemaTooNew(current)
            if not migrate:
                raise SchemaTooOld(current)
            await _upgrade(connection, url, current)
    except ENGINE_ERRORS as error:
        raise_wrapped(error)
    finally:
        await engine.dispose()


async def _revision(connection: AsyncConnection) -> str | None:
    found = await connection.execute(_HAS_VERSION_TABLE[connection.dialect.name])
    if found.first() is None:
        return None
    row = (await connection.execute(_VERSION)).first()
    return None if row is None else str(row[0])


async def _upgrade(connection: AsyncConnection, url: URL, current: str | None) -> None:
    if current is None:
        await connection.run_sync(create)
        return
    if url.get_backend_name() == "sqlite":
        # The write lock is held, so the copy is of the state that the upgrade starts from.
        await asyncio.to_thread(_copy, engines.sqlite_file(url), current)
    await connection.run_sync(migrate_to)


def create(connection: Connection) -> None:
    """Make all tables in an empty database at once, as the sum of the migrations would.

    A test holds both ways equal; this one needs neither alembic nor its import.
    """
    metadata.create_all(connection)
    connection.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def migrate_to(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision on an open connection, in its transaction."""
    # Alembic takes longer to import than a current database takes to open.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _make_file(file: Path) -> None:
    """Make the database file readable by its owner alone: who reads what is nobody's business."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def drop_old_copies(file: Path, *, before: datetime) -> int:
    """Delete copies from before upgrades that are older than that; return how many they were."""
    old = [
        copy
        for copy in file.parent.glob(f"{glob.escape(file.name)}.schema-*")
        if copy.stat().st_mtime < before.timestamp()
    ]
    for copy in old:
        copy.unlink(missing_ok=True)
    return len(old)


def _copy(file: Path, revision: str) -> None:
    copy = file.with_name(f"{file.name}.schema-{revision}")
    copy.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
