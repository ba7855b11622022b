"""How delivery stands, for owners: counts of the last day and when a large run will be over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.pacing import FREE, Pace
from storage import tallies
from storage.database import Reader
from storage.tallies import Tally

SPAN = timedelta(hours=24)
#: A digest that waits longer than this is late in the eyes of who is told of it.
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Status:
    """The counts, and what follows from them; `ends_at` None where nothing waits."""

    tally: Tally
    ends_at: datetime | None

    @property
    def failed_share(self) -> float:
        """What part of the sends failed, 0 to 1."""
        return self.tally.failed.total() / self.tally.tried if self.tally.tried else 0.0


async def status(
    reader: Reader, *, now: datetime, span: timedelta = SPAN, pace: Pace = FREE
) -> Status:
    """Count what came due within `span` and predict when all of it is sent at this pace."""
    tally = await tallies.of_ledger(reader, since=now - span, now=now, late_before=now - LATE_AFTER)
    left = tally.waiting + tally.in_hand
    ends_at = now + timedelta(seconds=left / pace.pushes_per_s) if left else None
    return Status(tally, ends_at)
