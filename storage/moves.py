"""Groups that become supergroups: Telegram gives them a new number, and all else is kept."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    UniqueConstraint,
    delete,
    exists,
    select,
    update,
)

from storage import chats
from storage.chats import Chat
from storage.database import Transaction
from storage.models import metadata
from storage.models.chats import chats as rows_of_chats
from storage.models.copies import copies
from storage.models.deliveries import OWED, deliveries


async def migrate(tx: Transaction, old: int, new: int) -> Chat | None:
    """Follow a group that became a supergroup, by Telegram's ids; None if neither is known.

    Everything stays with the old row. If the new id was met before its migration was told, what
    that row alone has is taken over and the row goes. Telling it twice does no harm.
    """
    known = await chats.get(tx, old)
    met = await chats.get(tx, new)
    if known is None:
        return met
    # A supergroup counts its messages anew: by the old numbers others would be edited.
    await tx.execute(delete(copies).where(copies.c.chat_id == known.id))
    await tx.execute(
        update(deliveries)
        .where(deliveries.c.chat_id == known.id)
        .values(message_id=None, replies_to=None)
    )
    await tx.execute(
        update(deliveries)
        .where(deliveries.c.chat_id == known.id, OWED, deliveries.c.edits.is_not(None))
        .values(state="skipped", reason="can't be edited: moved")
    )
    if met is not None:
        await _take_over(tx, keeper=known.id, other=met.id)
    return await chats.set_moved(tx, known.id, new)


async def _take_over(tx: Transaction, *, keeper: int, other: int) -> None:
    """Hang all rows of a chat on another one, but for those that it has too; end the chat.

    A table that is added later comes along by itself, by its reference to a chat.
    """
    for table in metadata.sorted_tables:
        for column in _of_chats(table):
            for key in _keys(table, column):
                await tx.execute(
                    delete(table).where(column == other, _has_equal(table, column, key, keeper))
                )
            await tx.execute(update(table).where(column == other).values({column: keeper}))
    await chats.forget(tx, other)


def _of_chats(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if any(key.column is rows_of_chats.c.id for key in column.foreign_keys)
    ]


def _keys(table: Table, column: Column[Any]) -> Iterator[list[Column[Any]]]:
    """Yield what is unique together with a chat: the other columns of such keys."""
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    for key in (table.primary_key, *unique):
        if column.name in key.columns:
            yield [each for each in key.columns if each.name != column.name]


def _has_equal(
    table: Table, column: Column[Any], key: list[Column[Any]], keeper: int
) -> ColumnElement[bool]:
    twin = table.alias("twin")
    equal = [twin.c[each.name] == each for each in key]
    found = select(twin.c[column.name]).where(twin.c[column.name] == keeper, *equal)
    return exists(found.correlate(table))
