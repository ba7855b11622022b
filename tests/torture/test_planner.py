"""The planner dies at every statement boundary: each digest is owed, and owed once."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.subscribing import schedules, subscriptions
from storage.dyad import Scope
from tests.factories import keep_article, keep_chat
from tests.torture import planner
from tests.torture.arena import FIRST_PERSON, Arena, is_long
from tests.torture.planner import Task

DUE = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)  # 08:00 in Tehran
DAY = timedelta(days=1)
# Two and a half chunks, or one.
PEOPLE, KILLS = (1_250, 100) if is_long() else (20, 4)
pytestmark = pytest.mark.timeout(600 if is_long() else 120)

_OWED = text(
    # Those of the days before are late by now.
    "SELECT key, schedule_id FROM deliveries "
    "WHERE (state = 'planned' OR reason = 'late') AND content_id IS NOT NULL"
)
_DUE = text("SELECT count(*) FROM schedules WHERE next_due_at <= :now")


@pytest.fixture
async def arena(database_url):
    async with Arena(database_url) as arena:
        yield arena


async def _subscribe(database) -> None:
    scopes = (Scope.parse("AZ-IR"), Scope.parse("AM-AZ"), Scope.parse("IR"))
    for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE):
        async with database.transaction() as tx:
            chat = await keep_chat(tx, person)
        scope = scopes[person % len(scopes)]
        await subscriptions.subscribe(database, chat.id, scope, now=DUE - DAY)
        await schedules.set_zone(database, chat.id, "Asia/Tehran", now=DUE - DAY)


async def _publish(database, at: datetime) -> None:
    async with database.transaction() as tx:
        for pair in (("IR", "AZ"), ("AM", "AZ")):
            url = f"https://example.org/{pair[0]}/{at:%d}"
            await keep_article(tx, *pair, url=url, added_at=at, published_at=at)


async def test_a_planner_killed_at_any_statement_loses_and_doubles_nothing(arena, database):
    await _subscribe(database)
    rng, killed, day = random.Random(5), 0, DUE
    while killed < KILLS:
        await _publish(database, day - timedelta(hours=1))
        dies_at = 0
        while True:
            dies_at += 1 if is_long() else rng.randint(1, 12)
            process = arena.start(planner.main, Task(arena.database_url, day, dies_at))
            if await arena.ended(process, within_s=60) == [0]:
                break
            killed += 1
        day += DAY
    days = (day - DUE).days
    async with database.reader() as reader:
        owed = [(row.key, row.schedule_id) for row in await reader.rows(_OWED)]
        still_due = await reader.scalar(_DUE, {"now": day - DAY})
    expected = {
        (f"digest:{schedule}:{DUE + number * DAY:%Y-%m-%dT%H:%MZ}:1", schedule)
        for schedule in range(1, PEOPLE + 1)
        for number in range(days)
    }
    assert sorted(owed) == sorted(expected)
    assert still_due == 0
    print(f"{killed} kills, {len(owed)} digests owed")
