"""Jobs for the tests of the child: good, refused, failing, hungry and endless ones."""

import os
import time

from bot.errors import BadInput


def measure(data: bytes, word: str) -> dict[str, object]:
    print("noise on standard output", flush=True)
    return {"length": len(data), "word": word, "process": os.getpid()}


def refuse() -> None:
    raise BadInput("fetch.status", status=500)


def fail() -> None:
    raise ZeroDivisionError("a fault of a parser")


def spin() -> None:
    while True:
        pass


def hang() -> None:
    time.sleep(3600)


def eat() -> None:
    bytes(2 << 30)


def tell_environment() -> list[str]:
    return sorted(os.environ)


def warm() -> None:
    """Nothing to load."""
