"""A host is asked once at a time, with a pause; others are not kept waiting."""

import asyncio
from datetime import timedelta

from bot.clock import MovableClock
from bot.ingest.hosts import HostTurns

URL = "https://wire.example.org/feed"


async def _ask(turns: HostTurns, url: str, log: list[str], name: str) -> None:
    async with turns.turn(url):
        log.append(f"{name} begins")
        await asyncio.sleep(0)
        log.append(f"{name} ends")


async def test_a_host_is_asked_once_at_a_time_and_rests_between() -> None:
    clock, log = MovableClock(), []
    turns = HostTurns(clock)
    async with asyncio.TaskGroup() as group:
        for name in ("a", "b"):
            group.create_task(_ask(turns, URL, log, name))
        group.create_task(_ask(turns, "https://other.example.org/", log, "other"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert "other ends" in log
        assert "b begins" not in log
        clock.move_by(timedelta(seconds=2))
    assert [line for line in log if line[0] in "ab"] == ["a begins", "a ends", "b begins", "b ends"]


async def test_the_operators_own_server_needs_no_rest() -> None:
    log: list[str] = []
    turns = HostTurns(MovableClock(), free={"localhost:8000"})
    for name in ("a", "b"):
        await asyncio.wait_for(_ask(turns, "http://localhost:8000/x", log, name), timeout=1)
    assert log[-1] == "b ends"
