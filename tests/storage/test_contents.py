from datetime import timedelta

from sqlalchemy import select

from storage import contents
from storage.contents import NewContent
from storage.models.content_articles import content_articles
from tests.factories import NOW

WINDOW = (NOW - timedelta(days=1), NOW)


async def test_what_a_content_tells_of_is_kept_with_it(database):
    first = NewContent("a", {"html": "a"}, *WINDOW, carries=(("A01", 1), ("A02", 3)))
    second = NewContent("b", {"html": "b"}, *WINDOW, carries=(("A02", 3),))
    silent = NewContent("c", {"html": "c"}, *WINDOW)
    async with database.transaction() as tx:
        ids = await contents.add(tx, [first, second, silent])
        assert await contents.add(tx, [first]) == {"a": ids["a"]}
        rows = await tx.rows(select(content_articles).order_by("content_id", "article_id"))
    assert [tuple(row) for row in rows] == [
        (ids["a"], "A01", 1),
        (ids["a"], "A02", 3),
        (ids["b"], "A02", 3),
    ]
