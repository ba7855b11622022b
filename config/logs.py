"""Sets up logging: constant messages with fields, plain or JSON, on standard error, no tokens."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Final, TextIO

from config.settings import LogFormat, LogLevel

# A bot token wherever it stands, also one that is not ours (an address in somebody's traceback).
_ANY_TOKEN: Final = re.compile(r"(?<!\d)\d{5,20}:[A-Za-z0-9_-]{30,}")
_MASK: Final = "****"

# What the logging module itself puts on a record; everything else is a field of ours.
_BUILT_IN: Final = frozenset(
    {*vars(logging.LogRecord("", 0, "", 0, "", None, None)), "message", "asctime", "taskName"}
)

# These write a line for each request or tick at INFO, and some put the token into it.
_TALKATIVE: Final = ("httpx", "httpcore", "aiosqlite", "apscheduler", "asyncio", "telegram")


def set_up(
    level: LogLevel = LogLevel.INFO,
    log_format: LogFormat = LogFormat.PLAIN,
    *,
    secrets: tuple[str, ...] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all records of `level` and above to standard error; the secrets never appear."""
    handler = logging.StreamHandler(stream or sys.stderr)
    writer = JsonFormatter if log_format is LogFormat.JSON else PlainFormatter
    handler.setFormatter(writer(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))


class PlainFormatter(logging.Formatter):
    """`time LEVEL logger: message field=value`, with the traceback below."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        fields = "".join(f" {key}={value!s}" for key, value in _fields(record).items())
        head = f"{_moment(record)} {record.levelname} {record.name}: {record.getMessage()}{fields}"
        trace = _trace(self, record)
        return mask(f"{head}\n{trace}" if trace else head, self._secrets)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, then the fields."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        shown = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if trace := _trace(self, record):
            shown["trace"] = trace
        return mask(json.dumps(shown, default=str, ensure_ascii=False), self._secrets)


def mask(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return the text without the secrets and without anything that looks like a bot token."""
    for secret in filter(None, secrets):
        text = text.replace(secret, _MASK)
    return _ANY_TOKEN.sub(_MASK, text)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _BUILT_IN}


def _moment(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    trace = formatter.formatException(record.exc_info) if record.exc_info else ""
    return f"{trace}\n{record.stack_info}".strip() if record.stack_info else trace
