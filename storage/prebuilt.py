"""A statement compiled once to SQL text and run on the driver's own connection.

The one exception to "everything through SQLAlchemy": on the hottest reads, and where a hundred
thousand rows are planned, the engine's own work is several times the database's
(docs/decisions/latest-on-the-driver.md, docs/decisions/planning-set-by-set.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect, Row, Select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.sql.dml import UpdateBase

from storage.database import Reader

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    #: Names of the parameters in the order in which the text has them.
    names: tuple[str, ...]
    #: Values that SQLAlchemy itself put in, such as SQLite's OFFSET 0 after a LIMIT.
    constants: Mapping[str, Any]
    #: Which columns of a row the driver hands out raw, and how to read them.
    reads: tuple[tuple[int, Read], ...]
    #: Which parameters the driver wants in a form of its own, and how to write them.
    writes: Mapping[str, Read]


class Prebuilt:
    """A statement whose parameters are all `bindparam`s, each with its type."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self.statement = statement

    async def rows(self, reader: Reader, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Run the statement on the driver, in one thread hop; values as SQLAlchemy has them."""
        rows = [list(row) for row in await self.raw_rows(reader, parameters)]
        for index, read in self._compiled(reader.dialect).reads:
            for row in rows:
                row[index] = read(row[index])
        return rows

    async def raw_rows(
        self, reader: Reader, parameters: Mapping[str, Any], *, many: bool = False
    ) -> Sequence[Sequence[Any]]:
        """Run it likewise, with values as the driver has them, for `read` to read what matters.

        Of `many` rows the reading itself takes so long that the loop should not wait for it.
        """
        compiled = self._compiled(reader.dialect)
        values = {**compiled.constants, **parameters}
        for name, write in compiled.writes.items():
            values[name] = write(values[name])
        fetch = reader.fetch_many if many else reader.fetch
        return await fetch(compiled.text, [values[name] for name in compiled.names])

    def read(self, dialect: str, values: Sequence[Any]) -> list[Any]:
        """Read the first values of a raw row, as many as are given."""
        row = list(values)
        for index, read in self._compiled(dialect).reads:
            if index < len(row):
                row[index] = read(row[index])
        return row

    async def rows_by_engine(
        self, reader: Reader, parameters: Mapping[str, Any]
    ) -> Sequence[Row[Any]]:
        """Run the same statement the usual way; tests hold both ways equal."""
        return await reader.rows(self.statement, parameters)

    def text(self, dialect: str) -> tuple[str, tuple[str, ...]]:
        """Return the SQL text of a dialect and the names of its parameters in order."""
        compiled = self._compiled(dialect)
        return compiled.text, compiled.names

    def _compiled(self, dialect: str) -> _Compiled:
        return self._sqlite if dialect == "sqlite" else self._postgresql

    @cached_property
    def _sqlite(self) -> _Compiled:
        return self._compile(aiosqlite.dialect())

    @cached_property
    def _postgresql(self) -> _Compiled:
        return self._compile(asyncpg.dialect())  # type: ignore[no-untyped-call]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self.statement.compile(dialect=dialect)
        reads = []
        for index, column in enumerate(self.statement.exported_columns):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if read is not None:
                reads.append((index, read))
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        names = tuple(getattr(compiled, "positiontup", None) or ())
        writes = {
            name: write
            for bind, name in compiled.bind_names.items()
            if (write := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        return _Compiled(str(compiled), names, constants, tuple(reads), writes)
