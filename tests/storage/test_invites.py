"""A link is used once, and in time."""

from datetime import timedelta

from storage import invites
from storage.database import Database
from storage.editors import Role
from storage.invites import Invite
from tests.factories import NOW

INVITE = Invite(digest="one", role=Role.EDITOR, made_by=3001, expires_at=NOW + timedelta(hours=1))


async def test_a_link_is_used_once(database: Database):
    async with database.transaction() as tx:
        await invites.add(tx, INVITE)
        assert await invites.use(tx, "other", now=NOW) is None
        assert await invites.use(tx, "one", now=NOW) == INVITE
        assert await invites.use(tx, "one", now=NOW) is None


async def test_a_link_ends_with_its_time(database: Database):
    async with database.transaction() as tx:
        await invites.add(tx, INVITE)
        assert await invites.use(tx, "one", now=INVITE.expires_at) is None


async def test_the_links_of_a_person_can_be_voided(database: Database):
    async with database.transaction() as tx:
        await invites.add(tx, INVITE)
        await invites.drop_of(tx, 3001)
        assert await invites.use(tx, "one", now=NOW) is None
