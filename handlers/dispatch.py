"""From a command's name or a button's data to the function that answers it."""

import inspect
from collections.abc import Awaitable, Callable, Mapping

from bot.errors import Gone
from bot.render.callback_data import decode
from handlers import channels, start
from handlers.context import Asked
from handlers.routing import find


async def run_command(asked: Asked, name: str) -> None:
    """Run the command of that name, or offer the nearest."""
    command = find(asked.commands, name)
    if command is None or (command.is_hidden and not await asked.is_editor()):
        await start.on_unknown_command(asked, name)
    elif not command.is_for_groups and not asked.is_private:
        await start.on_private_only(asked)
    else:
        if command.for_channels and asked.is_private and (channel := channels.named(asked.words)):
            await channels.act_for(asked, channel)
        if name in command.spoken:
            asked.words = f"{name} {asked.words}".strip()
        await command.handle(asked)


async def press(asked: Asked, buttons: Mapping[str, Callable[..., Awaitable[None]]]) -> None:
    """Do what a button says; Gone for one that no longer means anything."""
    query = asked.update.callback_query
    asked.pressed = pressed = decode(query.data if query else None)
    if pressed.action == "ch":
        asked.pressed = pressed = await channels.unwrap(asked, pressed)
    handle = buttons.get(pressed.action)
    if handle is None:
        raise Gone("error.button_old")
    try:
        inspect.signature(handle).bind(asked, *pressed.parts)
    except TypeError:
        raise Gone("error.button_old") from None
    await handle(asked, *pressed.parts)
    await asked.acknowledge()
