"""What several deliveries share: a message composed once, referenced by all who get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, literal, select

from storage import edits
from storage.database import Reader, Transaction
from storage.models.base import Moment
from storage.models.content_articles import content_articles
from storage.models.deliveries import contents
from storage.prebuilt import Prebuilt
from storage.sets import given_documents
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


_GIVEN = given_documents("new")
_ROW = {
    "key": _GIVEN.c.key,
    "message": _GIVEN.c.value,
    "window_start": bindparam("start", type_=Moment()),
    "window_end": bindparam("end", type_=Moment()),
    "version": literal(0),
    "is_traced": literal(True),  # noqa: FBT003 - a value of the row
}
ADD = Prebuilt(
    upsert(contents)
    .from_select(
        list(_ROW),
        select(*(value.label(name) for name, value in _ROW.items()))
        .select_from(_GIVEN)
        # Without any condition SQLite takes ON CONFLICT for that of a join.
        .where(_GIVEN.c.key.is_not(None)),
    )
    .on_conflict_do_nothing()
    .returning(contents.c.key, contents.c.id)
)
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
    ids = await _add(tx, new)
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


async def _add(tx: Transaction, new: Sequence[NewContent]) -> dict[str, int]:
    windows: dict[tuple[datetime, datetime], dict[str, Any]] = {}
    for content in new:
        window = (content.window_start, content.window_end)
        windows.setdefault(window, {})[content.key] = content.message
    ids: dict[str, int] = {}
    for (start, end), messages_of_window in windows.items():
        values = {"new": messages_of_window, "start": start, "end": end}
        ids.update((key, number) for key, number in await ADD.raw_rows(tx, values))
    # The others were there before.
    if missing := [content.key for content in new if content.key not in ids]:
        ids.update((row.key, row.id) for row in await tx.rows(_IDS, {"keys": missing}))
    return ids
