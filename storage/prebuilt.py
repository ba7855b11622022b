"""A statement compiled once to SQL text and run on the driver's own connection.

The one exception to "everything through SQLAlchemy": on the hottest reads the engine's own work is
several times the database's (docs/decisions/latest-on-the-driver.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect, Row, Select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import aiosqlite

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


class Prebuilt:
    """A SELECT whose parameters are all `bindparam`s of text or numbers."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement

    async def rows(self, reader: Reader, parameters: Mapping[str, Any]) -> list[list[Any]]:
        """Run the statement on the driver, in one thread hop; values as SQLAlchemy has them."""
        compiled = self._sqlite if reader.dialect == "sqlite" else self._postgresql
        values = {**compiled.constants, **parameters}
        found = await reader.fetch(compiled.text, [values[name] for name in compiled.names])
        rows = [list(row) for row in found]
        for index, read in compiled.reads:
            for row in rows:
                row[index] = read(row[index])
        return rows

    async def rows_by_engine(
        self, reader: Reader, parameters: Mapping[str, Any]
    ) -> Sequence[Row[Any]]:
        """Run the same statement the usual way; tests hold both ways equal."""
        return await reader.rows(self.statement, parameters)

    def text(self, dialect: str) -> tuple[str, tuple[str, ...]]:
        """Return the SQL text of a dialect and the names of its parameters in order."""
        compiled = self._sqlite if dialect == "sqlite" else self._postgresql
        return compiled.text, compiled.names

    @cached_property
    def _sqlite(self) -> _Compiled:
        return self._compile(aiosqlite.dialect())

    @cached_property
    def _postgresql(self) -> _Compiled:
        return self._compile(asyncpg.dialect())  # type: ignore[no-untyped-call]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self.statement.compile(dialect=dialect)
        reads = []
        for index, column in enumerate(self.statement.selected_columns):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if read is not None:
                reads.append((index, read))
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        names = tuple(getattr(compiled, "positiontup", None) or ())
        return _Compiled(str(compiled), names, constants, tuple(reads))
