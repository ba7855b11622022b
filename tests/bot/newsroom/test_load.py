"""Loading: what can be used is kept, what can't is named, twice is once."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.child import Child
from bot.ingest.fetch import Fetcher
from bot.ingest.sources import Sources
from bot.newsroom.load import Fate, files_in, load
from storage import articles, drafts, events
from storage.database import Database
from storage.dyad import Scope
from tests.bot.ingest.test_office import pdf

NOW = datetime(2020, 3, 2, 4, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "id": "K1",
    "title": "Gas transit talks held in Ankara",
    "url": "https://example.org/k1",
    "outlet": "Anatolia Courier",
    "outlet_country": "TR",
    "countries": ["AZ", "TR"],
    "topics": ["energy"],
    "event_day": "2020-02-27",
}


def a_file(folder: Path, *records: dict[str, Any] | str) -> Path:
    path = folder / "articles.jsonl"
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


async def fates(
    database: Database, path: Path, child: Child | None = None
) -> list[tuple[Fate, str]]:
    sources = Sources(Fetcher(), child or Child())  # records need none
    loaded = load(database, path, sources=sources, now=NOW)
    return [(one.fate, one.reason) async for one in loaded]


async def test_a_record_becomes_an_article_of_its_pair(database: Database, tmp_path: Path) -> None:
    assert await fates(database, a_file(tmp_path, GOOD)) == [(Fate.LOADED, "")]
    async with database.reader() as reader:
        found = await events.latest(reader, Scope.of("AZ", "TR"), limit=5)
    assert [event.reports[0].article_id for event in found] == ["K1"]


async def test_a_missing_added_at_is_the_publication_or_the_event_day(
    database: Database, tmp_path: Path
) -> None:
    published = GOOD | {"id": "K2", "url": None, "published_at": "2020-02-28T10:00:00+04:00"}
    await fates(database, a_file(tmp_path, GOOD, published))
    async with database.reader() as reader:
        by_day, by_moment = await articles.get(reader, "K1"), await articles.get(reader, "K2")
    assert by_day is not None
    assert by_day.added_at.date() == date(2020, 2, 27)
    assert by_moment is not None
    assert by_moment.added_at == datetime(2020, 2, 28, 6, tzinfo=UTC)


async def test_loading_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    nameless = GOOD | {"id": None, "url": None}
    path = a_file(tmp_path, GOOD, nameless | {"status": "queued"}, nameless)
    await fates(database, path)
    assert [fate for fate, _ in await fates(database, path)] == [Fate.KNOWN] * 3
    next_year = nameless | {"event_day": "2021-02-27", "published_at": "2021-02-27"}
    assert [fate for fate, _ in await fates(database, a_file(tmp_path, next_year))] == [Fate.LOADED]


async def test_the_same_address_is_the_same_article(database: Database, tmp_path: Path) -> None:
    again = GOOD | {"id": "K9", "url": "http://www.example.org/k1?utm_source=x#top"}
    found = await fates(database, a_file(tmp_path, GOOD, again))
    assert [fate for fate, _ in found] == [Fate.LOADED, Fate.KNOWN]


async def test_reports_of_one_event_are_joined(database: Database, tmp_path: Path) -> None:
    other = GOOD | {"id": "K2", "url": "https://example.org/k2", "same_event_as": "K1"}
    await fates(database, a_file(tmp_path, GOOD, other))
    async with database.reader() as reader:
        found = await events.latest(reader, Scope.of("AZ", "TR"), limit=5)
    assert [len(event.reports) for event in found] == [2]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"countries": ["Azerbaijan"]}, "countries: takes ISO"),
        ({"countries": []}, "countries: takes at least one"),
        ({"title": " "}, "title: "),
        ({"id": "a b"}, "id: takes 1 to 24"),
        ({"url": "javascript:alert(1)"}, "url: takes an address"),
        ({"topics": ["gossip"]}, "topics: takes the topics"),
        ({"status": "live"}, "status: "),
        ({"status": "scheduled"}, "publish_at: takes"),
        ({"status": "withdrawn"}, "withdrawn_reason: takes"),
        ({"event_day": "27.02.2020"}, "event_day: "),
        ({"published_at": "2020-02-28T10:00:00"}, "published_at"),
        ({"outlet": None}, "outlet: takes"),
        ({"same_event_as": "nothing"}, "same_event_as: no article"),
        ({"headline": "x"}, "headline: no such field"),
    ],
)
async def test_a_bad_record_is_refused_with_its_reason_and_the_rest_loaded(
    database: Database, tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    bad = GOOD | {"id": "K5", "url": "https://example.org/k5"} | change
    found = await fates(database, a_file(tmp_path, bad, GOOD, "{not json", "[]"))
    assert [fate for fate, _ in found] == [Fate.REFUSED, Fate.LOADED, Fate.REFUSED, Fate.REFUSED]
    assert says in found[0][1]


async def test_unpublished_records_become_drafts(database: Database, tmp_path: Path) -> None:
    await fates(database, a_file(tmp_path, GOOD | {"status": "draft"}))
    async with database.reader() as reader:
        assert await events.latest(reader, Scope.of("AZ", "TR"), limit=5) == []
        assert [one.document["title"] for one in await drafts.open_of(reader, 0)] == [GOOD["title"]]


async def test_a_text_file_becomes_a_draft_without_a_source(
    database: Database, tmp_path: Path, child: Child
) -> None:
    path = tmp_path / "article.txt"
    path.write_text(
        "Iran, Azerbaijan plan a drill\n\nMarch 1, 2020 - 19:6\n\nTEHRAN - Officers of Iran and "
        "Azerbaijan met on Sunday in Tehran to plan a joint search and rescue drill.\n",
        encoding="utf-8",
    )
    assert await fates(database, path, child) == [(Fate.LOADED, "")]
    async with database.reader() as reader:
        draft = (await drafts.open_of(reader, 0))[0]
    assert draft.document["title"] == "Iran, Azerbaijan plan a drill"
    assert draft.document["outlet_name"] is None


async def test_a_pdf_becomes_a_draft_and_a_scan_is_refused_with_the_reason(
    database: Database, tmp_path: Path, child: Child
) -> None:
    text = ["Iran, Azerbaijan plan a drill", "", "Officers of Iran and Azerbaijan met in Tehran on"]
    (tmp_path / "a.pdf").write_bytes(
        pdf([*text, "Sunday to plan a joint search and rescue drill."])
    )
    (tmp_path / "b.pdf").write_bytes(pdf([]))
    assert await fates(database, tmp_path / "a.pdf", child) == [(Fate.LOADED, "")]
    ((fate, reason),) = await fates(database, tmp_path / "b.pdf", child)
    assert fate is Fate.REFUSED
    assert "holds no text" in reason


def test_folders_are_searched_in_a_steady_order(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.txt", "c.exe"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in files_in([tmp_path])] == ["a.txt", "b.jsonl"]


async def test_a_file_of_another_kind_is_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "x.exe"
    path.write_text("x", encoding="utf-8")
    assert (await fates(database, path))[0][0] is Fate.REFUSED
