"""Counts over the ledger: what came due, what became of it, and what still waits."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, bindparam, case, distinct, func, select

from storage.database import Reader
from storage.models.base import Moment
from storage.models.chats import chats
from storage.models.deliveries import OWED, deliveries
from storage.models.subscriptions import subscriptions


@dataclass(frozen=True, slots=True)
class Tally:
    """How the deliveries stand that came due within a while."""

    sent: int = 0
    second_tries: int = 0  # of those sent, how many may have come twice
    waiting: int = 0
    in_hand: int = 0
    uncertain: int = 0  # of those waiting, how many may have been sent
    late: int = 0  # of those waiting, how many should have gone long ago
    oldest_waiting: datetime | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    @property
    def due(self) -> int:
        """All that came due."""
        done = self.sent + self.skipped.total() + self.failed.total()
        return done + self.waiting + self.in_hand

    @property
    def tried(self) -> int:
        """What Telegram gave a last word on, or never answered."""
        return self.sent + self.failed.total()


# Nobody waits for an edit; many are planned at once and go out when there is room.
_IS_LATE = and_(
    OWED, deliveries.c.edits.is_(None), deliveries.c.not_before <= bindparam("late_before")
)
_COUNT = (
    select(
        deliveries.c.state,
        deliveries.c.reason,
        deliveries.c.second_try,
        func.count().label("rows"),
        func.sum(case((_IS_LATE, 1), else_=0)).label("late"),
        func.min(deliveries.c.not_before, type_=Moment()).label("oldest"),
    )
    .where(
        deliveries.c.not_before > bindparam("since"), deliveries.c.not_before <= bindparam("now")
    )
    .group_by(deliveries.c.state, deliveries.c.reason, deliveries.c.second_try)
)
_WAITING = ("planned", "uncertain")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many chats follow something and can be pushed to, and how many are lost."""

    following: int
    blocked: int


_FOLLOWING = select(func.count(distinct(subscriptions.c.chat_id))).where(
    subscriptions.c.chat_id.in_(select(chats.c.id).where(chats.c.state == "active"))
)
_BLOCKED = select(func.count()).where(chats.c.state.in_(["blocked", "gone"]))


async def reach(reader: Reader) -> Reach:
    """Count the chats."""
    return Reach(await reader.scalar(_FOLLOWING), await reader.scalar(_BLOCKED))


async def of_ledger(
    reader: Reader, *, since: datetime, now: datetime, late_before: datetime
) -> Tally:
    """Count the rows that came due after `since`; those waiting from before `late_before` are late.

    Reasons are cut at their colon: what follows it differs from row to row.
    """
    parameters = {"since": since, "now": now, "late_before": late_before}
    skipped: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    oldest: datetime | None = None
    for row in await reader.rows(_COUNT, parameters):
        counted[row.state] += row.rows
        counted["late"] += row.late
        reason = (row.reason or "").partition(":")[0]
        if row.state == "sent" and row.second_try:
            counted["second"] += row.rows
        elif row.state == "skipped":
            skipped[reason] += row.rows
        elif row.state == "dead":
            failed[reason] += row.rows
        elif row.state in _WAITING:
            oldest = min(oldest or row.oldest, row.oldest)
    return Tally(
        sent=counted["sent"],
        second_tries=counted["second"],
        waiting=counted["planned"] + counted["uncertain"],
        in_hand=counted["leased"],
        uncertain=counted["uncertain"],
        late=counted["late"],
        oldest_waiting=oldest,
        skipped=skipped,
        failed=failed,
    )
