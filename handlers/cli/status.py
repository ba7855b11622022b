"""`dragoman status`: how delivery stands, read from the store beside a running bot."""

import asyncio
from typing import TYPE_CHECKING

import typer

from handlers.cli.exits import leave
from handlers.cli.run import read_settings

if TYPE_CHECKING:
    from collections import Counter

    from bot.delivery.status import Status
    from config.settings import Settings


def status() -> None:
    """Print what came due in the last 24 hours, what became of it, and what waits."""
    from storage.errors import StorageError  # noqa: PLC0415

    settings = read_settings()
    try:
        found = asyncio.run(_read(settings))
    except StorageError as error:
        leave(f"The database can't be used: {error}")
    for line in lines(found):
        typer.echo(line)


async def _read(settings: "Settings") -> "Status":
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.delivery.status import status as read  # noqa: PLC0415
    from bot.services import pace_of  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415

    # Whoever only looks changes nothing, not even the schema.
    database = await Database.open(settings.database_url, migrate=False)
    try:
        async with database.reader() as reader:
            return await read(reader, now=SystemClock().now(), pace=pace_of(settings))
    finally:
        await database.close()


def lines(found: "Status") -> list[str]:
    """Write the status as lines of a name and a value."""
    tally = found.tally
    oldest = f"{tally.oldest_waiting:%Y-%m-%d %H:%M:%S} UTC" if tally.oldest_waiting else "none"
    ends_at = f"{found.ends_at:%Y-%m-%d %H:%M:%S} UTC" if found.ends_at else "nothing waits"
    return [
        f"due in 24 h     {tally.due}",
        f"sent            {tally.sent}, {tally.second_tries} of them on a second try",
        f"waiting         {tally.waiting}, {tally.uncertain} of them uncertain",
        f"in hand         {tally.in_hand}",
        f"late            {tally.late}",
        f"skipped         {_by_reason(tally.skipped)}",
        f"failed          {_by_reason(tally.failed)}",
        f"oldest waiting  {oldest}",
        f"predicted end   {ends_at}",
    ]


def _by_reason(counts: "Counter[str]") -> str:
    told = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
    return told or "0"
