"""`dragoman cases`: the guesses of countries that editors changed, as cases for trials."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.exits import MISCONFIGURED, leave
from handlers.cli.run import read_settings

if TYPE_CHECKING:
    from storage.repairs import Repair


def cases(
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1)] = 100,
) -> None:
    """Print a line of JSON for each guess of countries that an editor changed."""
    for repair in asyncio.run(_repairs(read_settings().database_url, limit)):
        record = {
            "title": repair.title,
            "text": repair.body,
            "dateline_place": repair.dateline_place,
            "day": repair.day.isoformat() if repair.day else None,
            "guessed": repair.guessed,
            "countries": repair.parties,
        }
        typer.echo(json.dumps(record, ensure_ascii=False))


async def _repairs(database_url: str, limit: int) -> "list[Repair]":
    from storage import repairs  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415
    from storage.errors import StorageError  # noqa: PLC0415

    try:
        database = await Database.open(database_url)
    except StorageError as error:
        leave(str(error), MISCONFIGURED)
    try:
        async with database.reader() as reader:
            return await repairs.newest(reader, limit=limit)
    finally:
        await database.close()
