"""Senders die between the edits of a correction: every copy is mended all the same."""

import random

import pytest
from sqlalchemy import insert, text

from bot.clock import SystemClock
from bot.delivery.edits import edit_of
from bot.render.message import Html, Message
from storage import deliveries, edits, outdated, revisions
from storage.edits import Rewritten
from storage.models.content_articles import content_articles
from storage.revisions import NewRevision, Repaired
from tests.factories import keep_article
from tests.torture import sender
from tests.torture.arena import FIRST_PERSON, Arena, is_long
from tests.torture.sender import Task

PEOPLE, KILLS, RATE = (3_000, 60, 400) if is_long() else (80, 2, 200)
WITHIN_S = 300 if is_long() else 60
pytestmark = pytest.mark.timeout(900 if is_long() else 120)


async def test_killed_senders_lose_no_edit(database_url, database):
    async with Arena(database_url) as arena:
        task = Task(database_url, arena.telegram.url, arena.telegram.token, per_second=RATE)
        await arena.owe(database, PEOPLE)
        first = arena.start(sender.main, task)
        assert await arena.ended(first, within_s=WITHIN_S) == [0]
        await correct(database)
        rng, killed = random.Random(7), 0
        while killed < KILLS:
            process = arena.start(sender.main, task)
            await arena.calls(rng.randint(1, PEOPLE // KILLS), process)
            killed += await arena.kill(process)
        last = arena.start(sender.main, task)
        assert await arena.ended(last, within_s=WITHIN_S) == [0]
        shown = [arena.telegram.messages(FIRST_PERSON + number) for number in range(PEOPLE)]
        texts = [[each.json["text"] for each in seen if each.from_bot] for seen in shown]
        assert texts == [["Mended"]] * PEOPLE
        async with database.reader() as reader:
            rows = await reader.rows(text("SELECT state, edits IS NULL AS is_new FROM deliveries"))
        assert sorted(tuple(row) for row in rows) == (
            [("sent", 0)] * PEOPLE + [("sent", 1)] * PEOPLE
        )


async def correct(database) -> None:
    """Plan the edits of all copies, as the tick does after a correction."""
    now = SystemClock().now()
    async with database.transaction() as tx:
        article = await keep_article(tx, id="A01")
        carried = insert(content_articles).values(content_id=1, article_id="A01", revision=1)
        await tx.execute(carried)
        made = NewRevision(
            article_id=article.id,
            revision=1,
            before={},
            kind=Repaired.CORRECTION,
            reason="It was wrong.",
            by=1,
            at=now,
        )
        await edits.owe(tx, "A01", await revisions.add(tx, made), at=now)
        message = Message(Html("<b>Mended</b>")).as_json()
        await edits.rewrite(tx, [Rewritten(1, message, message)], [], now=now)
        while old := await outdated.find(tx, limit=500):
            await deliveries.add(tx, [edit_of(copy, now=now) for copy in old])
            await outdated.settle(tx, old)
