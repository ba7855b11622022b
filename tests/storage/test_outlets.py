"""Outlets: known again by domain or name, filled in but never overwritten."""

import pytest

from storage import outlets
from storage.database import Database
from storage.errors import Missing
from storage.outlets import NewOutlet


async def test_outlets_that_share_a_site_stay_two(database: Database):
    async with database.transaction() as tx:
        one = await outlets.ensure(tx, NewOutlet(name="Caspian Wire", domain="example.org"))
        two = await outlets.ensure(tx, NewOutlet(name="Baku Post", domain="WWW.example.org"))
        assert await outlets.find(tx, domain="www.example.org") == one
    assert one.id != two.id
    assert two.domain == "example.org"


async def test_an_outlet_is_known_again_by_its_name_whatever_the_case(database: Database):
    async with database.transaction() as tx:
        one = await outlets.ensure(tx, NewOutlet(name="Caspian Wire", domain="wire.example.org"))
        two = await outlets.ensure(tx, NewOutlet(name="  CASPIAN  wire "))
        assert await outlets.find(tx, name="caspian wire") == one
    assert one == two


async def test_one_name_on_two_domains_is_two_outlets(database: Database):
    async with database.transaction() as tx:
        one = await outlets.ensure(tx, NewOutlet(name="Respublika", domain="az.example.org"))
        two = await outlets.ensure(tx, NewOutlet(name="Respublika", domain="lt.example.org"))
    assert one.id != two.id


async def test_what_was_unknown_is_filled_in_and_the_rest_stays(database: Database):
    async with database.transaction() as tx:
        await outlets.ensure(tx, NewOutlet(name="Wire", label="state-linked"))
        found = await outlets.ensure(
            tx, NewOutlet(name="Wire", domain="wire.example.org", country="IR", label="private")
        )
    assert (found.domain, found.country, found.label) == ("wire.example.org", "IR", "state-linked")


async def test_a_name_without_a_domain_is_the_first_outlet_of_that_name(database: Database):
    async with database.transaction() as tx:
        one = await outlets.ensure(tx, NewOutlet(name="Respublika", domain="az.example.org"))
        await outlets.ensure(tx, NewOutlet(name="Respublika", domain="lt.example.org"))
        assert await outlets.ensure(tx, NewOutlet(name="Respublika")) == one


async def test_an_unknown_outlet_is_not_found(database: Database):
    async with database.reader() as reader:
        assert await outlets.find(reader, name="Nobody", domain="nobody.example.org") is None
        assert await outlets.find(reader) is None
        with pytest.raises(Missing):
            await outlets.get(reader, 1)
