"""Logging: constant messages with fields, and no token anywhere."""

import io
import json
import logging
from pathlib import Path

import pytest

from config.logs import mask, set_up
from config.settings import LogFormat, LogLevel

TOKEN = "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"


@pytest.fixture
def lines():
    """Give set-up logging and what it wrote; the root logger is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()

    def start(log_format, level=LogLevel.INFO):
        set_up(level, log_format, secrets=("hunter2",), stream=stream)
        return lambda: stream.getvalue().splitlines()

    yield start
    root.handlers[:] = before
    root.setLevel(level)


def test_plain_records_show_their_fields(lines):
    written = lines(LogFormat.PLAIN)
    logging.getLogger("bot.worker").info("digest sent", extra={"action": "digest_sent", "chat": 7})
    assert written()[0].endswith("Z INFO bot.worker: digest sent action=digest_sent chat=7")


def test_json_records_are_one_object_a_line(lines):
    written = lines(LogFormat.JSON)
    logging.getLogger("bot.worker").warning("late", extra={"chat": 7})
    record = json.loads(written()[0])
    assert record.pop("time").endswith("Z")
    assert record == {"level": "warning", "logger": "bot.worker", "message": "late", "chat": 7}


def test_records_below_the_level_are_left_out(lines):
    written = lines(LogFormat.PLAIN, LogLevel.ERROR)
    logging.getLogger("bot.worker").warning("late")
    assert written() == []


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_secrets_are_masked_also_in_a_traceback(lines, log_format):
    written = lines(log_format)
    try:
        Path(f"/no answer from https://api.telegram.org/bot{TOKEN}/getMe with hunter2").read_bytes()
    except OSError:
        logging.getLogger("bot").exception("failed", extra={"url": f"/bot{TOKEN}/x"})
    text = "\n".join(written())
    assert "no answer from" in text
    assert TOKEN not in text
    assert "hunter2" not in text


def test_requests_of_libraries_are_not_logged(lines):
    written = lines(LogFormat.PLAIN)
    logging.getLogger("httpx").info("HTTP Request")
    assert written() == []


def test_a_token_after_the_word_bot_is_masked():
    assert mask(f"/bot{TOKEN}/getMe") == "/bot****/getMe"
