"""The demo's private line to the bot's process: JSON lines on an inherited file descriptor.

It is no setting and no port, so nobody but the process that started the bot can use it. Orders
are answered one by one, in the order in which they came:

    clock   {"to": MOMENT} or {"by_s": SECONDS}   moves the bot's clock; must be the first order
    settle  {"update_id": N or null}              answers when all updates up to N are handled and
                                                  no row is due
    role    {"telegram_id": N, "role": ROLE}      gives a person a role ("reader" takes it away)
    owner   {"telegram_id": N}                    makes the person the owner if there is none yet
    load    {"paths": [..]}                       loads articles; answers with what was refused

The last three go through the bot's process, so that one process alone writes to the store.
The end of the line means that the demo is gone, and the bot stops.
"""

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Self

from bot.clock import MovableClock

Order = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]

# A load names each refused record in one line.
_LINE_BYTES: Final = 8 * 1024 * 1024

_log = logging.getLogger(__name__)


class ControlError(Exception):
    """The other side refused an order or is gone; the text says which."""


class ControlClosed(ControlError):
    """The other side is gone."""


class Channel:
    """One end of the line; both ends write objects a line and read them in turn."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, end: socket.socket | int) -> Self:
        """Take over a connected socket or an inherited descriptor of one."""
        sock = socket.socket(fileno=end) if isinstance(end, int) else end
        sock.settimeout(0)
        return cls(*await asyncio.open_unix_connection(sock=sock, limit=_LINE_BYTES))

    async def read(self) -> dict[str, Any] | None:
        """Return the next object, None at the end of the line."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        if not line.endswith(b"\n"):
            return None
        found: dict[str, Any] = json.loads(line)
        return found

    async def write(self, message: Mapping[str, Any]) -> None:
        """Send one object; raises ControlClosed when nobody listens."""
        try:
            self._writer.write(json.dumps(message).encode() + b"\n")
            await self._writer.drain()
        except ConnectionError as error:
            raise ControlClosed("The other process is gone.") from error

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            _log.debug("line was already cut", extra={"action": "control_closed"})


class Control:
    """The demo's end: gives orders and waits for each answer."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, do: str, **arguments: object) -> dict[str, Any]:
        """Give an order and return the answer; raises ControlError with the reason of a refusal."""
        async with self._one_at_a_time:
            await self._channel.write({"do": do, **arguments})
            answer = await self._channel.read()
        if answer is None:
            raise ControlClosed("The bot's process is gone.")
        if "error" in answer:
            raise ControlError(str(answer["error"]))
        return answer

    async def close(self) -> None:
        """Hang up; the bot stops."""
        await self._channel.close()


async def serve(channel: Channel, orders: Mapping[str, Order]) -> None:
    """Carry out orders until the demo hangs up."""
    while (request := await channel.read()) is not None:
        try:
            await channel.write(await _carry_out(request, orders))
        except ControlClosed:
            return


async def serve_one(channel: Channel, orders: Mapping[str, Order]) -> bool:
    """Carry out one order; False when the demo hung up."""
    request = await channel.read()
    if request is None:
        return False
    await channel.write(await _carry_out(request, orders))
    return True


async def _carry_out(request: Mapping[str, Any], orders: Mapping[str, Order]) -> dict[str, Any]:
    order = orders.get(str(request.get("do")))
    if order is None:
        return {"error": f"There is no order {request.get('do')} now."}
    try:
        return {"ok": True, **(await order(request) or {})}
    except Exception as error:  # noqa: BLE001  # any failure is the demo's to report, as a line
        _log.warning("order failed", extra={"action": "control_failed"}, exc_info=True)
        return {"error": f"{type(error).__name__}: {error}"}


def clock_order(clock: MovableClock) -> Order:
    """Return the order that moves this clock."""

    async def move(request: Mapping[str, Any]) -> Mapping[str, Any]:
        if "to" in request:
            clock.move_to(datetime.fromisoformat(str(request["to"])))
        else:
            clock.move_by(timedelta(seconds=float(request["by_s"])))
        return {"now": clock.now().isoformat()}

    return move
