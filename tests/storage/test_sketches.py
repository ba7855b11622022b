"""Which articles share words with a text, on both databases and after each change."""

import random
from dataclasses import replace

from sqlalchemy import text

from storage import articles, sketches
from storage.database import Database
from storage.grams import grams
from tests.factories import keep_article

WORDS = [f"word{number}" for number in range(300)]


def prose(seed: int, length: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(length))


async def _ids(database: Database, body: str) -> list[str]:
    async with database.reader() as reader:
        return [one.article_id for one in await sketches.sharing(reader, grams(body), limit=5)]


async def test_what_shares_words_is_found_the_likeliest_first(database: Database):
    part = " ".join(prose(1).split()[:150])
    async with database.transaction() as tx:
        await keep_article(tx, id="half", body=f"{part} {prose(3)}")
        await keep_article(tx, id="whole", body=prose(1))
        await keep_article(tx, id="other", body=prose(2))
    assert await _ids(database, prose(1)) == ["whole", "half"]
    assert await _ids(database, prose(4)) == []


async def test_a_short_text_meets_a_long_one_from_either_side(database: Database):
    stub = " ".join(prose(1).split()[20:60])
    async with database.transaction() as tx:
        await keep_article(tx, id="long", body=prose(1))
        await keep_article(tx, id="stub", body=" ".join(prose(2).split()[:40]))
    assert await _ids(database, stub) == ["long"]
    assert await _ids(database, prose(2)) == ["stub"]


async def test_a_sketch_follows_its_article(database: Database):
    async with database.transaction() as tx:
        kept = await keep_article(tx, id="one", body=prose(1))
        changed = replace(kept, body=prose(2))
        await articles.revise(tx, changed, expected_revision=kept.revision)
    assert await _ids(database, prose(1)) == []
    assert await _ids(database, prose(2)) == ["one"]
    async with database.transaction() as tx:
        await articles.withdraw(tx, "one", reason="it was wrong", at=kept.added_at)
    assert await _ids(database, prose(2)) == ["one"]
    async with database.transaction() as tx:
        await articles.unpublish(tx, "one")
        left = await tx.scalar(text("SELECT count(*) FROM article_grams"))
    assert left == 0
