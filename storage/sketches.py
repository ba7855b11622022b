"""Which published texts share words with another: the kept hashes of each article's text."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select

from storage.database import Reader, Transaction
from storage.grams import KEPT_OF, SMALL, sampled, sketch
from storage.models.articles import articles
from storage.models.outlets import outlets
from storage.models.sketches import article_grams

# Statements may hold 32,766 values on either database; this many keep them quick to write.
_AT_ONCE = 900
# A text of more hashes is asked for by those that are kept of it alone.
_MOST_ASKED = 2_500
# Articles whose sketches are counted: those that share most.
_MOST_MEASURED = 60
# What could be worth a closer look: an eighth is a sample, and samples vary.
_LEAST_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article's words with what decides whether another text tells of the same event."""

    article_id: str
    event_id: int
    status: str
    title: str
    summary: str
    body: str
    event_day: date | None
    published_at: datetime | None
    added_at: datetime
    outlet_name: str
    outlet_domain: str | None

    @property
    def text(self) -> str:
        """What its sketch was made of."""
        return text_of(self.title, self.summary, self.body)


_SHARED = (
    select(article_grams.c.article_id, func.count().label("shared"))
    .where(article_grams.c.gram.in_(bindparam("grams", expanding=True)))
    .group_by(article_grams.c.article_id)
)
_SIZES = (
    select(article_grams.c.article_id, func.count().label("size"))
    .where(article_grams.c.article_id.in_(bindparam("ids", expanding=True)))
    .group_by(article_grams.c.article_id)
)
_TOLD = (
    select(articles, outlets.c.name.label("outlet_name"), outlets.c.domain.label("outlet_domain"))
    .join(outlets, outlets.c.id == articles.c.outlet_id)
    .where(articles.c.id.in_(bindparam("ids", expanding=True)))
)


def text_of(title: str, summary: str, body: str) -> str:
    """Return the words by which an article is known again: its text, else what stands for it."""
    return body or f"{title}\n{summary}"


async def write(tx: Transaction, article_id: str, text: str) -> None:
    """Keep the sketch of an article's text."""
    kept = sketch(text)
    if kept:
        rows = [{"gram": gram, "article_id": article_id} for gram in sorted(kept)]
        await tx.execute(insert(article_grams), rows)


async def rewrite(tx: Transaction, article_id: str, text: str) -> None:
    """Keep the sketch of a text that took another's place."""
    await tx.execute(delete(article_grams).where(article_grams.c.article_id == article_id))
    await write(tx, article_id, text)


async def sharing(reader: Reader, all_grams: AbstractSet[int], *, limit: int) -> list[Told]:
    """List the articles that may share half of the shorter text, the likeliest first.

    `all_grams` are all hashes of the text in question. Withdrawn and scheduled articles are told
    too; whether the words really are the same is for the caller to measure.
    """
    asked = sorted(all_grams if len(all_grams) <= _MOST_ASKED else sampled(all_grams))
    shared: dict[str, int] = {}
    for start in range(0, len(asked), _AT_ONCE):
        for row in await reader.rows(_SHARED, {"grams": asked[start : start + _AT_ONCE]}):
            shared[row.article_id] = shared.get(row.article_id, 0) + row.shared
    nearest = sorted(shared, key=lambda one: (-shared[one], one))[:_MOST_MEASURED]
    sizes = {row.article_id: row.size for row in await reader.rows(_SIZES, {"ids": nearest})}
    shares = {one: _share(shared[one], sizes[one], len(all_grams)) for one in nearest}
    likely = [one for one in nearest if shares[one] >= _LEAST_SHARE]
    likely.sort(key=lambda one: -shares[one])
    return await _told(reader, likely[:limit])


def _share(shared: int, kept: int, asked: int) -> float:
    """Estimate how much of the shorter text stands in the longer; too high rather than too low."""
    if shared < 2 and kept >= SMALL:
        return 0.0
    return max(shared / kept, min(1.0, KEPT_OF * shared / asked))


async def _told(reader: Reader, ids: Iterable[str]) -> list[Told]:
    order = {article_id: place for place, article_id in enumerate(ids)}
    if not order:
        return []
    rows = await reader.rows(_TOLD, {"ids": list(order)})
    return sorted(map(_record, rows), key=lambda told: order[told.article_id])


def _record(row: Row[Any]) -> Told:
    return Told(
        article_id=row.id,
        event_id=row.event_id,
        status=row.status,
        title=row.title,
        summary=row.summary,
        body=row.body,
        event_day=row.event_day,
        published_at=row.published_at,
        added_at=row.added_at,
        outlet_name=row.outlet_name,
        outlet_domain=row.outlet_domain,
    )
