"""`dragoman run`: the bot itself, until it is told to stop."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handlers.cli.exits import FAILED, MISCONFIGURED, leave

if TYPE_CHECKING:
    from config.settings import Settings
    from handlers.app import Dragoman

BEFORE_THE_FIRST_RUN = (
    "BOT_TOKEN is missing: ask @BotFather for a bot (/newbot) and put BOT_TOKEN=<its token> into "
    "the environment or a file .env here; `dragoman demo` needs none."
)
# A batch of updates makes so many objects at once, and nearly all go by themselves.
YOUNG_OBJECTS = 20_000


def run(
    control: Annotated[int | None, typer.Option(hidden=True, help="the demo's line")] = None,
) -> None:
    """Run the bot until it is told to stop."""
    _start_light()
    settings = read_settings()
    if settings.bot_token is None:
        leave(BEFORE_THE_FIRST_RUN, MISCONFIGURED)
    _set_up_logs(settings)
    use_own_names(settings)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(settings, control))


def _start_light() -> None:
    """Spare the start what the bot never needs."""
    gc.set_threshold(YOUNG_OBJECTS)
    # httpx, which python-telegram-bot imports, has a command line with colours of its own.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]


def read_settings() -> "Settings":
    """Return the settings, or end the command with what is wrong with them."""
    from config.settings import SettingsError, load  # noqa: PLC0415

    try:
        return load()
    except SettingsError as error:
        leave(str(error), MISCONFIGURED)


def use_own_names(settings: "Settings") -> None:
    """Let the owner's names of countries count, or end the command with what is wrong with them."""
    if settings.countries_file is None:
        return
    from bot.countries.gazetteer import gazetteer, use_own_file  # noqa: PLC0415

    use_own_file(settings.countries_file)
    try:
        gazetteer()
    except (OSError, ValueError) as error:
        leave(f"COUNTRIES_FILE can't be used: {error}", MISCONFIGURED)


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
        from handlers.app import Dragoman  # noqa: PLC0415

        await _serve(Dragoman(settings), stopped)
    else:
        await _serve_demo(settings, stopped, control)


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
    dragoman = Dragoman(settings, clock=clock)

    async def obey() -> None:
        await serve(channel, orders_for(dragoman, clock))
        stopped.set()

    await _serve(dragoman, stopped, obey)


async def _serve(
    dragoman: "Dragoman",
    stopped: asyncio.Event,
    beside: Callable[[], Coroutine[Any, Any, None]] | None = None,
) -> None:
    """Run the bot, and something beside it, until it is stopped; say why if it can't run."""
    try:
        if await _first(dragoman.start(), stopped.wait()):
            # What is here now stays as long as the process; to look through it for garbage again
            # and again took a third of the time of an update.
            gc.freeze()
            if beside is None:
                await _print_claim_code(dragoman)
            await _first(dragoman.failed(), stopped.wait(), *([beside()] if beside else []))
    except Exception as error:
        code, words = _why(error)
        if not words:
            raise
        leave(words, code)
    finally:
        await dragoman.stop()


async def _print_claim_code(dragoman: "Dragoman") -> None:
    """Tell whoever reads the console how to take over an instance that nobody owns."""
    from bot.newsroom.claim import new_code  # noqa: PLC0415
    from bot.render.i18n import catalogue  # noqa: PLC0415

    services = dragoman.services
    code = await new_code(services.database, now=services.clock.now())
    if code is not None:
        words = catalogue("en").text("claim.console", code=code, username=dragoman.username)
        typer.echo(words)


async def _first(wanted: Coroutine[Any, Any, Any], *others: Coroutine[Any, Any, Any]) -> bool:
    """Wait for the first to end and give up the others; whether it was the wanted one."""
    tasks = [asyncio.ensure_future(each) for each in (wanted, *others)]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
        return tasks[0] in ended
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _why(error: Exception) -> tuple[int, str]:
    """Return the exit code and the words for what an operator can mend; no words for the rest."""
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    from storage.errors import BadAddress, SchemaTooNew, StorageError  # noqa: PLC0415

    match error:
        case InvalidToken():
            return MISCONFIGURED, "Telegram refuses this BOT_TOKEN: copy it from @BotFather again."
        case SchemaTooNew() | BadAddress():
            return MISCONFIGURED, str(error)
        case StorageError():
            return FAILED, f"The database can't be used: {error}"
        case TelegramError():
            return FAILED, f"Telegram can't be used: {error}"
        case _:
            return FAILED, ""
