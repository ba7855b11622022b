"""What runs in the child: sets its own limits, then answers one job after the other."""

import base64
import contextlib
import importlib
import json
import logging
import math
import os
import resource
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from bot.errors import BadInput

_LENGTH_BYTES = 4


def main() -> None:
    """Answer until the pipe is closed."""
    settings = json.loads(sys.argv[1])
    jobs: dict[str, str] = settings["jobs"]
    answers = _own_output()
    _bound(settings["limits"]["memory_bytes"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    # Parsers warn about every odd page, with its text.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    if settings["own_names"]:
        from bot.countries.gazetteer import use_own_file  # noqa: PLC0415  # most have no such file

        use_own_file(Path(settings["own_names"]))
    ready = threading.Event()
    threading.Thread(target=_warm, args=(settings["warmed"], ready), daemon=True).start()
    while question := _read(sys.stdin.buffer):
        ready.wait()
        _allow_cpu(settings["limits"]["cpu_s"])
        _write(answers, _answer(jobs, question))


def _warm(modules: Sequence[str], ready: threading.Event) -> None:
    """Load what jobs will need; from the first module on questions are answered meanwhile."""
    try:
        for name in modules:
            importlib.import_module(name).warm()
            ready.set()
    finally:
        ready.set()


def _own_output() -> BinaryIO:
    """Keep the pipe for answers alone; what a library prints goes to standard error."""
    kept = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return kept


def _bound(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no limit on addresses
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _allow_cpu(seconds: int) -> None:
    """Raise the soft limit by the job's share: SIGXCPU ends the process even inside C code."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answer(jobs: Mapping[str, str], question: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"result": _call(jobs[question["job"]])(**_unpacked(question["arguments"]))}
    except BadInput as refusal:
        return {"refused": refusal.key, "arguments": refusal.arguments}
    except (MemoryError, RecursionError) as error:
        return {"failed": type(error).__name__, "is_spent": True}
    except Exception as error:  # noqa: BLE001  # the parent logs it; the next page is another one
        return {"failed": f"{type(error).__name__}: {error}"[:300]}


def _call(spec: str) -> Callable[..., Any]:
    module, _, name = spec.partition(":")
    call: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return call


def _unpacked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64decode(value["base64"])
        if isinstance(value, dict) and value.keys() == {"base64"}
        else value
        for name, value in arguments.items()
    }


def _read(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    question: dict[str, Any] = json.loads(stream.read(int.from_bytes(head)))
    return question


def _write(stream: BinaryIO, answer: object) -> None:
    # Escaped to ASCII: a page may hold lone surrogates.
    data = json.dumps(answer).encode()
    stream.write(len(data).to_bytes(_LENGTH_BYTES) + data)
    stream.flush()


if __name__ == "__main__":
    main()
