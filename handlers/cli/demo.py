"""`dragoman demo`: the real bot against a simulated Telegram, as a chat in this terminal."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from handlers.cli.exits import leave

FIRST_MOMENT = "2020-03-02T04:00:00Z"


def demo(  # noqa: PLR0913  # each option is a parameter
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each call of the bot.")
    ] = False,
    script: Annotated[
        Path | None,
        typer.Option(help="Run the lines of this file.", exists=True, dir_okay=False),
    ] = None,
    load: Annotated[
        list[Path] | None, typer.Option(help="Load articles from here too.", exists=True)
    ] = None,
    serve: Annotated[
        Path | None,
        typer.Option(
            help="Serve the pages of this folder, so that links can be tried.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Leave the sample articles out.")] = False,
    clock: Annotated[str, typer.Option(help="The moment at which it begins.")] = FIRST_MOMENT,
    database: Annotated[
        str | None, typer.Option(help="Keep everything in this database.", metavar="URL")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the database, files and the log in this folder.")
    ] = None,
    picture: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Try the bot here and now: no token, no server, no network.

    Type what you would type in Telegram; :help lists what else there is. Without a terminal on
    standard input, or with --script, the lines are run one after another.
    """
    from handlers.cli.terminal.performance import Options, perform  # noqa: PLC0415

    options = Options(
        first_moment=_moment(clock),
        as_json=as_json,
        script=script,
        load=tuple(load or ()),
        serve=serve,
        with_archive=not empty,
        database=database,
        folder=keep,
        picture=picture,
    )
    try:
        code = asyncio.run(perform(options))
    except KeyboardInterrupt:
        code = 130
    if code:
        raise typer.Exit(code)


def _moment(text: str) -> datetime:
    from handlers.cli.terminal.script import read_moment  # noqa: PLC0415

    try:
        return read_moment(text)
    except ValueError:
        leave(f"--clock takes a moment such as {FIRST_MOMENT}, not '{text}'.", 2)
