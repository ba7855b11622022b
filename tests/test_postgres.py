"""The test run's own server: what is said where none can be had, and that none is left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

_WITHOUT_SERVER = """
import sys
import pytest
from tests import postgres
postgres._programs = lambda: iter(())
sys.exit(pytest.main(["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-k", "known_again",
                      "tests/storage/test_outlets.py"]))
"""


def _run(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"TEST_DATABASE_URL", "REQUIRE_POSTGRES"} and not name.startswith("COV_")
    }
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_SERVER],
        cwd=Path(__file__).parents[1],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_server_the_last_lines_say_what_was_left_out():
    done = _run()
    assert done.returncode == 0, done.stdout
    last = "\n".join(done.stdout.splitlines()[-8:])
    assert "1 tests were left out, without a PostgreSQL server." in last
    assert "TEST_DATABASE_URL is not set" in last


def test_where_postgresql_is_required_its_want_is_a_failure():
    assert _run(REQUIRE_POSTGRES="1").returncode == 1


def test_a_stopped_server_leaves_neither_process_nor_folder(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    try:
        server = postgres.start()
    except postgres.NoServer as error:
        pytest.skip(f"no PostgreSQL: {error}")
    assert server.process is not None
    assert server.folder is not None
    server.stop()
    assert server.process.poll() is not None
    assert not server.folder.exists()
