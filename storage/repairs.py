"""Guesses of countries that editors changed: each a case that the tagger should have known."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from storage.database import Reader, Transaction
from storage.models.repairs import repairs
from storage.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was read, which countries were guessed as its parties, and which an editor named."""

    draft_id: int
    title: str
    body: str
    dateline_place: str | None
    day: date | None
    guessed: tuple[str, ...]
    parties: tuple[str, ...]
    at: datetime


async def keep(tx: Transaction, repair: Repair) -> None:
    """Keep a draft's repair in place of an earlier one."""
    values = {
        "title": repair.title,
        "body": repair.body,
        "dateline_place": repair.dateline_place,
        "day": repair.day,
        "guessed": " ".join(repair.guessed),
        "parties": " ".join(repair.parties),
        "at": repair.at,
    }
    statement = upsert(repairs).values(draft_id=repair.draft_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["draft_id"], set_=values))


async def drop(tx: Transaction, draft_id: int) -> None:
    """Forget a draft's repair: the guess was right after all."""
    await tx.execute(delete(repairs).where(repairs.c.draft_id == draft_id))


async def newest(reader: Reader, *, limit: int) -> list[Repair]:
    """List the repairs, newest first, at most `limit`."""
    order = (repairs.c.at.desc(), repairs.c.draft_id.desc())
    rows = await reader.rows(select(repairs).order_by(*order).limit(limit))
    return [
        Repair(
            draft_id=row.draft_id,
            title=row.title,
            body=row.body,
            dateline_place=row.dateline_place,
            day=row.day,
            guessed=tuple(row.guessed.split()),
            parties=tuple(row.parties.split()),
            at=row.at,
        )
        for row in rows
    ]
