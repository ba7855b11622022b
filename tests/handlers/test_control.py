"""The control channel between the demo and the bot's process."""

import asyncio
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock
from handlers.control import (
    Channel,
    Control,
    ControlClosed,
    ControlError,
    clock_order,
    serve,
    serve_one,
)


@asynccontextmanager
async def line(orders):
    """Give the demo's end of a line whose other end serves the orders."""
    here, there = socket.socketpair()
    channel = await Channel.open(there.detach())
    serving = asyncio.create_task(serve(channel, orders))
    control = Control(await Channel.open(here))
    try:
        yield control
    finally:
        await control.close()
        await serving
        await channel.close()


async def test_an_order_is_carried_out_and_answered():
    async def settle(request):
        return {"settled": request["update_id"]}

    async with line({"settle": settle}) as control:
        assert await control.ask("settle", update_id=7) == {"ok": True, "settled": 7}


async def test_orders_are_answered_in_turn():
    async def settle(request):
        await asyncio.sleep(0)
        return {"settled": request["update_id"]}

    async with line({"settle": settle}) as control:
        answers = await asyncio.gather(*(control.ask("settle", update_id=n) for n in range(5)))
    assert [answer["settled"] for answer in answers] == [0, 1, 2, 3, 4]


async def test_the_clock_moves_to_a_moment_and_on_by_a_step():
    clock = MovableClock()
    moment = datetime(2020, 3, 2, 4, tzinfo=UTC)
    async with line({"clock": clock_order(clock)}) as control:
        await control.ask("clock", to=moment.isoformat())
        assert moment <= clock.now() < moment + timedelta(minutes=1)
        await control.ask("clock", by_s=3600)
    assert moment + timedelta(hours=1) <= clock.now() < moment + timedelta(minutes=61)


async def test_a_failed_order_is_an_error_and_the_line_stays_open():
    async def load(request):
        raise ValueError("no such file")

    async with line({"load": load, "clock": clock_order(MovableClock())}) as control:
        with pytest.raises(ControlError, match="ValueError: no such file"):
            await control.ask("load", paths=[])
        with pytest.raises(ControlError, match="There is no order dance"):
            await control.ask("dance")
        assert (await control.ask("clock", by_s=0))["ok"]


async def test_an_answer_longer_than_the_usual_line_arrives():
    async def load(request):
        return {"refused": ["x" * 200_000]}

    async with line({"load": load}) as control:
        assert len((await control.ask("load"))["refused"][0]) == 200_000


async def test_the_demo_is_told_when_the_bot_is_gone():
    here, there = socket.socketpair()
    there.close()
    control = Control(await Channel.open(here))
    with pytest.raises(ControlClosed):
        await control.ask("settle", update_id=None)
    await control.close()


async def test_the_bot_sees_that_the_demo_hung_up():
    here, there = socket.socketpair()
    channel = await Channel.open(there)
    here.close()
    assert not await serve_one(channel, {})
    await serve(channel, {})
    await channel.close()
