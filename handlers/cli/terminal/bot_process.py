"""Runs the real bot as a process of its own and holds the private line to it."""

import asyncio
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from handlers.control import Channel, Control, ControlClosed, ControlError

COMMAND: Final = (sys.executable, "-m", "handlers.cli.main", "run")

# A turn takes seconds at most; whoever waits longer waits for something that hangs.
SETTLES_WITHIN_S: Final = 120.0
# The bot itself promises less (config.limits.STOP_WITHIN).
STOPS_WITHIN_S: Final = 15.0


class BotFailed(Exception):
    """The bot's process ended or hangs; the text names its log."""


class BotProcess:
    """The bot; `environment` is all that it is told, its output goes to the end of `log`."""

    def __init__(
        self, environment: Mapping[str, str], log: Path, command: tuple[str, ...] = COMMAND
    ) -> None:
        self._environment = dict(environment)
        self._log = log
        self._command = command
        self._process: Process | None = None
        self._control: Control | None = None

    async def start(self) -> None:
        """Start the process; it waits for its first clock moment."""
        here, there = socket.socketpair()
        with there, self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                "--control",
                str(there.fileno()),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                pass_fds=(there.fileno(),),
                # Control-C is for the demo, which then stops the bot.
                start_new_session=True,
            )
        self._control = Control(await Channel.open(here))

    async def set_clock(self, moment: datetime) -> None:
        """Make the bot's clock read the moment; nothing works before the first time."""
        await self._ask("clock", to=moment.isoformat())

    async def settle(self, update_id: int | None) -> None:
        """Wait until the bot has nothing left to do for any update up to this one."""
        await self._ask("settle", update_id=update_id)

    async def give_role(self, telegram_id: int, role: str) -> None:
        """Write a person's role to the bot's store."""
        await self._ask("role", telegram_id=telegram_id, role=role)

    async def make_owner(self, telegram_id: int) -> None:
        """Make the person the owner of the instance if it has none."""
        await self._ask("owner", telegram_id=telegram_id)

    async def load(self, paths: list[Path]) -> list[str]:
        """Load articles into the bot's store; return a line for each that was refused."""
        answer = await self._ask("load", paths=[str(path) for path in paths])
        return list(answer.get("refused", ()))

    async def stop(self) -> None:
        """Let the process finish what it has in hand, as SIGTERM does."""
        await self._end(kill=False)

    async def kill(self) -> None:
        """End the process in the middle of whatever it does, as kill -9 does."""
        await self._end(kill=True)

    async def _ask(self, do: str, **arguments: object) -> dict[str, Any]:
        if self._control is None:
            raise BotFailed("The bot is not running.")
        try:
            async with asyncio.timeout(SETTLES_WITHIN_S):
                return await self._control.ask(do, **arguments)
        except TimeoutError as error:
            raise BotFailed(
                f"The bot did not answer '{do}' within {SETTLES_WITHIN_S:.0f} s; "
                f"its log is {self._log}."
            ) from error
        except ControlClosed as error:
            raise BotFailed(await self._why_it_ended()) from error
        except ControlError as error:
            raise BotFailed(f"The bot can't do '{do}': {error}") from error

    async def _why_it_ended(self) -> str:
        code = await self._process.wait() if self._process is not None else None
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        last = [line for line in lines if line.strip()][-1:]
        return f"The bot ended with exit code {code}: {' '.join(last) or 'it wrote nothing'}"

    async def _end(self, *, kill: bool) -> None:
        process, control = self._process, self._control
        self._process = self._control = None
        if process is not None and process.returncode is None:
            process.kill() if kill else process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOPS_WITHIN_S)
            except TimeoutError:
                process.kill()
                await process.wait()
        if control is not None:
            await control.close()
