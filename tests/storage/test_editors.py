"""Editors: roles by number, the console code, and that an owner always remains."""

from datetime import timedelta

import pytest

from storage import editors
from storage.database import Database
from storage.editors import WRONG_TRIES, Claim, ClaimCode, Role, decide_claim
from storage.errors import Conflict
from tests.factories import NOW

SOON = NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("code", "digest", "outcome"),
    [
        pytest.param(None, "right", Claim.VOID, id="no code"),
        pytest.param(
            ClaimCode(digest="right", expires_at=SOON, wrong_tries=0),
            "right",
            Claim.GRANTED,
            id="right",
        ),
        pytest.param(
            ClaimCode(digest="right", expires_at=SOON, wrong_tries=4),
            "wrong",
            Claim.WRONG,
            id="wrong",
        ),
        pytest.param(
            ClaimCode(digest="right", expires_at=NOW, wrong_tries=0),
            "right",
            Claim.VOID,
            id="too late to the second",
        ),
        pytest.param(
            ClaimCode(digest="right", expires_at=SOON, wrong_tries=WRONG_TRIES),
            "right",
            Claim.VOID,
            id="right after too many wrong ones",
        ),
    ],
)
def test_how_a_try_ends(code, digest, outcome):
    assert decide_claim(code, digest=digest, now=NOW) is outcome


async def test_a_code_makes_one_owner_and_is_used_up(database: Database):
    async with database.transaction() as tx:
        await editors.set_claim_code(tx, digest="right", expires_at=SOON)
        assert await editors.try_claim(tx, 1, digest="right", now=NOW) is Claim.GRANTED
        assert await editors.try_claim(tx, 2, digest="right", now=NOW) is Claim.VOID
        assert await editors.role_of(tx, 1) is Role.OWNER
        assert await editors.role_of(tx, 2) is None


async def test_five_wrong_tries_void_the_code(database: Database):
    async with database.transaction() as tx:
        await editors.set_claim_code(tx, digest="right", expires_at=SOON)
    for _ in range(WRONG_TRIES):
        async with database.transaction() as tx:
            assert await editors.try_claim(tx, 1, digest="wrong", now=NOW) is Claim.WRONG
    async with database.transaction() as tx:
        assert await editors.try_claim(tx, 1, digest="right", now=NOW) is Claim.VOID
        assert await editors.owners(tx) == []


async def test_a_new_code_replaces_the_old_one(database: Database):
    async with database.transaction() as tx:
        await editors.set_claim_code(tx, digest="old", expires_at=SOON)
        await editors.set_claim_code(tx, digest="new", expires_at=SOON)
        assert await editors.try_claim(tx, 1, digest="old", now=NOW) is Claim.WRONG
        assert await editors.try_claim(tx, 1, digest="new", now=NOW) is Claim.GRANTED


async def test_roles_are_given_changed_and_taken(database: Database):
    async with database.transaction() as tx:
        await editors.grant(tx, 1, Role.OWNER, by=None, at=NOW)
        await editors.grant(tx, 2, Role.CONTRIBUTOR, by=1, at=NOW)
        await editors.grant(tx, 2, Role.EDITOR, by=1, at=NOW)
        assert await editors.role_of(tx, 2) is Role.EDITOR
        assert [editor.telegram_id for editor in await editors.everyone(tx)] == [1, 2]
        assert [editor.telegram_id for editor in await editors.owners(tx)] == [1]
        assert await editors.revoke(tx, 2) is True
        assert await editors.revoke(tx, 2) is False
        assert await editors.role_of(tx, 2) is None


async def test_the_last_owner_can_not_go(database: Database):
    async with database.transaction() as tx:
        await editors.grant(tx, 1, Role.OWNER, by=None, at=NOW)
        with pytest.raises(Conflict, match="last owner"):
            await editors.revoke(tx, 1)
        with pytest.raises(Conflict, match="last owner"):
            await editors.grant(tx, 1, Role.EDITOR, by=1, at=NOW)
        await editors.grant(tx, 2, Role.OWNER, by=1, at=NOW)
        assert await editors.revoke(tx, 1) is True
