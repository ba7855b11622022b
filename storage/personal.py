"""Everything that the store holds about one person, whichever table it stands in, and its end."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Table, delete, or_, select, update

from storage import audit, editors
from storage.database import Reader, Transaction
from storage.models import metadata
from storage.models.chats import chats
from storage.models.drafts import drafts

# Columns that hold Telegram's number of the person whom their row is about.
_PERSON = ("telegram_id", "author_id", "actor_id", "added_by", "ordered_by", "made_by", "by")
# Those that may well be empty, in rows that are about somebody or something else.
_LOOSE = ("granted_by", "ordered_by")
#: Stands in the newsroom's record for people who were forgotten.
NOBODY = 0

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


async def forget(tx: Transaction, telegram_id: int) -> None:
    """Delete all rows about a person and their private chat.

    What the newsroom did stays on record, without the number of who did it. Raises Conflict for
    the last owner.
    """
    await editors.revoke(tx, telegram_id)
    await tx.execute(delete(chats).where(chats.c.telegram_id == telegram_id))
    columns = [drafts.c.chat_id]  # where cards stand: the person's own chat
    for table in metadata.sorted_tables:
        columns += [table.columns[name] for name in (*_PERSON, *_LOOSE) if name in table.columns]
    for column in columns:
        rows = column == telegram_id
        if column.primary_key:
            await tx.execute(delete(column.table).where(rows))
        else:
            instead = None if column.name in _LOOSE else NOBODY
            await tx.execute(update(column.table).where(rows).values({column: instead}))
    await audit.forget(tx, telegram_id, instead=NOBODY)


def _of_chats(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        if any(key.column is chats.c.id for key in column.foreign_keys):
            yield column


def _of_people(table: Table) -> Iterator[Column[Any]]:
    return (table.columns[name] for name in _PERSON if name in table.columns)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date | time) else value
