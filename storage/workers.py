"""The senders' leases: a worker whose lease has ended is dead, whatever it believes."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from storage.database import Transaction
from storage.models.deliveries import deliveries, workers

#: No lease is ever longer: one that ends later was written before the clock was set back, and
#: would else keep what a dead worker held until the clock comes to it again.
LONGEST_LEASE = timedelta(minutes=1)

_START = insert(workers).values(id=bindparam("worker"), lease_until=bindparam("until"))
_RENEW = (
    update(workers)
    .where(workers.c.id == bindparam("worker"), workers.c.lease_until > bindparam("now"))
    .values(lease_until=bindparam("until"))
)
# A row stays while a delivery points to it, so that nobody takes its place unseen.
_LEAVES_NOTHING = ~exists(
    select(deliveries.c.id).where(
        deliveries.c.state == "leased", deliveries.c.worker_id == workers.c.id
    )
)
_FINISH = delete(workers).where(workers.c.id == bindparam("worker"), _LEAVES_NOTHING)
_BURY = delete(workers).where(
    or_(workers.c.lease_until <= bindparam("now"), workers.c.lease_until > bindparam("latest")),
    _LEAVES_NOTHING,
)


async def start(tx: Transaction, worker_id: str, *, lease_until: datetime) -> None:
    """Enter a worker; each start of a process, and each lease after a lapse, has a new id."""
    await tx.execute(_START, {"worker": worker_id, "until": lease_until})


async def renew(tx: Transaction, worker_id: str, *, now: datetime, lease_until: datetime) -> bool:
    """Prolong a lease; False where it had ended already, which nothing can mend."""
    result = await tx.execute(_RENEW, {"worker": worker_id, "now": now, "until": lease_until})
    return result.rowcount == 1


async def finish(tx: Transaction, worker_id: str) -> None:
    """Take a worker out that holds nothing any more."""
    await tx.execute(_FINISH, {"worker": worker_id})


async def bury(tx: Transaction, *, now: datetime) -> None:
    """Take out the dead workers that hold nothing any more."""
    await tx.execute(_BURY, {"now": now, "latest": now + LONGEST_LEASE})
