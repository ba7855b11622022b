"""Who published an article: found by domain or name, made when first seen."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from storage.database import Reader, Transaction
from storage.errors import Missing
from storage.models.outlets import outlets
from storage.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    """An outlet as it is known so far; `domain` is without `www.`, `country` an alpha-2 code."""

    name: str
    domain: str | None = None
    country: str | None = None
    #: What readers are told beside the name, such as "state-linked".
    label: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet(NewOutlet):
    """An outlet that is kept."""

    id: int


_BY_DOMAIN = select(outlets).where(outlets.c.domain == bindparam("domain")).order_by(outlets.c.id)
_BY_NAME = select(outlets).where(outlets.c.name_key == bindparam("name_key")).order_by(outlets.c.id)
_BY_ID = select(outlets).where(outlets.c.id == bindparam("outlet_id"))


async def get(reader: Reader, outlet_id: int) -> Outlet:
    """Return the outlet with this id; raises Missing."""
    row = await reader.row(_BY_ID, {"outlet_id": outlet_id})
    if row is None:
        raise Missing("outlet", outlet_id)
    return _record(row)


async def find(
    reader: Reader, *, name: str | None = None, domain: str | None = None
) -> Outlet | None:
    """Return the oldest outlet with this domain, else the oldest of this name in any case."""
    row = None
    if domain is not None:
        row = await reader.row(_BY_DOMAIN, {"domain": _domain_key(domain)})
    if row is None and name is not None:
        row = await reader.row(_BY_NAME, {"name_key": _name_key(name)})
    return None if row is None else _record(row)


async def recognise(reader: Reader, *, name: str | None, domain: str | None) -> Outlet | None:
    """Return the kept outlet that an article's own words mean; None where that is not sure.

    A name counts with its site or where only one of the two has one. A site alone counts where
    a single outlet has it, also under a longer or shorter name ("Caspian Wire News").
    """
    key = None if domain is None else _domain_key(domain)
    kept = None if name is None else await _same(reader, name, key)
    if kept is not None or key is None:
        return kept
    rows = await reader.rows(_BY_DOMAIN, {"domain": key})
    only = _record(rows[0]) if len(rows) == 1 else None
    return only if only and (name is None or _is_longer_name(name, only.name)) else None


async def learn(tx: Transaction, outlet: NewOutlet) -> tuple[Outlet, bool]:
    """Keep what an editor says of an outlet's country and label, over what was kept before.

    Returns the outlet, and whether anything is new.
    """
    kept = await _same(
        tx, outlet.name, None if outlet.domain is None else _domain_key(outlet.domain)
    )
    if kept is None:
        return await ensure(tx, outlet), True
    said = {"country": outlet.country, "label": outlet.label}
    news = {
        field: value for field, value in said.items() if value and getattr(kept, field) != value
    }
    if not news:
        return kept, False
    changed = await tx.row(
        update(outlets).where(outlets.c.id == kept.id).values(**news).returning(outlets)
    )
    return (kept if changed is None else _record(changed)), True


async def ensure(tx: Transaction, outlet: NewOutlet) -> Outlet:
    """Return the kept outlet that this is, made if it is new.

    It is the one of the same name, unless both have a domain and not the same one: several outlets
    may share a site, and a name may be used in two countries. What was unknown is filled in; what
    is kept is never overwritten.
    """
    domain = None if outlet.domain is None else _domain_key(outlet.domain)
    kept = await _same(tx, outlet.name, domain)
    if kept is None:
        return await _add(tx, outlet, domain)
    news = {
        field: value
        for field, value in (asdict(outlet) | {"domain": domain}).items()
        if value is not None and getattr(kept, field) is None
    }
    if not news:
        return kept
    changed = await tx.row(
        update(outlets).where(outlets.c.id == kept.id).values(**news).returning(outlets)
    )
    return kept if changed is None else _record(changed)


async def _same(reader: Reader, name: str, domain: str | None) -> Outlet | None:
    rows = await reader.rows(_BY_NAME, {"name_key": _name_key(name)})
    named = [_record(row) for row in rows]
    exact = [outlet for outlet in named if outlet.domain == domain]
    alike = [outlet for outlet in named if outlet.domain is None or domain is None]
    return next(iter(exact + alike), None)


async def _add(tx: Transaction, outlet: NewOutlet, domain: str | None) -> Outlet:
    values = asdict(outlet) | {"domain": domain, "name_key": _name_key(outlet.name)}
    statement = upsert(outlets).values(**values)
    # Another process may have added it since we looked.
    statement = statement.on_conflict_do_update(
        index_elements=["name_key", "domain"], set_={"domain": statement.excluded.domain}
    )
    return _record((await tx.rows(statement.returning(outlets)))[0])


def _name_key(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_longer_name(one: str, other: str) -> bool:
    """Whether all words of the one name stand in the other."""
    words, others = set(_name_key(one).split()), set(_name_key(other).split())
    return words <= others or others <= words


def _domain_key(domain: str) -> str:
    return domain.strip().lower().removeprefix("www.")


def _record(row: Row[Any]) -> Outlet:
    return Outlet(
        id=row.id,
        name=row.name,
        domain=row.domain,
        country=row.country,
        label=row.label,
        language=row.language,
    )
