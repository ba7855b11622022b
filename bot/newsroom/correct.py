"""Repairs after publication: refile, correction, withdrawal, each with what stood there before."""

from dataclasses import replace
from datetime import datetime

from bot.errors import BadInput, Gone
from bot.newsroom import history
from bot.newsroom.draft_article import DraftArticle, DraftCountry
from bot.newsroom.drafting import begin, content_of, open_draft
from bot.newsroom.publish import become, new_article
from storage import articles, audit, edits
from storage.articles import Article, Status
from storage.database import Database, Reader, Transaction
from storage.drafts import Draft
from storage.errors import Conflict
from storage.revisions import Repaired

REASON_LENGTH = 300
_MENDED = (
    "title", "summary", "event_day", "published_at", "published_precision", "zone", "countries",
    "topics",
)  # fmt: skip


async def standing(reader: Reader, article_id: str) -> Article:
    """Return a published article; Gone for any other, one that is withdrawn named as such."""
    article = await articles.get(reader, article_id)
    if article is not None and article.status is Status.WITHDRAWN:
        raise Gone("correct.withdrawn_already")
    if article is None or article.status is not Status.PUBLISHED:
        raise Gone("correct.unknown")
    return article


async def begin_repair(
    database: Database, article_id: str, *, editor_id: int, chat_id: int, now: datetime
) -> Draft:
    """Open a published article as a draft on whose card it is mended."""
    async with database.reader() as reader:
        article = await standing(reader, article_id)
    content = content_of_article(article)
    return await begin(database, content, author_id=editor_id, chat_id=chat_id, now=now)


def content_of_article(article: Article) -> DraftArticle:
    """Return a published article as the draft on whose card it is mended."""
    outlet = article.outlet
    return DraftArticle.model_validate(
        {
            "corrects": article.id,
            "title": article.title,
            "summary": article.summary,
            "summary_written": True,
            "body": article.body,
            "language": article.language,
            "url": article.url,
            "outlet_name": outlet.name,
            "outlet_domain": outlet.domain,
            "outlet_country": outlet.country,
            "outlet_label": outlet.label,
            "published_at": article.published_at,
            "precision": article.published_precision,
            "zone": article.zone,
            "event_day": article.event_day,
            "countries": [
                DraftCountry(code=one.code, party=one.party, score=one.score)
                for one in article.countries
            ],
            "topics": article.topics,
            "one_country": len(article.parties) == 1,
        }
    )


async def apply(
    database: Database, draft_id: int, kind: Repaired, reason: str, *, editor_id: int, now: datetime
) -> Article:
    """Write a mended draft over its article; what the article said before is kept.

    BadInput where something is missing or a refile changes nothing, Gone where the article or the
    draft has changed meanwhile.
    """
    try:
        async with database.transaction() as tx:
            draft = await open_draft(tx, draft_id)
            content = content_of(draft)
            if lacks := content.lacks():
                raise BadInput(f"draft.lacks.{lacks[0].value}")
            kept = await standing(tx, content.corrects or "")
            news = new_article(content, kept.outlet_id, now)
            changed = {name: getattr(news, name) for name in _MENDED}
            if kind is Repaired.REFILE and all(
                getattr(kept, name) == value for name, value in changed.items()
            ):
                raise BadInput("correct.unchanged")
            mended = await articles.revise(
                tx, replace(kept, **changed), expected_revision=kept.revision
            )
            await _repair(tx, kept, kind, reason, by=editor_id, at=now)
            await become(tx, draft, mended, kind.value, by=editor_id, now=now)
    except Conflict:
        raise Gone("draft.changed_meanwhile") from None
    return mended


async def withdraw(
    database: Database, article_id: str, reason: str, *, editor_id: int, now: datetime
) -> Article:
    """Let an article stand no longer; it is kept, and copies and corrections tell of it."""
    async with database.transaction() as tx:
        kept = await standing(tx, article_id)
        gone = await articles.withdraw(tx, article_id, reason=reason, at=now)
        await _repair(tx, kept, Repaired.WITHDRAWAL, reason, by=editor_id, at=now)
        subject = f"article:{article_id}"
        await audit.record(
            tx,
            at=now,
            actor_id=editor_id,
            action="withdraw",
            subject=subject,
            detail={"reason": reason},
        )
    return gone


async def _repair(
    tx: Transaction, before: Article, kind: Repaired, reason: str, *, by: int, at: datetime
) -> None:
    """Keep what it said before, and have it mended in all messages that tell of it."""
    repair_id = await history.keep(tx, before, kind, reason, by=by, at=at)
    await edits.owe(tx, before.id, repair_id, at=at)
