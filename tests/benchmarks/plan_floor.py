"""The floor under planning: the same job by a few set-wise statements on the bare driver.

Due schedules with their pairs, one content for all who share it, a row of the ledger for each, and
the schedules moved on; in chunks, each a transaction. Left out is what only the bot must do: time
rules, wording and escaping, readers with alerts, other planners, and a loop that goes on meanwhile.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any

import asyncpg
from sqlalchemy import make_url

from tests.benchmarks.readership import DAY, NOW, written

_CHUNK = 5_000
_UNTIL = NOW - timedelta(minutes=1)
_TABLES = (
    "CREATE TEMPORARY TABLE due (id BIGINT, chat_id BIGINT, topic TEXT)",
    "CREATE TEMPORARY TABLE composed (topic TEXT PRIMARY KEY, content_id BIGINT)",
)
_NEWS = """
    SELECT p.a || '-' || p.b, r.title, r.summary, r.url, o.name, r.event_day
    FROM articles r JOIN event_pairs p ON p.event_id = r.event_id
        JOIN outlets o ON o.id = r.outlet_id
    WHERE r.status = 'published' AND r.added_at > $1 AND r.added_at <= $2 ORDER BY p.sort_key DESC
"""
_DUE = """
    INSERT INTO due SELECT s.id, s.chat_id, {topic} FROM
        (SELECT id, chat_id FROM schedules WHERE next_due_at <= $1
            ORDER BY next_due_at, id LIMIT $2) s
        JOIN chats c ON c.id = s.chat_id JOIN subscriptions u ON u.chat_id = s.chat_id
    WHERE c.state = 'active' GROUP BY s.id, s.chat_id
"""
_TOPICS = "SELECT DISTINCT topic FROM due WHERE topic NOT IN (SELECT topic FROM composed)"
_CONTENT = """
    INSERT INTO contents (key, message, window_start, window_end) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
"""
_COMPOSED = """
    INSERT INTO composed SELECT substr(key, 5), id FROM contents
    WHERE key LIKE 'raw:%' AND substr(key, 5) NOT IN (SELECT topic FROM composed)
"""
_LEDGER = """
    INSERT INTO deliveries (key, chat_id, schedule_id, content_id, priority, state, reason,
        not_before, expires_at, attempts, claims, second_try, plain)
    SELECT 'digest:' || due.id || ':2020-03-02T04:30Z:1', due.chat_id, due.id, k.content_id, 5,
        CASE WHEN k.content_id IS NULL THEN 'skipped' ELSE 'planned' END,
        CASE WHEN k.content_id IS NULL THEN 'nothing new' END, $1, $2, 0, 0, false, false
    FROM due LEFT JOIN composed k ON k.topic = due.topic WHERE true ON CONFLICT DO NOTHING
"""
_MOVE = """
    UPDATE schedules SET next_due_at = $1, last_day = {day}, window_end = $2
    WHERE id IN (SELECT id FROM due)
"""
_TOPIC = {
    "sqlite": "group_concat(u.a || '-' || u.b, ' ')",
    "postgresql": "string_agg(u.a || '-' || u.b, ' ' ORDER BY u.a, u.b)",
}


def on_sqlite(path: str) -> float:
    """Plan what is due and return how long it took."""
    began = time.perf_counter()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("synchronous=FULL", "foreign_keys=1", "cache_size=-16384"):
            raw.execute(f"PRAGMA {pragma}")
        for statement in _TABLES:
            raw.execute(statement)
        now, until, after = (written(at, "sqlite") for at in (NOW, _UNTIL, NOW - DAY))
        later = [written(NOW + DAY, "sqlite"), until]
        news = _by_pair(raw.execute(_NEWS, [after, until]))
        while True:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("DELETE FROM due")
            taken = raw.execute(_DUE.format(topic=_TOPIC["sqlite"]), [now, _CHUNK]).rowcount
            made = _bodies(news, [topic for (topic,) in raw.execute(_TOPICS)])
            raw.executemany(_CONTENT, [(*each, after, until) for each in made])
            raw.execute(_COMPOSED)
            raw.execute(_LEDGER, [now, written(NOW + DAY / 4, "sqlite")])
            raw.execute(_MOVE.format(day="'2020-03-02'"), later)
            raw.execute("COMMIT")
            if taken < _CHUNK:
                return time.perf_counter() - began


async def on_postgresql(url: str) -> float:
    """Plan what is due and return how long it took."""
    raw = await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    began = time.perf_counter()
    for statement in _TABLES:
        await raw.execute(statement)
    news = _by_pair(await raw.fetch(_NEWS, NOW - DAY, _UNTIL))
    taken = _CHUNK
    while taken == _CHUNK:
        async with raw.transaction():
            await raw.execute("TRUNCATE due")
            done = await raw.execute(_DUE.format(topic=_TOPIC["postgresql"]), NOW, _CHUNK)
            taken = int(done.split()[-1])
            made = _bodies(news, [topic for (topic,) in await raw.fetch(_TOPICS)])
            await raw.executemany(_CONTENT, [(*each, NOW - DAY, _UNTIL) for each in made])
            await raw.execute(_COMPOSED)
            await raw.execute(_LEDGER, NOW, NOW + DAY / 4)
            await raw.execute(_MOVE.format(day="DATE '2020-03-02'"), NOW + DAY, _UNTIL)
    took = time.perf_counter() - began
    await raw.close()
    return took


def _by_pair(rows: Iterable[Sequence[Any]]) -> dict[str, list[str]]:
    news: dict[str, list[str]] = {}
    for pair, title, summary, url, outlet, day in rows:
        line = f'<a href="{url}">{title}</a>\n{summary}\n{outlet}, {day}'
        news.setdefault(pair, []).append(line)
    return news


def _bodies(news: dict[str, list[str]], topics: Sequence[str]) -> list[tuple[str, str]]:
    made = []
    for topic in topics:
        blocks = [
            f"<b>{pair}</b>\n" + "\n\n".join(news[pair]) for pair in topic.split() if pair in news
        ]
        if blocks:
            made.append((f"raw:{topic}", json.dumps({"html": "\n\n".join(blocks)})))
    return made
