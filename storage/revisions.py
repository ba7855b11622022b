"""The repairs of published articles: what each said before, why it changed, and who changed it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select

from storage.database import Reader, Transaction
from storage.models.articles import articles
from storage.models.revisions import revisions


class Repaired(StrEnum):
    """What a repair does to an article."""

    REFILE = "refile"  # changes no meaning, and nobody is told
    UPDATE = "update"  # its outlet has a newer text; what was told of the older one stays
    CORRECTION = "correction"  # it said something wrong
    WITHDRAWAL = "withdrawal"  # it no longer stands


#: Those that readers are told of.
TOLD = (Repaired.CORRECTION, Repaired.WITHDRAWAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """One repair; `before` is plain JSON of what the article said at `revision`."""

    article_id: str
    revision: int
    before: dict[str, Any]
    kind: Repaired
    reason: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(NewRevision):
    """A repair that is kept, with the title that the article has now."""

    id: int
    title: str


async def add(tx: Transaction, revision: NewRevision) -> int:
    """Keep what an article said before a repair; return the repair's number."""
    added = await tx.scalar(
        insert(revisions)
        .values(
            article_id=revision.article_id,
            revision=revision.revision,
            before=revision.before,
            kind=revision.kind,
            reason=revision.reason,
            by=revision.by,
            at=revision.at,
        )
        .returning(revisions.c.id)
    )
    return int(added)


async def of_article(reader: Reader, article_id: str) -> list[Revision]:
    """List the repairs of an article, the first first."""
    statement = _JOINED.where(revisions.c.article_id == article_id).order_by(revisions.c.id)
    return [_record(row) for row in await reader.rows(statement)]


async def told(reader: Reader, *, limit: int, before: int | None = None) -> list[Revision]:
    """List the newest corrections and withdrawals, at most `limit`; `before` is a repair's number.

    Refiles and updates are not told.
    """
    statement = (
        _JOINED.where(revisions.c.kind.in_(TOLD)).order_by(revisions.c.id.desc()).limit(limit)
    )
    if before is not None:
        statement = statement.where(revisions.c.id < before)
    return [_record(row) for row in await reader.rows(statement)]


_JOINED = select(revisions, articles.c.title).join(
    articles, articles.c.id == revisions.c.article_id
)


def _record(row: Row[Any]) -> Revision:
    return Revision(
        id=row.id,
        article_id=row.article_id,
        revision=row.revision,
        before=row.before,
        kind=Repaired(row.kind),
        reason=row.reason,
        by=row.by,
        at=row.at,
        title=row.title,
    )
