"""Writes what the bot did as JSON, one object a line: for programs that judge a run."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.simulator.files import Upload
from handlers.cli.terminal.script import Step
from handlers.cli.terminal.sent import Sent, Turn


class Report:
    """Gives lines to `write`; the bytes that the bot sent go into the folder that `files` gives."""

    def __init__(self, write: Callable[[str], object], files: Callable[[], Path]) -> None:
        self._write = write
        self._files = files

    def hear(self, who: str, step: Step) -> None:
        """Say nothing of what the script itself says."""

    def show(self, turn: Turn) -> None:
        """Write a line for each call of the turn, one for its error, and one that it is done."""
        where = {"turn": turn.number, "line": turn.line}
        for place, sent in enumerate(turn.sent, start=1):
            self._line({**where, **self._fields(sent, f"{turn.number:03d}-{place}")})
        if turn.error is not None:
            self._line({**where, "error": turn.error})
        self._line({"turn": turn.number, "done": True, "ms": turn.ms})

    def _line(self, fields: dict[str, Any]) -> None:
        self._write(json.dumps(fields, ensure_ascii=False))

    def _fields(self, sent: Sent, stem: str) -> dict[str, Any]:
        paths = [
            keep(upload, self._files(), f"{stem}-{number}")
            for number, upload in enumerate(sent.uploads, start=1)
        ]
        return {
            "method": sent.method,
            "chat_id": sent.chat_id,
            "thread_id": sent.thread_id,
            "message_id": sent.message_id,
            "text": sent.text,
            "html": sent.html,
            "buttons": [list(row) for row in sent.buttons],
            "media": sent.media,
            "file": str(paths[0]) if paths else None,
            "silent": sent.silent,
            "reply_to": sent.reply_to,
            "edited": sent.edited,
            "ok": sent.ok,
            "error": sent.error,
        }


def keep(upload: Upload, folder: Path, stem: str) -> Path:
    """Write a file of the bot to the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    # The bot names the file, so nothing of the name may lead out of the folder.
    name = re.sub(r"[^\w.-]", "_", Path(upload.name).name).lstrip(".") or "file"
    path = folder / f"{stem}-{name}"
    path.write_bytes(upload.content)
    return path
