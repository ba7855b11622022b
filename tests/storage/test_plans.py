"""How the databases go about the hot reads: index ranges, nothing sorted, nothing scanned."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects import sqlite

from storage import counts, events, pairs
from storage.database import Database
from storage.models import metadata
from storage.prebuilt import Prebuilt
from tests.factories import NOW, keep_outlet

_EVENTS = 3_000
_PARAMETERS = {"a": "AZ", "b": "IR", "first": "", "before": "~", "limit": 10}
_RANGES = {
    "event_pairs": "(a=? AND b=? AND sort_key>? AND sort_key<?)",
    "pair_topics": "(a=? AND b=? AND topic=? AND sort_key>? AND sort_key<?)",
}
_HOT_READS = {
    "a page": (events.LATEST, _PARAMETERS),
    "a page of days": (
        events.LATEST,
        _PARAMETERS | {"first": pairs.day_key(date(2021, 1, 1)), "before": "20210601"},
    ),
    "a page with its total": (events.PAGE, _PARAMETERS),
    "a page of a topic": (events.LATEST_OF_TOPIC, _PARAMETERS | {"topic": "trade"}),
}


@pytest.fixture
async def full(database: Database) -> Database:
    """Fill a database with events of one hot pair among others; PostgreSQL counts them in time."""
    async with database.transaction() as tx:
        for number in range(50):
            await keep_outlet(tx, name=f"Wire {number}", domain=f"wire{number}.example.org")
        for table, rows in _rows().items():
            await tx.execute(insert(metadata.tables[table]), rows)
        if database.dialect == "postgresql":
            await tx.execute(text("ANALYZE"))
    return database


def _rows() -> dict[str, list[dict[str, Any]]]:
    """Make rows as `articles.add` would, by hand since there are many."""
    kept: dict[str, list[dict[str, Any]]] = {"events": [], "articles": [], "event_pairs": []}
    for number in range(1, _EVENTS + 1):
        day = date(2020, 1, 1) + timedelta(days=number // 3)
        key = f"{pairs.day_key(day)}.00000000000000.{number:010}"
        scope = ("AZ", "IR") if number % 2 else ("GR", "TR")
        kept["events"].append({"id": number, "sort_key": key})
        kept["articles"].append(
            {
                "id": f"a{number}",
                "event_id": number,
                "outlet_id": number % 50 + 1,
                "title": "t",
                "summary": "s",
                "body": "b",
                "status": "published",
                "revision": 1,
                "added_at": NOW + timedelta(hours=number),
            }
        )
        kept["event_pairs"] += [
            {"a": a, "b": b, "sort_key": key, "event_id": number}
            for a, b in {scope, (scope[0], scope[0]), (scope[1], scope[1])}
        ]
    kept["pair_topics"] = [row | {"topic": "trade"} for row in kept["event_pairs"]]
    return kept


async def _explain_sqlite(database: Database, statement: Prebuilt, values) -> list[str]:
    sql, names = statement.text("sqlite")
    async with database.reader() as reader:
        rows = await reader.fetch(
            f"EXPLAIN QUERY PLAN {sql}", [(values | {"param_1": 0})[name] for name in names]
        )
    return [row[3] for row in rows]


async def _explain_postgresql(database: Database, statement: Prebuilt, values) -> list[dict]:
    """List the nodes of the plan that is made without a look at the values."""
    sql, names = statement.text("postgresql")
    arguments = ", ".join(
        str(values[name]) if name == "limit" else f"'{values[name]}'" for name in names
    )
    async with database.reader() as reader:
        await reader.fetch("SET plan_cache_mode = force_generic_plan", ())
        await reader.fetch(f"PREPARE hot AS {sql}", ())
        rows = await reader.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})", ())
        await reader.fetch("DEALLOCATE hot", ())
    return list(_nodes(rows[0][0][0]["Plan"]))


def _nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


@pytest.mark.parametrize("name", _HOT_READS)
async def test_latest_is_one_index_range_read(full: Database, name: str):
    statement, values = _HOT_READS[name]
    index = "pair_topics" if "topic" in values else "event_pairs"
    if full.dialect == "sqlite":
        plan = await _explain_sqlite(full, statement, values)
        assert plan.count(f"SEARCH {index} USING PRIMARY KEY {_RANGES[index]}") == 1
        assert not [step for step in plan if "TEMP B-TREE" in step]
        assert [step for step in plan if step.startswith("SCAN")] == ["SCAN page"], plan
        return
    nodes = await _explain_postgresql(full, statement, values)
    found = {node.get("Relation Name"): node for node in nodes if "Relation Name" in node}
    assert found[index]["Node Type"] in {"Index Scan", "Index Only Scan"}
    assert found[index]["Scan Direction"] == "Backward"
    condition = found[index]["Index Cond"]
    assert all(column in condition for column in ("a =", "b =", "sort_key >=", "sort_key <"))
    assert not [node for node in nodes if node["Node Type"] in {"Sort", "Incremental Sort"}]
    assert "Seq Scan" not in {found[table]["Node Type"] for table in ("events", "articles")}


# PostgreSQL weighs sizes here, and rightly scans small tables.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_digests_window_is_read_by_the_index_of_arrivals(full: Database):
    sql, _ = Prebuilt(events.ADDED).text("sqlite")
    async with full.reader() as reader:
        plan = [row[3] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", ("a", "b"))]
    index = "ix_articles_status_added_at (status=? AND added_at>? AND added_at<?)"
    assert f"SEARCH articles USING INDEX {index}" in plan, plan
    index = "ix_event_pairs_event_id (event_id=?)"
    assert f"SEARCH event_pairs USING COVERING INDEX {index}" in plan, plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_liveliest_pairs_are_read_in_the_order_of_their_index(full: Database):
    sql, _ = Prebuilt(events.LIVELIEST).text("sqlite")
    async with full.reader() as reader:
        plan = [row[3] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", (5, 0))]
    assert plan == ["SCAN pair_totals USING COVERING INDEX ix_pair_totals_events_newest"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_newest_of_many_pairs_is_a_step_back_in_each_range(full: Database):
    statement = counts.NEWEST.params(scopes=[("AZ", "IR"), ("GR", "TR")], by=NOW)
    sql = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    async with full.reader() as reader:
        plan = [row[3] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", ())]
    assert "SEARCH event_pairs USING PRIMARY KEY (a=? AND b=?)" in plan, plan
    assert "SEARCH articles USING INDEX ix_articles_status_added_at" in " ".join(plan), plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_weeks_of_many_pairs_are_a_range_of_each(full: Database):
    statement = counts.COUNTED.params(
        scopes=[("AZ", "IR")], first="20200101", end="20200401", exactly_from="20200325"
    )
    sql = str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    async with full.reader() as reader:
        plan = [row[3] for row in await reader.fetch(f"EXPLAIN QUERY PLAN {sql}", ())]
    ranges = "SEARCH event_pairs USING PRIMARY KEY (a=? AND b=? AND sort_key>? AND sort_key<?)"
    assert ranges in plan, plan
    assert "SEARCH articles USING INDEX ix_articles_event_id (event_id=?)" in plan, plan
