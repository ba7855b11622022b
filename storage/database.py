"""The one door to the store: a Reader for reads, a Transaction for writes."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal, Self, TypeVar

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import engines, schema
from storage.engines import Patience
from storage.errors import ENGINE_ERRORS, driver_errors, raise_wrapped

Dialect = Literal["sqlite", "postgresql"]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Reader:
    """What storage functions read through; every statement sees the newest committed state."""

    __slots__ = ("_connection", "_driver", "_driver_errors", "dialect")

    def __init__(
        self,
        connection: AsyncConnection,
        driver: Any,  # noqa: ANN401 - aiosqlite's or asyncpg's
        dialect: Dialect,
    ) -> None:
        self._connection = connection
        self._driver = driver
        self._driver_errors = driver_errors(dialect)
        self.dialect: Dialect = dialect

    @property
    def is_broken(self) -> bool:
        """Whether the connection was cut, so that it can't serve again."""
        return bool(
            self._connection.invalidated
            or self._connection.closed
            or (self.dialect == "postgresql" and self._driver.is_closed())
        )

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[Any]:
        """Run a statement and return its buffered result; driver errors become StorageErrors."""
        try:
            return await self._connection.execute(statement, parameters)
        except ENGINE_ERRORS as error:
            raise_wrapped(error)

    async def rows(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Sequence[Row[Any]]:
        """Run a statement and return all its rows."""
        return (await self.execute(statement, parameters)).all()

    async def row(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Row[Any] | None:
        """Run a statement and return its first row, None where there is none."""
        return (await self.execute(statement, parameters)).first()

    async def scalar(self, statement: Executable, parameters: Parameters | None = None) -> Any:  # noqa: ANN401 - what the statement selects
        """Run a statement and return the first value of its first row, None where there is none."""
        return (await self.execute(statement, parameters)).scalar()

    async def fetch(self, text: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run SQL text on the driver itself, in one thread hop or one round trip; for hot paths.

        Values are the driver's own; `storage.prebuilt` knows how to read them.
        """
        rows: Sequence[Sequence[Any]]
        try:
            if self.dialect == "sqlite":
                rows = await self._driver.execute_fetchall(text, arguments)
            else:
                rows = await self._driver.fetch(text, *arguments)
        except self._driver_errors as error:
            raise_wrapped(error, was_cut=self.is_broken)
        return rows

    async def fetch_many(self, text: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run SQL text as `fetch` does, for so many rows that the loop must not wait for them."""
        return await self.fetch(text, arguments)

    async def close(self) -> None:
        """Give the connection back to its engine; what was begun and not committed is undone."""
        await self._connection.close()

    async def discard(self) -> None:
        """Throw the connection away, so that the engine lends it to nobody."""
        if not self._connection.closed and not self._connection.invalidated:
            await self._connection.invalidate()
        await self._connection.close()


class _SqliteReader(Reader):
    """A reader whose hot reads stay on the loop's own thread.

    They take some 25 us there; waking a thread and taking turns with it costs ten times that.
    """

    __slots__ = ("at_once",)

    at_once: sqlite3.Connection

    async def fetch(self, text: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run SQL text here and now, or off the loop where somebody keeps the file to himself."""
        try:
            return self.at_once.execute(text, arguments).fetchall()
        except sqlite3.OperationalError:
            return await super().fetch(text, arguments)

    async def fetch_many(self, text: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run SQL text on the driver's own thread."""
        return await super().fetch(text, arguments)


class Transaction(Reader):
    """What storage functions write through: all or nothing, and on SQLite alone among writers."""

    __slots__ = ()

    async def fetch(self, text: str, arguments: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run SQL text past the compiler, but never past the transaction.

        On PostgreSQL the engine begins it with its first statement, of which the driver's own
        connection knows nothing: what runs there before is committed by itself.
        """
        if self.dialect == "sqlite":
            return await super().fetch(text, arguments)
        try:
            result = await self._connection.exec_driver_sql(text, tuple(arguments))
        except ENGINE_ERRORS as error:
            raise_wrapped(error)
        return result.all() if result.returns_rows else ()

    async def commit(self) -> None:
        """Make all that was written so far lasting; `Database.transaction` does it at its end."""
        try:
            await self._connection.commit()
        except ENGINE_ERRORS as error:
            raise_wrapped(error)


_R = TypeVar("_R", bound=Reader)


class Database:
    """One database; opened once per process."""

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        *,
        readers: int,
        at_once: sqlite3.Connection | None = None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._at_once = at_once
        self.dialect: Dialect = "sqlite" if writer.dialect.name == "sqlite" else "postgresql"
        self._idle: list[Reader] = []
        self._turns = asyncio.Semaphore(readers)

    @classmethod
    async def open(
        cls, url: str, *, migrate: bool = True, patience: Patience | None = None
    ) -> Self:
        """Open the database at `url`, making it or bringing its schema up to date where needed.

        Raises SchemaTooNew where a newer program made it, and SchemaTooOld where it needs an
        upgrade and `migrate` is False.
        """
        address = engines.address(url)
        patience = patience or Patience()
        await schema.bring_up_to_date(address, patience, migrate=migrate)
        sqlite = address.get_backend_name() == "sqlite"
        return cls(
            engines.writer(address, patience),
            engines.reader(address, patience),
            readers=engines.SQLITE_READERS if sqlite else engines.POSTGRESQL_READERS,
            at_once=engines.sqlite_at_once(address) if sqlite else None,
        )

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Reader]:
        """Lend a reader; there are a few, and whoever comes when all are lent waits."""
        async with self._turns:
            reader = await self._take_reader()
            try:
                yield reader
            finally:
                # Readers stay connected: taking a connection from the engine's pool for each
                # request costs more than the request.
                self._idle.append(reader)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin a transaction; it is committed at the end, or rolled back by any exception.

        Raises Busy where another process keeps the database to itself for too long.
        """
        transaction = await self._connect(self._writer, Transaction, begin=True)
        try:
            yield transaction
            await transaction.commit()
        finally:
            await transaction.close()

    async def drop_old_copies(self, *, before: datetime) -> int:
        """Delete copies of the SQLite file that upgrades made before then; return how many."""
        if self.dialect != "sqlite":
            return 0
        file = engines.sqlite_file(self._writer.url)
        return await asyncio.to_thread(schema.drop_old_copies, file, before=before)

    async def close(self) -> None:
        """Close all connections; nothing may be lent any more."""
        while self._idle:
            await self._idle.pop().close()
        await self._reader.dispose()
        await self._writer.dispose()
        if self._at_once is not None:
            self._at_once.close()

    async def _take_reader(self) -> Reader:
        while self._idle:
            reader = self._idle.pop()
            if not reader.is_broken:
                return reader
            # Cut while it lay idle or under its last user; the next one need not hear of it.
            await reader.discard()
        if self._at_once is None:
            return await self._connect(self._reader, Reader)
        made = await self._connect(self._reader, _SqliteReader)
        made.at_once = self._at_once
        return made

    async def _connect(self, engine: AsyncEngine, kind: type[_R], *, begin: bool = False) -> _R:
        try:
            connection = await engine.connect()
            try:
                if begin:
                    await connection.begin()
                raw = await connection.get_raw_connection()
            except BaseException:
                await connection.close()
                raise
        except ENGINE_ERRORS as error:
            raise_wrapped(error)
        return kind(connection, raw.driver_connection, self.dialect)
