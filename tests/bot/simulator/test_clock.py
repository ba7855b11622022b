"""The simulator's own time."""

import asyncio
from datetime import timedelta

from bot.simulator import SimulatorClock
from tests.bot.simulator.conftest import START


def test_wall_and_monotonic_time_move_together() -> None:
    clock = SimulatorClock(START)
    before = clock.monotonic()
    clock.move_by(timedelta(hours=1))
    assert clock.now() - START >= timedelta(hours=1)
    assert clock.monotonic() - before >= 3600


def test_monotonic_time_never_runs_back() -> None:
    clock = SimulatorClock(START)
    before = clock.monotonic()
    clock.move_to(START - timedelta(days=1))
    assert clock.now() < START
    assert clock.monotonic() >= before


async def test_sleepers_wake_when_their_time_has_been_skipped() -> None:
    clock = SimulatorClock(START)
    sleeper = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.move_by(timedelta(minutes=59))
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.move_by(timedelta(minutes=1))
    await sleeper
