"""A warm process that parses what comes from outside, so that a hostile page ends only itself.

It is a fresh interpreter, never a fork, without the bot's secrets in its environment; requests
and answers are JSON over its pipes. `bot.ingest.child_process` is what runs in it.
"""

import asyncio
import base64
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bot.errors import BadInput

log = logging.getLogger(__name__)

# What a job is called and where it lives; a job takes and gives what JSON can hold, and bytes.
JOBS: Final = {
    "warm": "bot.ingest.jobs:warm",
    "paste": "bot.ingest.jobs:paste",
    "page": "bot.ingest.jobs:page",
    "upload": "bot.ingest.jobs:upload",
    "understand": "bot.ingest.jobs:understand",
    "feed": "bot.ingest.feeds:read_feed",
    "discover": "bot.ingest.discovery:feeds_named",
    "opml": "bot.ingest.opml:read_opml",
}
# Loaded ahead; what an editor can need at once first, and from then on jobs are done meanwhile.
WARMED: Final = ("bot.ingest.jobs", "bot.ingest.extract", "bot.ingest.feeds")
_ROOT: Final = Path(__file__).parents[2]
# All that an interpreter needs; tokens and passwords stay outside.
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
_LENGTH_BYTES: Final = 4

Process = subprocess.Popen[bytes]


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one job may take; a page of 1.1 MB with 100,000 attributes would take minutes."""

    cpu_s: int = 10
    wall_s: float = 20
    memory_bytes: int = 1 << 30
    jobs: int = 200  # then a fresh process: parsers leak a little


@dataclass(slots=True)
class Child:
    """Runs jobs one after the other in a process of its own; use it with `async with`.

    `own_names` is the owner's file of countries' names.
    """

    limits: ChildLimits = field(default_factory=ChildLimits)
    jobs: Mapping[str, str] = field(default_factory=lambda: JOBS)
    warmed: tuple[str, ...] = WARMED
    own_names: Path | None = None
    _process: Process | None = None
    _done: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def is_busy(self) -> bool:
        """Whether a job is being done."""
        return self._turn.locked()

    async def is_free_within(self, seconds: float) -> bool:
        """Wait for the job that is being done, at most that long; whether it has ended."""
        try:
            async with asyncio.timeout(seconds), self._turn:
                return True
        except TimeoutError:
            return False

    def wake(self) -> None:
        """Start the process now if it does not run, so that the first job finds it warm."""
        if self._process is None and not self.is_busy:
            self._spawn()

    async def run(self, job: str, **arguments: object) -> Any:  # noqa: ANN401  (JSON)
        """Return what the job gives for these arguments (JSON values and bytes).

        BadInput as the job raises it; `fetch.too_hard` if it took too much time or memory.
        """
        async with self._turn:
            process = await self._started()
            self._done += 1
            asked = asyncio.create_task(asyncio.to_thread(_ask, process, job, arguments))
            try:
                async with asyncio.timeout(self.limits.wall_s):
                    answer = await asyncio.shield(asked)
            except (TimeoutError, OSError, EOFError) as error:
                log.warning("parser given up", extra={"job": job, "why": type(error).__name__})
                await self._end(asked)
                await self._started()  # warm again for the next
                raise BadInput("fetch.too_hard") from error
            except BaseException:  # a job that nobody waits for any more must not answer the next
                await self._end(asked)
                raise
            if answer.get("is_spent") or self._done >= self.limits.jobs:
                await self._end()
                await self._started()
        return _result(job, answer)

    async def close(self) -> None:
        """End the process, and with it the job that it may be at."""
        if self._process is not None:
            self._process.kill()
        async with self._turn:
            await self._end()

    async def _started(self) -> Process:
        if self._process is not None and self._process.poll() is None:
            return self._process
        await self._end()
        return self._spawn()

    def _spawn(self) -> Process:
        settings = {
            "jobs": dict(self.jobs),
            "limits": asdict(self.limits),
            "warmed": self.warmed,
            "own_names": str(self.own_names) if self.own_names else None,
        }
        self._done = 0
        self._process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
            [sys.executable, "-m", "bot.ingest.child_process", json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )
        return self._process

    async def _end(self, asked: "asyncio.Task[Any] | None" = None) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        if asked is not None:  # its thread reads the end of the pipe at once
            await asyncio.wait([asked])
        await asyncio.to_thread(_bury, process)


def _bury(process: Process) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:  # a question that it did not live to read
                continue


def _ask(process: Process, job: str, arguments: Mapping[str, object]) -> dict[str, Any]:
    """Put a question and wait for the answer, in a thread: writing and reading block."""
    assert process.stdin  # noqa: S101  (both are pipes)
    assert process.stdout  # noqa: S101
    data = json.dumps({"job": job, "arguments": _packed(arguments)}).encode()
    process.stdin.write(len(data).to_bytes(_LENGTH_BYTES) + data)
    process.stdin.flush()
    length = int.from_bytes(_exactly(process, _LENGTH_BYTES))
    answer: dict[str, Any] = json.loads(_exactly(process, length))
    return answer


def _exactly(process: Process, count: int) -> bytes:
    assert process.stdout  # noqa: S101
    data = process.stdout.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _packed(arguments: Mapping[str, object]) -> dict[str, object]:
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in arguments.items()
    }


def _result(job: str, answer: Mapping[str, Any]) -> Any:  # noqa: ANN401  (JSON)
    if "refused" in answer:
        raise BadInput(answer["refused"], **answer["arguments"])
    if "failed" in answer:
        # A page found a fault in a parser: the editor goes on by hand, the operator is told.
        log.warning("parser failed", extra={"job": job, "why": answer["failed"]})
        raise BadInput("fetch.too_hard")
    return answer["result"]
