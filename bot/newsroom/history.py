"""What an article said before each change of its words is kept."""

from datetime import datetime
from typing import Any

from storage import revisions
from storage.articles import Article
from storage.database import Transaction
from storage.revisions import NewRevision, Repaired


async def keep(
    tx: Transaction, before: Article, kind: Repaired, reason: str, *, by: int, at: datetime
) -> int:
    """Keep what an article said before it was changed; return the change's number."""
    return await revisions.add(
        tx,
        NewRevision(
            article_id=before.id,
            revision=before.revision,
            before=_plain(before),
            kind=kind,
            reason=reason,
            by=by,
            at=at,
        ),
    )


def _plain(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "summary": article.summary,
        "event_day": article.event_day.isoformat() if article.event_day else None,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "parties": list(article.parties),
        "topics": list(article.topics),
    }
