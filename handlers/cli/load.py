"""`dragoman load`: articles from files into the archive, with a bar and a line for each refusal."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handlers.cli.exits import FAILED, MISCONFIGURED, leave
from handlers.cli.run import read_settings

if TYPE_CHECKING:
    from bot.newsroom.load import Loaded
    from config.settings import Settings


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help=".jsonl, .txt, .html, .pdf or .docx files, or folders of such.", exists=True
        ),
    ],
) -> None:
    """Load articles into the archive; safe to run twice, and nobody is alerted."""
    fates = asyncio.run(_load(read_settings(), paths))
    typer.echo(", ".join(f"{count} {fate}" for fate, count in sorted(fates.items())) or "0 loaded")
    if fates and set(fates) == {"refused"}:
        raise typer.Exit(FAILED)


async def _load(settings: "Settings", paths: list[Path]) -> Counter[str]:
    """Load the files, naming on standard error what is refused; return how many had which fate."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from bot.newsroom.load import files_in  # noqa: PLC0415

    files = list(files_in(paths))
    fates: Counter[str] = Counter()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Loading", total=sum(map(_records_in, files)))
        async for loaded in _each(settings, files):
            progress.advance(bar)
            fates[loaded.fate.value] += 1
            if loaded.reason:
                progress.console.print(
                    f"{loaded.where}: {loaded.reason}", markup=False, soft_wrap=True
                )
    return fates


async def _each(settings: "Settings", files: list[Path]) -> AsyncIterator["Loaded"]:
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.ingest.child import Child  # noqa: PLC0415
    from bot.ingest.fetch import Fetcher  # noqa: PLC0415
    from bot.ingest.sources import Sources  # noqa: PLC0415
    from bot.newsroom.load import load as load_file  # noqa: PLC0415
    from storage.database import Database  # noqa: PLC0415
    from storage.errors import StorageError  # noqa: PLC0415

    clock = SystemClock()
    try:
        database = await Database.open(settings.database_url)
    except StorageError as error:
        leave(str(error), MISCONFIGURED)
    sources = Sources(Fetcher(), Child(own_names=settings.countries_file))
    try:
        for file in files:
            async for loaded in load_file(database, file, sources=sources, now=clock.now()):
                yield loaded
    finally:
        await sources.close()
        await database.close()


def _records_in(file: Path) -> int:
    """Return how many records a file holds: a line each in .jsonl, else one."""
    if file.suffix.lower() != ".jsonl":
        return 1
    with file.open("rb") as stream:
        return sum(bool(line.strip()) for line in stream)
