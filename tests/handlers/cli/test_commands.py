"""The commands as an operator meets them: in a process of its own, by exit code and output."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from bot.simulator import Simulator

TOKEN = "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


@pytest.fixture
def dragoman(tmp_path):
    """Run the console script in an empty folder, told nothing but what is given."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}

    def run(*arguments, **settings):
        return subprocess.run(
            [sys.executable, "-m", "handlers.cli.main", *arguments],
            cwd=tmp_path,
            env=told | {"DATA_DIR": str(tmp_path / "data")} | settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_run_without_a_token_says_what_to_do_in_one_line(dragoman):
    ended = dragoman("run")
    assert ended.returncode == 78
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("BOT_TOKEN is missing: ask @BotFather")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL got 'loud'; it takes debug, info, warning or error."),
        (
            {"BOT_TOKEN": "hunter2"},
            "BOT_TOKEN got a value that is not shown; it takes a token such as 123456:ABC-def",
        ),
        ({"BOT_TOKEN_FILE": "none"}, "BOT_TOKEN_FILE got 'none', which can't be read"),
    ],
)
@pytest.mark.parametrize("command", ["run", "config"])
def test_a_bad_setting_ends_a_command_with_a_sentence(dragoman, command, settings, line):
    ended = dragoman(command, **settings)
    assert ended.returncode == 78
    assert ended.stderr.startswith(line)
    assert len(ended.stderr.splitlines()) == 1
    assert "hunter2" not in ended.stderr


def test_a_database_that_can_not_be_opened_is_one_line(dragoman, tmp_path):
    (tmp_path / "folder").mkdir()
    ended = dragoman(
        "run",
        BOT_TOKEN=TOKEN,
        DATABASE_URL="sqlite:///folder",
        TELEGRAM_API_URL="http://127.0.0.1:9",
    )
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert "database" in ended.stderr.splitlines()[-1]


def test_config_prints_every_setting_with_secrets_masked(dragoman):
    ended = dragoman("config", BOT_TOKEN=TOKEN, DATABASE_URL="postgresql://me:hunter2@h/n")
    assert ended.returncode == 0
    assert "BOT_TOKEN=****\n" in ended.stdout
    assert "DATABASE_URL=postgresql+asyncpg://me:****@h/n\n" in ended.stdout
    assert TOKEN not in ended.stdout


def test_load_says_what_it_refused_and_keeps_the_rest(dragoman, tmp_path):
    good = {
        "title": "Ferry timetable agreed",
        "outlet": "Steppe Register",
        "countries": ["AZ", "KZ"],
        "event_day": "2020-02-21",
        "url": "https://example.org/1",
    }
    lines = [json.dumps(good), '{"title": "No country"}']
    (tmp_path / "some.jsonl").write_text("\n".join(lines))
    first, second = dragoman("load", "some.jsonl"), dragoman("load", "some.jsonl")
    assert (first.stdout, second.stdout) == ("1 loaded, 1 refused\n", "1 known, 1 refused\n")
    assert first.stderr.startswith("some.jsonl:2: ")
    assert first.returncode == second.returncode == 0


def test_load_fails_where_nothing_could_be_loaded(dragoman, tmp_path):
    (tmp_path / "bad.jsonl").write_text("{}\n")
    assert dragoman("load", "bad.jsonl").returncode == 1


def test_demo_refuses_a_moment_without_a_zone(dragoman):
    ended = dragoman("demo", "--clock", "2020-03-02 04:00")
    assert ended.returncode == 2
    assert ended.stderr.startswith("--clock takes a moment such as 2020-03-02T04:00:00Z")


def test_help_imports_nothing_heavy():
    code = (
        "import sys, handlers.cli.main; "
        "print([name for name in ('telegram', 'sqlalchemy', 'aiohttp', 'pydantic', "
        "'prompt_toolkit', 'bot.simulator', 'config.settings') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


@pytest.fixture
def started(tmp_path):
    """Start `dragoman run` against an address and end it at the latest when the test ends."""
    told = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    running = []

    def start(address, token):
        settings = {"TELEGRAM_API_URL": address, "BOT_TOKEN": token, "DATA_DIR": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-m", "handlers.cli.main", "run"],
            cwd=tmp_path,
            env=told | settings,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


async def ended(process):
    """Return the exit code and what was written to standard error."""
    written = await asyncio.to_thread(process.communicate, timeout=30)
    return process.returncode, written[1]


async def test_run_ends_well_on_sigterm(started):
    simulator = Simulator()
    await simulator.start()
    called = asyncio.Event()
    simulator.on_call = lambda call: called.set()
    process = started(simulator.url, simulator.token)
    await asyncio.wait_for(called.wait(), 30)
    process.send_signal(signal.SIGTERM)
    assert await ended(process) == (0, "")
    await simulator.stop()


async def test_run_says_that_telegram_refuses_the_token(started):
    simulator = Simulator()
    await simulator.start()
    code, written = await ended(started(simulator.url, TOKEN))
    assert code == 78
    assert written == "Telegram refuses this BOT_TOKEN: copy it from @BotFather again.\n"
    await simulator.stop()


async def test_run_ends_on_sigterm_also_while_telegram_can_not_be_reached(started):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        process = started(f"http://127.0.0.1:{nobody.getsockname()[1]}", TOKEN)
        line = await asyncio.to_thread(process.stderr.readline)
        assert "can't be reached and will be tried again" in line
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process)
    assert code == 0
