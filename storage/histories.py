"""What became of articles since they were told of: how they stand now, and their repairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select

from storage.articles import Status
from storage.database import Reader
from storage.models.articles import article_countries, articles
from storage.models.base import Moment
from storage.models.outlets import outlets
from storage.models.revisions import revisions
from storage.outlets import Outlet
from storage.revisions import TOLD, Repaired, Revision

_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article as it stands, whatever its status, with its repairs, the first first.

    `parties` has the surest first.
    """

    article_id: str
    event_id: int
    status: Status
    title: str
    url: str | None
    event_day: date | None
    published_at: datetime | None
    added_at: datetime
    parties: tuple[str, ...]
    outlet: Outlet
    repairs: tuple[Revision, ...]

    @property
    def is_standing(self) -> bool:
        """Whether readers are shown it."""
        return self.status is Status.PUBLISHED

    def since(self, revision: int) -> tuple[Revision, ...]:
        """Return the repairs of what it said at that revision and later."""
        return tuple(each for each in self.repairs if each.revision >= revision)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ARTICLES = (
    select(
        articles.c.id,
        articles.c.event_id,
        articles.c.status,
        articles.c.title,
        articles.c.url,
        articles.c.event_day,
        articles.c.published_at,
        articles.c.added_at,
        outlets.c.id.label("outlet_id"),
        outlets.c.name,
        outlets.c.domain,
        outlets.c.country,
        outlets.c.label,
        outlets.c.language,
    )
    .join(outlets, outlets.c.id == articles.c.outlet_id)
    .where(articles.c.id.in_(_IDS))
)
_PARTIES = (
    select(article_countries.c.article_id, article_countries.c.code)
    .where(article_countries.c.article_id.in_(_IDS), article_countries.c.party)
    .order_by(
        article_countries.c.article_id,
        article_countries.c.score.desc(),
        article_countries.c.code,
    )
)
_REPAIRS = select(revisions).where(revisions.c.article_id.in_(_IDS)).order_by(revisions.c.id)
_NEWEST = (
    select(articles.c.id)
    .where(articles.c.status == Status.PUBLISHED)
    .order_by(articles.c.added_at.desc(), articles.c.id)
    .limit(bindparam("most"))
)
_NEWEST_REPAIR = (
    select(revisions.c.at)
    .where(revisions.c.kind.in_(TOLD))
    .order_by(revisions.c.id.desc())
    .limit(1)
)
_REPAIRED_BETWEEN = (
    select(revisions.c.article_id)
    .distinct()
    .where(
        revisions.c.kind.in_(TOLD),
        revisions.c.at > bindparam("after", type_=Moment()),
        revisions.c.at <= bindparam("until", type_=Moment()),
    )
)


async def of(reader: Reader, article_ids: Iterable[str]) -> dict[str, History]:
    """Return the histories of these articles, by id; of one that was undone there is none."""
    wanted = sorted(set(article_ids))
    found: dict[str, History] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        ids = {"ids": wanted[start : start + _IDS_AT_ONCE]}
        parties: dict[str, list[str]] = {}
        for row in await reader.rows(_PARTIES, ids):
            parties.setdefault(row.article_id, []).append(row.code)
        repairs: dict[str, list[Row[Any]]] = {}
        for row in await reader.rows(_REPAIRS, ids):
            repairs.setdefault(row.article_id, []).append(row)
        for row in await reader.rows(_ARTICLES, ids):
            found[row.id] = _history(row, parties.get(row.id, ()), repairs.get(row.id, ()))
    return found


async def repaired_between(reader: Reader, *, after: datetime, until: datetime) -> list[History]:
    """Return the articles that were corrected or withdrawn in the window, by id."""
    rows = await reader.rows(_REPAIRED_BETWEEN, {"after": after, "until": until})
    found = await of(reader, [row.article_id for row in rows])
    return [found[article_id] for article_id in sorted(found)]


async def newest(reader: Reader, *, limit: int) -> list[History]:
    """List the articles that stand and came in last, the newest first, at most `limit`."""
    ids = [row.id for row in await reader.rows(_NEWEST, {"most": limit})]
    found = await of(reader, ids)
    return [found[article_id] for article_id in ids]


async def newest_repair(reader: Reader) -> datetime | None:
    """Return when an article was last corrected or withdrawn, None where none was."""
    row = await reader.row(_NEWEST_REPAIR)
    return None if row is None else row.at


def _history(row: Row[Any], parties: Sequence[str], repairs: Sequence[Row[Any]]) -> History:
    return History(
        article_id=row.id,
        event_id=row.event_id,
        status=Status(row.status),
        title=row.title,
        url=row.url,
        event_day=row.event_day,
        published_at=row.published_at,
        added_at=row.added_at,
        parties=tuple(parties),
        outlet=Outlet(
            id=row.outlet_id,
            name=row.name,
            domain=row.domain,
            country=row.country,
            label=row.label,
            language=row.language,
        ),
        repairs=tuple(
            Revision(
                id=each.id,
                article_id=each.article_id,
                revision=each.revision,
                before=each.before,
                kind=Repaired(each.kind),
                reason=each.reason,
                by=each.by,
                at=each.at,
                title=row.title,
            )
            for each in repairs
        ),
    )
