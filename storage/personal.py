"""Everything that the store holds about one person, whichever table it stands in."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Table, or_, select

from storage.database import Reader
from storage.models import metadata
from storage.models.chats import chats

# Columns that hold Telegram's number of a person.
_PERSON = ("telegram_id", "author_id", "actor_id", "added_by", "ordered_by")

_PlainRow = dict[str, Any]


async def everything(reader: Reader, telegram_id: int) -> dict[str, list[_PlainRow]]:
    """Return all rows about a person and their private chat, by table, as plain JSON values.

    Tables without any are left out. A table that is added later comes in by itself: by its
    reference to a chat, or by a column that names a person.
    """
    own = select(chats.c.id).where(chats.c.telegram_id == telegram_id).scalar_subquery()
    found: dict[str, list[_PlainRow]] = {}
    for table in metadata.sorted_tables:
        conditions = [column == own for column in _of_chats(table)]
        conditions += [column == telegram_id for column in _of_people(table)]
        if not conditions:
            continue
        rows = await reader.rows(select(table).where(or_(*conditions)))
        if rows:
            found[table.name] = [
                dict(zip(table.columns.keys(), map(_plain, row), strict=True)) for row in rows
            ]
    return found


def _of_chats(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        if any(key.column is chats.c.id for key in column.foreign_keys):
            yield column


def _of_people(table: Table) -> Iterator[Column[Any]]:
    return (table.columns[name] for name in _PERSON if name in table.columns)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date | time) else value
