"""What editors did: rows are added and read, and changed only to forget who it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from storage.database import Reader, Transaction
from storage.models.audit import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One deed; `actor_id` is a person's Telegram id, None where no person did it."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    detail: dict[str, Any]


async def record(
    tx: Transaction,
    *,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write down one deed; `subject` names its thing, such as `article:k7m2q9x`."""
    await tx.execute(
        insert(audit).values(
            at=at, actor_id=actor_id, action=action, subject=subject, detail=detail or {}
        )
    )


async def forget(tx: Transaction, person_id: int, *, instead: int) -> None:
    """Put another number for a person into all deeds, by or on them; the deeds stay."""
    subject = f"person:{person_id}"
    await tx.execute(
        update(audit).where(audit.c.subject == subject).values(subject=f"person:{instead}")
    )
    for row in await tx.rows(select(audit).where(audit.c.subject.like("person:%"))):
        if row.detail.get("by") == person_id:
            detail = {**row.detail, "by": instead}
            await tx.execute(update(audit).where(audit.c.id == row.id).values(detail=detail))


async def recent(
    reader: Reader, *, limit: int, subject: str | None = None, before: int | None = None
) -> list[Entry]:
    """List the newest deeds first, at most `limit`, of one subject if named; `before` is an id."""
    statement = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if subject is not None:
        statement = statement.where(audit.c.subject == subject)
    if before is not None:
        statement = statement.where(audit.c.id < before)
    return [
        Entry(
            id=row.id,
            at=row.at,
            actor_id=row.actor_id,
            action=row.action,
            subject=row.subject,
            detail=row.detail,
        )
        for row in await reader.rows(statement)
    ]
