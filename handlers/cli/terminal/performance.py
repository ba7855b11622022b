"""Puts the demo on: starts the bot and the simulator, plays the lines, and clears up.

The bot's process starts first and loads its libraries while this one loads the simulator.
"""

import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from handlers.cli.terminal.bot_process import BotFailed, BotProcess
from handlers.cli.terminal.lines import Lines
from handlers.cli.terminal.pages import Pages

if TYPE_CHECKING:
    from handlers.cli.terminal.stage import Stage

ARCHIVE: Final = Path(__file__).parents[1] / "demo_archive.jsonl"
FAILED: Final = 1
_TOKEN: Final = "4200000001:simulated-token-of-nobody"  # noqa: S105  # opens nothing

# What the machine's own bot is told must not reach this one.
_SECRET_FILES: Final = ("BOT_TOKEN_FILE", "DATABASE_URL_FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asked for; `folder` and `database` outlive the demo if given."""

    first_moment: datetime
    as_json: bool = False
    script: Path | None = None
    load: tuple[Path, ...] = ()
    serve: Path | None = None
    with_archive: bool = True
    database: str | None = None
    folder: Path | None = None
    picture: Path | None = None

    @property
    def is_chat(self) -> bool:
        """Whether a person sits at a terminal."""
        return self.script is None and not self.as_json and sys.stdin.isatty()


@dataclass(slots=True)
class Folder:
    """Where the database, the log and what the bot sent are put."""

    path: Path
    kept: bool
    _files: Path | None = field(default=None)

    @property
    def files(self) -> Path:
        """The folder for files of the bot; it stays, since the output names them."""
        if self._files is None:
            temporary = tempfile.mkdtemp(prefix="dragoman-files-") if not self.kept else None
            self._files = Path(temporary) if temporary else self.path / "files"
        return self._files


async def perform(options: Options) -> int:
    """Run the demo to the end of its lines and return the exit code."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with _folder(options.folder) as folder:
        try:
            async with _stage(options, folder) as (stage, lines):
                return await _play(options, folder, stage, lines)
        except BotFailed as failed:
            print(failed, file=sys.stderr)
            return FAILED


@contextmanager
def _folder(wanted: Path | None) -> Iterator[Folder]:
    """Give a folder for what the bot writes; one of our own goes again."""
    if wanted is not None:
        wanted.mkdir(parents=True, exist_ok=True)
        yield Folder(wanted.absolute(), kept=True)
        return
    path = Path(tempfile.mkdtemp(prefix="dragoman-demo-"))
    try:
        yield Folder(path, kept=False)
    finally:
        shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def _stage(options: Options, folder: Folder) -> AsyncIterator[tuple["Stage", Lines | None]]:
    """Start both sides with their first articles; stop both in the end."""
    port = _free_port()
    pages = Pages(options.serve, _free_port()) if options.serve else None
    bot = BotProcess(_environment(options, folder, port, pages), folder.path / "bot.log")
    await bot.start()
    try:
        # Imported here, while the bot's process imports its own.
        from bot.simulator.clock import SimulatorClock  # noqa: PLC0415
        from bot.simulator.simulator import Simulator  # noqa: PLC0415
        from handlers.cli.terminal.stage import Stage  # noqa: PLC0415

        simulator = Simulator(clock=SimulatorClock(options.first_moment), token=_TOKEN)
        await simulator.start(port=port)
        try:
            lines = None if options.is_chat else Lines(_stream(options))
            stage = Stage(simulator, bot, role_ahead=lines.role_ahead if lines else lambda: False)
            for refusal in await stage.open(_articles(options)):
                print(refusal, file=sys.stderr)
            async with _served(pages):
                stage.cast.pages = pages.address if pages else None
                yield stage, lines
            # A bot that stops polls once more, which the server would hold for three seconds.
            simulator.world.poller.close()
            await bot.stop()
        finally:
            await simulator.stop()
    finally:
        await bot.kill()


@asynccontextmanager
async def _served(pages: Pages | None) -> AsyncIterator[None]:
    """Serve the pages meanwhile, and say where they are."""
    if pages is None:
        yield
        return
    async with pages.served():
        print(f"The pages of {pages.folder} are at {pages.address}", file=sys.stderr)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(
    options: Options, folder: Folder, port: int, pages: Pages | None
) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _SECRET_FILES}
    return kept | {
        "BOT_TOKEN": _TOKEN,
        "DATA_DIR": str(folder.path),
        "DATABASE_URL": options.database or f"sqlite:///{folder.path / 'dragoman.sqlite3'}",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
        "FETCH_ALLOW": _allowed(pages),
        "LOG_LEVEL": "info",
        "LOG_FORMAT": "plain",
    }


def _allowed(pages: Pages | None) -> str:
    """Let through what the demo serves, and what whoever runs it says himself."""
    named = os.environ.get("FETCH_ALLOW", "")
    return ",".join(filter(None, (named, pages.allow if pages else "")))


def _stream(options: Options) -> TextIO:
    if options.script is not None:
        return options.script.open(encoding="utf-8", errors="replace")
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a TextIOWrapper
    return sys.stdin


def _articles(options: Options) -> list[Path]:
    archive = [ARCHIVE] if options.with_archive else []
    return [*archive, *(path.absolute() for path in options.load)]


async def _play(options: Options, folder: Folder, stage: "Stage", lines: Lines | None) -> int:
    from handlers.cli.terminal.playing import play_lines  # noqa: PLC0415

    if options.as_json and lines is not None:
        from handlers.cli.terminal.report import Report  # noqa: PLC0415

        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
        return await play_lines(stage, lines, Report(print, lambda: folder.files))
    from rich.console import Console  # noqa: PLC0415

    from handlers.cli.terminal import picture  # noqa: PLC0415
    from handlers.cli.terminal.show import Screen  # noqa: PLC0415

    console = picture.easel() if options.picture else Console(highlight=False)
    screen = Screen(console, lambda: folder.files, stage.numbered)
    if lines is not None:
        code = await play_lines(stage, lines, screen)
    else:
        from handlers.cli.terminal.prompt import chat  # noqa: PLC0415

        code = await chat(stage, screen, folder.path / "history" if folder.kept else None)
    if options.picture:
        picture.save(console, options.picture)
    return code
