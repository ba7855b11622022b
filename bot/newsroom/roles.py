"""Who may do what in the newsroom: one-use links in, revoking, and an owner who always remains."""

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.errors import BadInput, Gone, NotAllowed
from storage import audit, editors, invites
from storage.database import Database
from storage.editors import Role
from storage.errors import Conflict
from storage.invites import Invite

VALID_FOR = timedelta(days=2)
_RANKS = {Role.CONTRIBUTOR: 0, Role.EDITOR: 1, Role.OWNER: 2}


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def invite(database: Database, role: Role, *, owner_id: int, now: datetime) -> str:
    """Make the code of a one-use link for owners to hand on; NotAllowed for anybody else."""
    code = secrets.token_urlsafe(16)
    async with database.transaction() as tx:
        if await editors.role_of(tx, owner_id) is not Role.OWNER:
            raise NotAllowed("roles.owner_only")
        made = Invite(digest=_digest(code), role=role, made_by=owner_id, expires_at=now + VALID_FOR)
        await invites.add(tx, made)
        await audit.record(
            tx, at=now, actor_id=owner_id, action="invite", subject=f"role:{role.value}"
        )
    return code


async def accept(database: Database, code: str, *, person_id: int, now: datetime) -> Role | None:
    """Give a person the role of a link that they opened; None for a link that is void.

    Nobody loses rights by a link: who has more keeps it, and the link is used up all the same.
    """
    async with database.transaction() as tx:
        used = await invites.use(tx, _digest(code), now=now)
        if used is None:
            return None
        had = await editors.role_of(tx, person_id)
        if had is not None and _RANKS[had] >= _RANKS[used.role]:
            return had
        await editors.grant(tx, person_id, used.role, by=used.made_by, at=now)
        await audit.record(
            tx,
            at=now,
            actor_id=person_id,
            action="accept",
            subject=f"person:{person_id}",
            detail={"role": used.role.value, "by": used.made_by},
        )
    return used.role


async def revoke(database: Database, person_id: int, *, owner_id: int, now: datetime) -> None:
    """Take a person's role, and void the links that they made.

    NotAllowed for all but owners, BadInput for the last owner, Gone where there is no role.
    """
    try:
        async with database.transaction() as tx:
            if await editors.role_of(tx, owner_id) is not Role.OWNER:
                raise NotAllowed("roles.owner_only")
            if not await editors.revoke(tx, person_id):
                raise Gone("roles.no_role")
            await invites.drop_of(tx, person_id)
            await audit.record(
                tx, at=now, actor_id=owner_id, action="revoke", subject=f"person:{person_id}"
            )
    except Conflict:
        raise BadInput("roles.last_owner") from None
