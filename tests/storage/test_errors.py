"""Which of our errors a driver's error becomes."""

import sqlite3

import asyncpg
import pytest
import sqlalchemy.exc

from storage.errors import (
    Busy,
    Conflict,
    StorageError,
    Unreachable,
    raise_wrapped,
    wrap,
)


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


_SQLITE_BUSY_SNAPSHOT = sqlite3.SQLITE_BUSY | (2 << 8)
_SQLITE_CONSTRAINT_UNIQUE = sqlite3.SQLITE_CONSTRAINT | (8 << 8)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(_sqlite(sqlite3.SQLITE_BUSY), Busy, id="sqlite busy"),
        pytest.param(_sqlite(_SQLITE_BUSY_SNAPSHOT), Busy, id="sqlite busy, extended"),
        pytest.param(_sqlite(_SQLITE_CONSTRAINT_UNIQUE), Conflict, id="sqlite unique"),
        pytest.param(_sqlite(sqlite3.SQLITE_FULL), Unreachable, id="sqlite disk full"),
        pytest.param(_sqlite(sqlite3.SQLITE_ERROR), StorageError, id="sqlite other"),
        pytest.param(asyncpg.LockNotAvailableError("x"), Busy, id="postgresql lock"),
        pytest.param(asyncpg.DeadlockDetectedError("x"), Busy, id="postgresql deadlock"),
        pytest.param(asyncpg.QueryCanceledError("x"), Busy, id="postgresql statement timeout"),
        pytest.param(asyncpg.UniqueViolationError("x"), Conflict, id="postgresql unique"),
        pytest.param(asyncpg.AdminShutdownError("x"), Unreachable, id="postgresql shutdown"),
        pytest.param(
            asyncpg.ConnectionDoesNotExistError("x"), Unreachable, id="postgresql connection"
        ),
        pytest.param(asyncpg.UndefinedTableError("x"), StorageError, id="postgresql other"),
        pytest.param(sqlalchemy.exc.TimeoutError("x"), Busy, id="no connection free"),
        pytest.param(ConnectionRefusedError("x"), Unreachable, id="refused"),
        pytest.param(sqlalchemy.exc.InvalidRequestError("x"), StorageError, id="misuse"),
        pytest.param(Conflict("draft", 1), Conflict, id="our own"),
    ],
)
def test_what_a_drivers_error_becomes(error: Exception, kind: type[StorageError]):
    assert type(wrap(error)) is kind


def test_the_cause_is_kept():
    cause = _sqlite(sqlite3.SQLITE_BUSY)
    with pytest.raises(Busy) as caught:
        raise_wrapped(cause)
    assert caught.value.__cause__ is cause


def test_our_own_errors_pass_as_they_are():
    ours = Conflict("draft", 1)
    with pytest.raises(Conflict) as caught:
        raise_wrapped(ours)
    assert caught.value is ours
    assert caught.value.__cause__ is None
