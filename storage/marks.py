"""Marks of what was sent, many in one go: the outcome that nearly every delivery has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.database import Transaction
from storage.models.deliveries import deliveries


@dataclass(frozen=True, slots=True)
class SentMark:
    """A claimed row that Telegram gave a message id; worker and claim fence late marks out."""

    id: int
    worker_id: str
    claims: int
    message_id: int
    sent_at: datetime


_HELD = (
    select(deliveries.c.id, deliveries.c.worker_id, deliveries.c.claims)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.state == "leased")
    # In one order everywhere, so that two who lock the same rows can't wait for each other.
    .order_by(deliveries.c.id)
    .with_for_update()
)
_SENT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("row"))
    .values(
        state="sent",
        reason=None,
        worker_id=None,
        message_id=bindparam("message"),
        sent_at=bindparam("then"),
    )
)


async def mark_sent(tx: Transaction, marks: Sequence[SentMark]) -> list[bool]:
    """Mark rows as sent; for each, in order, False where its worker has lost it meanwhile."""
    held = {tuple(row) for row in await tx.rows(_HELD, {"ids": [mark.id for mark in marks]})}
    kept = [(mark.id, mark.worker_id, mark.claims) in held for mark in marks]
    sent = [
        {"row": mark.id, "message": mark.message_id, "then": mark.sent_at}
        for mark, is_kept in zip(marks, kept, strict=True)
        if is_kept
    ]
    if sent:
        await tx.execute(_SENT, sent)
    return kept
