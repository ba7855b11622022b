"""Outlets: known again by domain or name, filled in but never overwritten."""

from dataclasses import replace

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


async def test_an_outlet_is_recognised_by_what_an_article_tells_of_it(database: Database):
    async with database.transaction() as tx:
        await outlets.ensure(tx, NewOutlet(name="Caspian Wire", domain="wire.example"))
        for name in ("Araz Notebook", "Baku Ledger"):
            await outlets.ensure(tx, NewOutlet(name=name, domain=None))
            await outlets.ensure(tx, NewOutlet(name=name + " Two", domain="shared.example"))

        async def named(name: str | None, domain: str | None) -> str | None:
            found = await outlets.recognise(tx, name=name, domain=domain)
            return found.name if found else None

        assert await named(None, "www.wire.example") == "Caspian Wire"
        assert await named("Caspian Wire News", "wire.example") == "Caspian Wire"
        assert await named("caspian wire", None) == "Caspian Wire"
        assert await named("Steppe Register", "wire.example") is None
        assert await named("Caspian Wire", "other.example") is None
        assert await named(None, "shared.example") is None


async def test_what_an_editor_says_of_an_outlet_takes_the_place_of_what_was_kept(
    database: Database,
):
    said = NewOutlet(name="Caspian Wire", domain="wire.example", country="AZ")
    async with database.transaction() as tx:
        first, was_new = await outlets.learn(tx, said)
        _, again = await outlets.learn(tx, said)
        moved, has_moved = await outlets.learn(tx, replace(said, country="IR", label="state-run"))
        kept, _ = await outlets.learn(tx, replace(said, country="IR"))
    assert (was_new, again, has_moved) == (True, False, True)
    assert (first.id, first.country) == (moved.id, "AZ")
    assert (kept.country, kept.label) == ("IR", "state-run")
