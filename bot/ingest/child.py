"""A warm process that parses what comes from outside, so that a hostile page ends only itself.

It is a fresh interpreter, never a fork, without the bot's secrets in its environment; requests
and answers are JSON over its pipes. `bot.ingest.child_process` is what runs in it.
"""

import asyncio
import base64
import json
import logging
import os
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
    "extract": "bot.ingest.extract:as_record",
    "feed": "bot.ingest.feeds:read_feed",
    "discover": "bot.ingest.discovery:feeds_named",
    "opml": "bot.ingest.opml:read_opml",
    "file": "bot.ingest.office:read_office",
}
_ROOT: Final = Path(__file__).parents[2]
# All that an interpreter needs; tokens and passwords stay outside.
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one job may take; a page of 1.1 MB with 100,000 attributes would take minutes."""

    cpu_s: int = 10
    wall_s: float = 20
    memory_bytes: int = 1 << 30
    jobs: int = 200  # then a fresh process: parsers leak a little


@dataclass(slots=True)
class Child:
    """Runs jobs one after the other in a process of its own; use it with `async with`."""

    limits: ChildLimits = field(default_factory=ChildLimits)
    jobs: Mapping[str, str] = field(default_factory=lambda: JOBS)
    _process: asyncio.subprocess.Process | None = None
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

    async def start(self) -> None:
        """Start the process now, so that the first job finds its parsers loaded."""
        async with self._turn:
            await self._started()

    async def run(self, job: str, **arguments: object) -> Any:  # noqa: ANN401  (JSON)
        """Return what the job gives for these arguments (JSON values and bytes).

        BadInput as the job raises it; `fetch.too_hard` if it took too much time or memory.
        """
        async with self._turn:
            process = await self._started()
            self._done += 1
            try:
                async with asyncio.timeout(self.limits.wall_s):
                    answer = await _ask(process, {"job": job, "arguments": _packed(arguments)})
            except (TimeoutError, OSError, EOFError) as error:
                log.warning("parser given up", extra={"job": job, "why": type(error).__name__})
                await self._end()
                raise BadInput("fetch.too_hard") from error
            except BaseException:  # a job that nobody waits for any more must not answer the next
                await self._end()
                raise
            if answer.get("is_spent") or self._done >= self.limits.jobs:
                await self._end()
        return _unpacked(job, answer)

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            settings = json.dumps({"jobs": dict(self.jobs), "limits": asdict(self.limits)})
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot.ingest.child_process", settings),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            )
            self._done = 0
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        # Reads what is left in the pipes and closes them.
        await process.communicate()


async def _ask(process: asyncio.subprocess.Process, question: object) -> dict[str, Any]:
    assert process.stdin  # noqa: S101  (both are pipes)
    assert process.stdout  # noqa: S101
    data = json.dumps(question).encode()
    process.stdin.write(len(data).to_bytes(_LENGTH_BYTES) + data)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(_LENGTH_BYTES))
    answer: dict[str, Any] = json.loads(await process.stdout.readexactly(length))
    return answer


def _packed(arguments: Mapping[str, object]) -> dict[str, object]:
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in arguments.items()
    }


def _unpacked(job: str, answer: Mapping[str, Any]) -> Any:  # noqa: ANN401  (JSON)
    if "refused" in answer:
        raise BadInput(answer["refused"], **answer["arguments"])
    if "failed" in answer:
        # A page found a fault in a parser: the editor goes on by hand, the operator is told.
        log.warning("parser failed", extra={"job": job, "why": answer["failed"]})
        raise BadInput("fetch.too_hard")
    return answer["result"]
