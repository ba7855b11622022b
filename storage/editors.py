"""Who may publish, by numeric Telegram id, and the code by which the first owner comes in."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from storage.database import Reader, Transaction
from storage.errors import Conflict
from storage.models.editors import claim_codes, editors
from storage.upsert import upsert

#: A code of ten letters can't be guessed in so many tries.
WRONG_TRIES = 5

_ONLY_ROW = 1


class Role(StrEnum):
    """What a person may do in the newsroom."""

    OWNER = "owner"  # all that editors may, and says who is one
    EDITOR = "editor"  # publishes
    CONTRIBUTOR = "contributor"  # proposes


class Claim(StrEnum):
    """How trying a console code ended."""

    GRANTED = "granted"  # the person owns the instance now; the code is used up
    WRONG = "wrong"  # not the code
    VOID = "void"  # no code, or it is used, too old, or tried too often


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A person with a role; `granted_by` is None for who came in by the console code."""

    telegram_id: int
    role: Role
    granted_by: int | None
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCode:
    """A console code as it is kept: never itself, only its digest."""

    digest: str
    expires_at: datetime
    wrong_tries: int


async def role_of(reader: Reader, telegram_id: int) -> Role | None:
    """Return what a person may do, None for a reader."""
    role = await reader.scalar(select(editors.c.role).where(editors.c.telegram_id == telegram_id))
    return None if role is None else Role(role)


async def grant(
    tx: Transaction, telegram_id: int, role: Role, *, by: int | None, at: datetime
) -> None:
    """Give a person a role in place of any other; raises Conflict where no owner would be left."""
    if role is not Role.OWNER:
        await _keep_an_owner(tx, telegram_id)
    statement = upsert(editors).values(
        telegram_id=telegram_id, role=role, granted_by=by, granted_at=at
    )
    new = statement.excluded
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["telegram_id"],
            set_={"role": new.role, "granted_by": new.granted_by, "granted_at": new.granted_at},
        )
    )


async def revoke(tx: Transaction, telegram_id: int) -> bool:
    """Take a person's role; False where there was none. Raises Conflict for the last owner."""
    await _keep_an_owner(tx, telegram_id)
    statement = delete(editors).where(editors.c.telegram_id == telegram_id)
    return await tx.row(statement.returning(editors.c.telegram_id)) is not None


async def owners(reader: Reader) -> list[Editor]:
    """List the owners, the first first."""
    return [editor for editor in await everyone(reader) if editor.role is Role.OWNER]


async def everyone(reader: Reader) -> list[Editor]:
    """List everybody who has a role, in the order in which it was given."""
    order = (editors.c.granted_at, editors.c.telegram_id)
    return [_record(row) for row in await reader.rows(select(editors).order_by(*order))]


async def set_claim_code(tx: Transaction, *, digest: str, expires_at: datetime) -> None:
    """Keep the digest of a new console code in place of any older one."""
    await tx.execute(delete(claim_codes))
    await tx.execute(
        insert(claim_codes).values(
            id=_ONLY_ROW, digest=digest, expires_at=expires_at, wrong_tries=0
        )
    )


async def claim_code(reader: Reader) -> ClaimCode | None:
    """Return what is kept of the console code, None where none waits."""
    row = await reader.row(select(claim_codes))
    if row is None:
        return None
    return ClaimCode(digest=row.digest, expires_at=row.expires_at, wrong_tries=row.wrong_tries)


async def try_claim(tx: Transaction, telegram_id: int, *, digest: str, now: datetime) -> Claim:
    """Make a person an owner if the digest is the code's; count it against the code if not.

    The caller commits either way: a wrong try that is rolled back would not count.
    """
    outcome = decide_claim(await claim_code(tx), digest=digest, now=now)
    if outcome is Claim.GRANTED:
        await grant(tx, telegram_id, Role.OWNER, by=None, at=now)
        await tx.execute(delete(claim_codes))
    elif outcome is Claim.WRONG:
        tries = claim_codes.c.wrong_tries
        await tx.execute(update(claim_codes).values(wrong_tries=tries + 1))
    return outcome


def decide_claim(code: ClaimCode | None, *, digest: str, now: datetime) -> Claim:
    """Say how a try ends, without counting it."""
    if code is None or now >= code.expires_at or code.wrong_tries >= WRONG_TRIES:
        return Claim.VOID
    # In constant time, so that answers don't tell how much of a guess was right.
    same = hmac.compare_digest(code.digest.encode(), digest.encode())
    return Claim.GRANTED if same else Claim.WRONG


async def _keep_an_owner(tx: Transaction, telegram_id: int) -> None:
    if await role_of(tx, telegram_id) is not Role.OWNER:
        return
    # Locked where the database has row locks: two owners may be revoking each other.
    held = select(editors.c.telegram_id).where(editors.c.role == Role.OWNER).with_for_update()
    if len(await tx.rows(held)) == 1:
        raise Conflict("last owner", telegram_id)


def _record(row: Row[Any]) -> Editor:
    return Editor(
        telegram_id=row.telegram_id,
        role=Role(row.role),
        granted_by=row.granted_by,
        granted_at=row.granted_at,
    )
