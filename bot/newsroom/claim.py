"""How an instance gets its first owner: a one-use code on the console of whoever runs it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.errors import BadInput
from storage import audit, editors
from storage.database import Database
from storage.editors import Claim

VALID_FOR = timedelta(minutes=15)
# No vowels and no look-alikes, so that a code is read aloud and typed without a slip.
_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
_LENGTH = 10


def digest_of(code: str) -> str:
    """Return what is kept of a code; blanks, dashes and small letters don't matter."""
    plain = "".join(code.upper().split()).replace("-", "")
    return hashlib.sha256(plain.encode()).hexdigest()


async def new_code(database: Database, *, now: datetime) -> str | None:
    """Make the code for the console; None where the instance has an owner."""
    async with database.transaction() as tx:
        if await editors.owners(tx):
            return None
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        await editors.set_claim_code(tx, digest=digest_of(code), expires_at=now + VALID_FOR)
    return f"{code[:5]}-{code[5:]}"


async def claim(database: Database, person_id: int, code: str, *, now: datetime) -> None:
    """Make a person the owner; BadInput says what is wrong with the code."""
    async with database.transaction() as tx:
        outcome = await editors.try_claim(tx, person_id, digest=digest_of(code), now=now)
        if outcome is Claim.GRANTED:
            await audit.record(
                tx, at=now, actor_id=person_id, action="claim", subject=f"person:{person_id}"
            )
    if outcome is not Claim.GRANTED:
        raise BadInput(f"claim.{outcome.value}")
