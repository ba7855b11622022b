"""What the demo may order of the bot's process, beside moving its clock; see `handlers.control`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.clock import MovableClock
from bot.newsroom.load import Fate, files_in
from bot.newsroom.load import load as load_file
from handlers.app import Dragoman
from handlers.control import Order, clock_order
from storage import editors
from storage.editors import Role
from storage.errors import Conflict

# An instance needs an owner; where the script takes the last one's role, this id steps in.
_STAND_IN: Final = 1


def orders_for(dragoman: Dragoman, clock: MovableClock) -> dict[str, Order]:
    """Return the orders of a running bot, by name."""

    async def settle(request: Mapping[str, Any]) -> None:
        await dragoman.settle(request.get("update_id"))

    async def role(request: Mapping[str, Any]) -> None:
        name = str(request["role"])
        wanted = None if name == "reader" else Role(name)
        if wanted is not None:
            # A bot that has run for a second reads at once, and so should the demo's.
            await dragoman.services.sources.warm()
        try:
            await _set_role(dragoman, int(request["telegram_id"]), wanted)
        except Conflict:
            await _set_role(dragoman, _STAND_IN, Role.OWNER)
            await _set_role(dragoman, int(request["telegram_id"]), wanted)

    async def owner(request: Mapping[str, Any]) -> None:
        async with dragoman.services.database.reader() as reader:
            if await editors.owners(reader):
                return
        await _set_role(dragoman, int(request["telegram_id"]), Role.OWNER)

    async def load(request: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"refused": await _load(dragoman, [Path(path) for path in request["paths"]])}

    return {
        "load": load,
        "clock": clock_order(clock),
        "settle": settle,
        "role": role,
        "owner": owner,
    }


async def _load(dragoman: Dragoman, paths: list[Path]) -> list[str]:
    """Load articles and return a line for each record that was refused."""
    services = dragoman.services
    return [
        f"{loaded.where}: {loaded.reason}"
        for file in files_in(paths)
        async for loaded in load_file(
            services.database, file, sources=services.sources, now=services.clock.now()
        )
        if loaded.fate is Fate.REFUSED
    ]


async def _set_role(dragoman: Dragoman, telegram_id: int, role: Role | None) -> None:
    services = dragoman.services
    async with services.database.transaction() as tx:
        if role is None:
            await editors.revoke(tx, telegram_id)
        else:
            await editors.grant(tx, telegram_id, role, by=None, at=services.clock.now())
