"""`dragoman simulator`: the simulated Telegram alone on a port, for a bot started elsewhere."""

import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.exits import leave

if TYPE_CHECKING:
    from bot.simulator import Call, Simulator

# Nobody else writes here, so one person is enough.
_PERSON_ID = 1001


def simulator(
    port: Annotated[int, typer.Option(help="port on 127.0.0.1, 0 for a free one")] = 8081,
    token: Annotated[str | None, typer.Option(help="the only token that it takes")] = None,
    limits: Annotated[
        bool, typer.Option("--limits", help="answer 429 at Telegram's own limits")
    ] = False,
) -> None:
    """Start a simulated Telegram on localhost; lines typed here are messages to the bot."""
    from bot.simulator import Simulator  # noqa: PLC0415

    if token is not None and not token.partition(":")[0].isdigit():
        leave("--token: a bot's token begins with its number and a colon, like 123456:abc")
    made = Simulator(limits=limits, token=token) if token else Simulator(limits=limits)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(made, port))


async def _serve(made: "Simulator", port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await made.start(port=port)
    except OSError as error:
        leave(f"port {port} can't be opened: {error.strerror}")
    _explain(made)
    made.on_call = _show
    reading = asyncio.create_task(_say_lines(made)) if sys.stdin.isatty() else None
    await stopped.wait()
    if reading is not None:
        reading.cancel()
    await made.stop()


def _explain(made: "Simulator") -> None:
    print(f"Simulated Telegram at {made.url}, Ctrl+C ends it. Point a bot at it:")
    print(f"  TELEGRAM_API_URL={made.url} BOT_TOKEN={made.token} dragoman run", flush=True)


def _show(call: "Call") -> None:
    said = call.parameters.get("text") or call.parameters.get("caption") or ""
    ended = "" if call.ok else f" -> {call.error_code} {call.description}"
    print(f"{call.method} {call.parameters.get('chat_id', '')} {said}{ended}", flush=True)


async def _say_lines(made: "Simulator") -> None:
    """Say each line of the terminal as one person in the private chat with the bot."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    person = made.person(_PERSON_ID, name="You")
    while line := (await lines.readline()).decode(errors="replace"):
        if line.strip():
            made.say(person, line.strip())
