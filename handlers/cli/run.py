"""`dragoman run`: the bot itself, until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.exits import MISCONFIGURED, leave

if TYPE_CHECKING:
    from config.settings import Settings
    from handlers.app import Dragoman

BEFORE_THE_FIRST_RUN = (
    "BOT_TOKEN is missing: ask @BotFather for a bot (/newbot) and put BOT_TOKEN=<its token> into "
    "the environment or a file .env here; `dragoman demo` needs none."
)


def run(
    control: Annotated[int | None, typer.Option(hidden=True, help="the demo's line")] = None,
) -> None:
    """Run the bot until it is told to stop."""
    settings = read_settings()
    if settings.bot_token is None:
        leave(BEFORE_THE_FIRST_RUN, MISCONFIGURED)
    _set_up_logs(settings)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(settings, control))


def read_settings() -> "Settings":
    """Return the settings, or end the command with what is wrong with them."""
    from config.settings import SettingsError, load  # noqa: PLC0415

    try:
        return load()
    except SettingsError as error:
        leave(str(error), MISCONFIGURED)


def _set_up_logs(settings: "Settings") -> None:
    from config.logs import set_up  # noqa: PLC0415

    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    set_up(settings.log_level, settings.log_format, secrets=(token,))


async def _run(settings: "Settings", control: int | None) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if control is None:
        await _serve(settings, stopped)
    else:
        await _serve_demo(settings, stopped, control)


async def _serve(settings: "Settings", stopped: asyncio.Event) -> None:
    from handlers.app import Dragoman  # noqa: PLC0415

    async with _started(Dragoman(settings)):
        await stopped.wait()


async def _serve_demo(settings: "Settings", stopped: asyncio.Event, descriptor: int) -> None:
    """Run on a clock that the demo moves; it is set before anything else happens."""
    from bot.clock import MovableClock  # noqa: PLC0415
    from handlers.app import Dragoman  # noqa: PLC0415
    from handlers.cli.demo_orders import orders_for  # noqa: PLC0415
    from handlers.control import Channel, clock_order, serve, serve_one  # noqa: PLC0415

    clock = MovableClock()
    channel = await Channel.open(descriptor)
    if not await serve_one(channel, {"clock": clock_order(clock)}):
        return
    async with _started(Dragoman(settings, clock=clock)) as dragoman:
        line = asyncio.create_task(serve(channel, orders_for(dragoman, clock)))
        line.add_done_callback(lambda _: stopped.set())
        await stopped.wait()
        line.cancel()


@contextlib.asynccontextmanager
async def _started(dragoman: "Dragoman") -> AsyncIterator["Dragoman"]:
    """Start the bot and stop it in the end; what keeps it from starting ends the command."""
    from telegram.error import InvalidToken, NetworkError  # noqa: PLC0415

    from storage.errors import BadAddress, SchemaTooNew, StorageError  # noqa: PLC0415

    try:
        await dragoman.start()
    except InvalidToken:
        leave("Telegram refuses this BOT_TOKEN: copy it again from @BotFather.", MISCONFIGURED)
    except (SchemaTooNew, BadAddress) as error:
        leave(str(error), MISCONFIGURED)
    except StorageError as error:
        leave(f"The database can't be used: {error}")
    except NetworkError as error:
        leave(f"Telegram can't be reached: {error}")
    try:
        yield dragoman
    finally:
        await dragoman.stop()
