"""Times per page, per paste, per feed and per text compared, beside the bare libraries.

    python -m tests.benchmarks.ingest [--pages DIR] [--feeds DIR] [--rounds 20]

Without folders a page, a feed and an article are made here, as large as the median real ones
(179 kB, 48 kB, 3 kB). CPU time; the first call, which loads what is needed, is not counted.
"""

import argparse
import asyncio
import gzip
import io
import random
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import trafilatura

from bot.ingest import feeds, paste
from bot.ingest.child import Child
from bot.ingest.duplicates import near_duplicates
from bot.ingest.extract import as_dict
from bot.ingest.jobs import record_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WORDS = "ministers met bridge river talks agreed energy transport border trade council".split()  # noqa: SIM905


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--feeds", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    pages = _files(given.pages) or [page()] * given.rounds
    archive = _files(given.feeds) or [_feed()] * given.rounds
    _print("page: title, moment, text", pages, lambda data: as_dict(data, None))
    _print("page: bare trafilatura", pages, trafilatura.extract)
    _print("feed: ours", archive, feeds.as_dict)
    _print("feed: bare feedparser", archive, lambda data: feedparser.parse(io.BytesIO(data)))
    texts = [text(seed) for seed in range(given.rounds)]
    _print("paste", texts, lambda given: paste.as_dict(given, NOW))
    many = [text(seed) for seed in range(200)]
    _print("duplicates, per text", [many] * 3, near_duplicates, share=len(many))
    asyncio.run(_in_child(pages))


def _print(
    name: str, inputs: Iterable[Any], call: Callable[[Any], object], *, share: int = 1
) -> None:
    times = []
    for number, given in enumerate(inputs):
        started = time.process_time()
        call(given)
        if number:
            times.append((time.process_time() - started) * 1000 / share)
    _line(name, times)


def _line(name: str, times: list[float]) -> None:
    middle, worst = statistics.median(times), max(times)
    print(f"{name:28} {len(times):5} calls {middle:9.2f} ms median {worst:9.2f} ms worst")


async def _in_child(pages: list[bytes]) -> None:
    """Measure by the wall: what an editor waits for, pipes included."""
    times = []
    async with Child() as child:
        for number, data in enumerate(pages):
            started = time.perf_counter()
            await child.run("page", html=data, received_at=NOW.isoformat(), hint=record_of(None))
            times.append((time.perf_counter() - started) * 1000)
            if not number:
                print(f"{'child: first page, cold':28} {times.pop():9.2f} ms")
    _line("child: page, warm, wall", times)


def _files(folder: Path | None) -> list[bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder else []
    return [
        gzip.decompress(data) if (data := path.read_bytes())[:2] == b"\x1f\x8b" else data
        for path in files
    ]


def text(seed: int) -> str:
    """Return a paste as large as the median real article."""
    chance = random.Random(seed)
    lines = [" ".join(chance.choices(WORDS, k=40)).capitalize() + "." for _ in range(12)]
    return "\n\n".join(["Ministers agree on a bridge", "23 November 2026 18:29", *lines])


def page(seed: int = 1) -> bytes:
    """Return a page as large as the median real one."""
    links = "".join(f'<li class="item-{n}"><a href="/{n}">Story {n}</a></li>' for n in range(600))
    body = "".join(f"<p>{line}</p>" for line in text(seed).split("\n\n"))
    filler = "<script>" + "var a = 1;" * 12_000 + "</script>"
    head = '<meta property="article:published_time" content="2026-11-23T18:29:00+04:00">'
    whole = f"<ul>{links}</ul><main><article><h1>A bridge</h1>{body}</article></main>"
    return f"<html><head><title>A bridge</title>{head}{filler}</head><body>{whole}</body></html>".encode()  # noqa: E501


def _feed() -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>https://wire.example.org/{n}</link><guid>{n}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 12:30:00 +0400</pubDate><description>{text(n)[:700]}"
        "</description></item>"
        for n in range(50)
    )
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


if __name__ == "__main__":
    main()
