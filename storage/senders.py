"""One process sends for a bot at a time: its seat, and the halts that all of them obey."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, or_, select, update

from storage.database import Reader, Transaction
from storage.models.base import Moment
from storage.models.senders import senders
from storage.upsert import upsert
from storage.workers import LONGEST_LEASE


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sends for a bot, as far as it is taken, and until when nobody may push."""

    holder: str | None = None
    lease_until: datetime | None = None
    halted_until: datetime | None = None

    def is_free_for(self, holder: str | None, *, now: datetime) -> bool:
        """Tell whether this worker has the seat or could take it."""
        is_lapsed = self.lease_until is None or not now < self.lease_until <= now + LONGEST_LEASE
        return is_lapsed or (holder is not None and self.holder == holder)


_GET = select(senders.c.holder, senders.c.lease_until, senders.c.halted_until).where(
    senders.c.bot_id == bindparam("bot")
)
_NEW = upsert(senders).values(
    bot_id=bindparam("bot"), holder=bindparam("worker"), lease_until=bindparam("until")
)
_TAKE = _NEW.on_conflict_do_update(
    index_elements=["bot_id"],
    set_={"holder": _NEW.excluded.holder, "lease_until": _NEW.excluded.lease_until},
    where=or_(
        senders.c.holder.is_(None),
        senders.c.holder == _NEW.excluded.holder,
        senders.c.lease_until <= bindparam("now", type_=Moment()),
        senders.c.lease_until > bindparam("latest", type_=Moment()),
    ),
)
_LEAVE = (
    update(senders)
    .where(senders.c.bot_id == bindparam("bot"), senders.c.holder == bindparam("worker"))
    .values(holder=None, lease_until=None)
)
_HALTED = upsert(senders).values(bot_id=bindparam("bot"), halted_until=bindparam("until"))
_HALT = _HALTED.on_conflict_do_update(
    index_elements=["bot_id"],
    set_={
        # No shorter halt ends a longer one.
        "halted_until": case(
            (senders.c.halted_until > _HALTED.excluded.halted_until, senders.c.halted_until),
            else_=_HALTED.excluded.halted_until,
        )
    },
)


async def get(reader: Reader, bot_id: int) -> Seat:
    """Return how a bot's seat stands; one that nobody ever took is free."""
    row = await reader.row(_GET, {"bot": bot_id})
    return Seat() if row is None else Seat(row.holder, row.lease_until, row.halted_until)


async def take(
    tx: Transaction, bot_id: int, worker_id: str, *, now: datetime, until: datetime
) -> bool:
    """Take or keep a bot's seat; False where another worker has it."""
    parameters = {"bot": bot_id, "worker": worker_id, "now": now, "until": until}
    parameters["latest"] = now + LONGEST_LEASE
    return (await tx.execute(_TAKE, parameters)).rowcount == 1


async def leave(tx: Transaction, bot_id: int, worker_id: str) -> None:
    """Give a seat up, where this worker has it."""
    await tx.execute(_LEAVE, {"bot": bot_id, "worker": worker_id})


async def halt(tx: Transaction, bot_id: int, *, until: datetime) -> None:
    """Let nobody push for this bot until then."""
    await tx.execute(_HALT, {"bot": bot_id, "until": until})
