"""What several deliveries share: a message composed once, referenced by all who get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from storage import edits
from storage.database import Reader, Transaction
from storage.models.content_articles import content_articles
from storage.models.deliveries import contents
from storage.upsert import upsert


@dataclass(frozen=True, slots=True)
class NewContent:
    """A composed message (plain JSON values) and the window of additions that it tells of.

    `carries` names the articles that it tells of, each with its revision.
    """

    key: str
    message: dict[str, Any]
    window_start: datetime
    window_end: datetime
    carries: tuple[tuple[str, int], ...] = ()


_ADD = upsert(contents).on_conflict_do_nothing()
# How long before it is written a content may have been composed.
_COMPOSED_WITHIN = timedelta(minutes=10)
_MESSAGES = select(contents.c.id, contents.c.message).where(
    contents.c.id.in_(bindparam("ids", expanding=True))
)
_CARRY = upsert(content_articles).on_conflict_do_nothing()
_IDS = select(contents.c.key, contents.c.id).where(
    contents.c.key.in_(bindparam("keys", expanding=True))
)


async def messages(reader: Reader, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what contents say, by id."""
    found = await reader.rows(_MESSAGES, {"ids": list(ids)})
    return {row.id: row.message for row in found}


async def add(tx: Transaction, new: Sequence[NewContent]) -> dict[str, int]:
    """Keep contents whose keys are not there yet; return the id of every key given."""
    if not new:
        return {}
    rows = [
        {
            "key": content.key,
            "message": content.message,
            "window_start": content.window_start,
            "window_end": content.window_end,
            "version": 0,
            "is_traced": True,
        }
        for content in new
    ]
    await tx.execute(_ADD, rows)
    found = await tx.rows(_IDS, {"keys": [content.key for content in new]})
    ids = {row.key: row.id for row in found}
    carried = [
        {"content_id": ids[content.key], "article_id": article_id, "revision": revision}
        for content in new
        for article_id, revision in content.carries
    ]
    if carried:
        await tx.execute(_CARRY, carried)
        # An article may have been repaired since it was read for what is written here.
        await edits.owe_missed(tx, since=min(each.window_end for each in new) - _COMPOSED_WITHIN)
    return ids
