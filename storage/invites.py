"""One-use links into the newsroom, kept as digests until they are used or too old."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from storage.database import Transaction
from storage.editors import Role
from storage.models.invites import invites


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A link that gives a role to the first who opens it in time."""

    digest: str
    role: Role
    made_by: int
    expires_at: datetime


async def add(tx: Transaction, invite: Invite) -> None:
    """Keep a new link."""
    await tx.execute(
        insert(invites).values(
            digest=invite.digest,
            role=invite.role,
            made_by=invite.made_by,
            expires_at=invite.expires_at,
        )
    )


async def use(tx: Transaction, digest: str, *, now: datetime) -> Invite | None:
    """Use a link up and return it; None for one that is unknown, used or too old."""
    await tx.execute(delete(invites).where(invites.c.expires_at <= now))
    used = delete(invites).where(invites.c.digest == digest).returning(invites)
    row = await tx.row(used)
    if row is None:
        return None
    return Invite(
        digest=row.digest, role=Role(row.role), made_by=row.made_by, expires_at=row.expires_at
    )


async def drop_of(tx: Transaction, made_by: int) -> None:
    """Void the links that a person made and nobody has used."""
    await tx.execute(delete(invites).where(invites.c.made_by == made_by))
