"""What editors have not published yet, with a revision so that a double press does a thing once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from storage.database import Reader, Transaction
from storage.errors import Conflict, Missing
from storage.models.drafts import drafts


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"  # being edited on its card
    QUEUED = "queued"  # waits for an editor's review
    PUBLISHED = "published"  # became the article `article_id`
    DISCARDED = "discarded"  # thrown away; kept so that its card can say so


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """A draft to be kept; `document` is JSON that only the newsroom understands."""

    author_id: int
    #: Telegram's id of the chat where the card stands.
    chat_id: int
    document: dict[str, Any]
    created_at: datetime
    card_message_id: int | None = None
    state: DraftState = DraftState.OPEN
    article_id: str | None = None
    #: What a loaded or fed draft came from; kept once.
    origin_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(NewDraft):
    """A draft that is kept; `revision` grows by one with each save."""

    id: int
    revision: int
    changed_at: datetime


_BY_ID = select(drafts).where(drafts.c.id == bindparam("draft_id"))
_BY_CARD = (
    select(drafts)
    .where(drafts.c.chat_id == bindparam("chat_id"))
    .where(drafts.c.card_message_id == bindparam("card_message_id"))
    .order_by(drafts.c.id.desc())
)
_BY_ORIGIN = select(drafts).where(drafts.c.origin_key == bindparam("origin_key"))
_BY_ARTICLE = (
    select(drafts)
    .where(drafts.c.article_id == bindparam("article_id"))
    .order_by(drafts.c.id.desc())
)
_QUEUED = (
    select(drafts)
    .where(drafts.c.state == DraftState.QUEUED)
    .where(drafts.c.id > bindparam("after"))
    .order_by(drafts.c.id)
    .limit(bindparam("limit"))
)
_COUNT_QUEUED = select(func.count()).select_from(drafts).where(drafts.c.state == DraftState.QUEUED)
_OF_AUTHOR = (
    select(drafts)
    .where(drafts.c.author_id == bindparam("author_id"))
    .where(drafts.c.state == DraftState.OPEN)
    .order_by(drafts.c.id.desc())
)


async def add(tx: Transaction, draft: NewDraft) -> Draft:
    """Keep a new draft at revision 1."""
    statement = (
        insert(drafts)
        .values(
            **_values(draft), created_at=draft.created_at, changed_at=draft.created_at, revision=1
        )
        .returning(drafts)
    )
    return _record(await tx.row(statement), "new")


async def get(reader: Reader, draft_id: int) -> Draft | None:
    """Return the draft with this id, None if there never was one."""
    row = await reader.row(_BY_ID, {"draft_id": draft_id})
    return None if row is None else _record(row, draft_id)


async def of_card(reader: Reader, chat_id: int, card_message_id: int) -> Draft | None:
    """Return the draft whose card is this message of this chat (Telegram's ids)."""
    row = await reader.row(_BY_CARD, {"chat_id": chat_id, "card_message_id": card_message_id})
    return None if row is None else _record(row, card_message_id)


async def of_origin(reader: Reader, origin_key: str) -> Draft | None:
    """Return the draft that came from there, whatever became of it."""
    row = await reader.row(_BY_ORIGIN, {"origin_key": origin_key})
    return None if row is None else _record(row, origin_key)


async def of_article(reader: Reader, article_id: str) -> Draft | None:
    """Return the newest draft that became this article."""
    row = await reader.row(_BY_ARTICLE, {"article_id": article_id})
    return None if row is None else _record(row, article_id)


async def open_of(reader: Reader, author_id: int) -> list[Draft]:
    """List a person's open drafts, newest first."""
    rows = await reader.rows(_OF_AUTHOR, {"author_id": author_id})
    return [_record(row, author_id) for row in rows]


async def queued(reader: Reader, *, after: int, limit: int) -> list[Draft]:
    """List what waits for review, the oldest first, behind the draft of that number."""
    rows = await reader.rows(_QUEUED, {"after": after, "limit": limit})
    return [_record(row, after) for row in rows]


async def count_queued(reader: Reader) -> int:
    """Count what waits for review."""
    return int(await reader.scalar(_COUNT_QUEUED))


async def save(tx: Transaction, draft: Draft, *, expected_revision: int) -> Draft:
    """Write all fields of a draft, `changed_at` too, and return it with its next revision.

    Raises Conflict when somebody saved it since it was read at `expected_revision`, and Missing
    when there is no such draft.
    """
    statement = (
        update(drafts)
        .where(drafts.c.id == draft.id)
        .where(drafts.c.revision == expected_revision)
        .values(**_values(draft), changed_at=draft.changed_at, revision=expected_revision + 1)
        .returning(drafts)
    )
    row = await tx.row(statement)
    if row is None and await get(tx, draft.id) is not None:
        raise Conflict("draft", draft.id)
    return _record(row, draft.id)


def _values(draft: NewDraft) -> dict[str, Any]:
    return {
        "author_id": draft.author_id,
        "chat_id": draft.chat_id,
        "card_message_id": draft.card_message_id,
        "state": draft.state,
        "document": draft.document,
        "article_id": draft.article_id,
        "origin_key": draft.origin_key,
    }


def _record(row: Row[Any] | None, key: object) -> Draft:
    if row is None:
        raise Missing("draft", key)
    return Draft(
        id=row.id,
        author_id=row.author_id,
        chat_id=row.chat_id,
        card_message_id=row.card_message_id,
        state=DraftState(row.state),
        document=row.document,
        article_id=row.article_id,
        origin_key=row.origin_key,
        revision=row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
