"""What can go wrong in the store, and how a driver's error becomes one of these.

StorageError
+- SchemaTooNew     the database was made by a newer program
+- SchemaTooOld     the database needs an upgrade that was not asked for
+- BadAddress       the database URL can't be used
+- Conflict         another row or a newer revision stands in the way
+- Missing          the row that was named does not exist
+- Busy             somebody else holds the database; trying again later may work
+- Unreachable      the database can't be opened, or the connection was cut
"""

import sqlite3
from typing import NoReturn

import sqlalchemy.exc

# Extended codes carry these in their low byte.
_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_SQLITE_UNREACHABLE = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
# PostgreSQL's appendix A: a lock not to be had, the statement timeout, a deadlock, a serialization
# failure, too many connections, a server that is starting.
_SQLSTATE_BUSY = {"55P03", "57014", "40P01", "40001", "53300", "57P03"}
# Class 23 is "integrity constraint violation" in both standards and PostgreSQL.
_SQLSTATE_INTEGRITY = "23"
# Class 08 is "connection exception", 57P01 and 57P02 are shutdowns.
_SQLSTATE_UNREACHABLE = ("08", "57P01", "57P02")


class StorageError(Exception):
    """Something went wrong in the store."""


class SchemaTooNew(StorageError):
    """The database has a schema that this program does not know; upgrade the program."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database has schema {revision}, which is newer than this program knows. "
            "Install the version of Dragoman that made it, or a later one."
        )
        self.revision = revision


class SchemaTooOld(StorageError):
    """The database has an older schema, and the caller did not want it upgraded."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(
            f"The database has schema {revision}, which is older than this program's. "
            "Start `dragoman run` once to upgrade it."
        )
        self.revision = revision


class BadAddress(StorageError):
    """The database URL names something that can't be used."""


class Conflict(StorageError):
    """Another row or a newer revision stands in the way; `subject` says of what."""

    def __init__(self, subject: str, key: object = None) -> None:
        super().__init__(f"conflict: {subject}" if key is None else f"conflict: {subject} {key}")
        self.subject = subject
        self.key = key


class Missing(StorageError):
    """The row that was named does not exist."""

    def __init__(self, subject: str, key: object = None) -> None:
        super().__init__(f"no such {subject}: {key}")
        self.subject = subject
        self.key = key


class Busy(StorageError):
    """Somebody else holds the database longer than we wait; trying again later may work."""


class Unreachable(StorageError):
    """The database can't be opened, or the connection to it was cut."""


#: What the engines may raise; `wrap` turns any of them into a StorageError.
ENGINE_ERRORS: tuple[type[Exception], ...] = (sqlalchemy.exc.SQLAlchemyError, OSError)


def driver_errors(dialect: str) -> tuple[type[Exception], ...]:
    """Return what the driver itself may raise, past the engine."""
    if dialect == "sqlite":
        # aiosqlite says "no active connection" with a ValueError.
        return (sqlite3.Error, ValueError)
    # Imported where it is used, since a bot on SQLite never needs it.
    import asyncpg  # noqa: PLC0415

    # The last but one is what asyncpg says where a connection is cut in the middle of a request.
    return (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


def wrap(error: Exception, *, was_cut: bool = False) -> StorageError:
    """Name a driver's error as one of ours; the caller raises it `from` the original.

    `was_cut` tells that the connection is gone, which some errors don't say of themselves.
    """
    if isinstance(error, StorageError):
        return error
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return Busy("all connections to the database are taken")
    cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return _of_sqlite(code, str(cause))
    if (state := getattr(cause, "sqlstate", None)) is not None:
        return _of_postgresql(state, str(cause))
    if isinstance(error, sqlalchemy.exc.DBAPIError):
        was_cut = was_cut or error.connection_invalidated
    is_lost = was_cut or isinstance(cause, OSError)
    return Unreachable(str(cause)) if is_lost else StorageError(str(cause))


def raise_wrapped(error: Exception, *, was_cut: bool = False) -> NoReturn:
    """Raise a driver's error as one of ours, keeping it as the cause."""
    ours = wrap(error, was_cut=was_cut)
    if ours is error:
        raise error
    raise ours from error


def _of_sqlite(code: int, text: str) -> StorageError:
    primary = code & 0xFF
    if primary in _SQLITE_BUSY:
        return Busy(text)
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return Conflict(text)
    if primary in _SQLITE_UNREACHABLE:
        return Unreachable(text)
    return StorageError(text)


def _of_postgresql(state: str, text: str) -> StorageError:
    if state in _SQLSTATE_BUSY:
        return Busy(text)
    if state.startswith(_SQLSTATE_INTEGRITY):
        return Conflict(text)
    if state.startswith(_SQLSTATE_UNREACHABLE):
        return Unreachable(text)
    return StorageError(text)
