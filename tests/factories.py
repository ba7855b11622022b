"""Makes things for tests: each with plain values that a test overrides where it cares."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from storage import articles, chats, outlets
from storage.articles import Article, ArticleCountry, NewArticle
from storage.chats import Chat
from storage.database import Transaction
from storage.drafts import NewDraft
from storage.outlets import NewOutlet, Outlet

#: A moment on the day after the sample's event, on which most tests play.
NOW = datetime(2020, 2, 27, 12, 0, tzinfo=UTC)


def countries(*codes: str, mentioned: tuple[str, ...] = ()) -> tuple[ArticleCountry, ...]:
    """Make parties of these codes, the first the surest, and others that are only mentioned."""
    parties = tuple(
        ArticleCountry(code=code, party=True, score=1.0 - place / 100)
        for place, code in enumerate(codes)
    )
    return parties + tuple(ArticleCountry(code=c, party=False, score=0.1) for c in mentioned)


def an_outlet(**changes: Any) -> NewOutlet:
    """Make an outlet in Iran."""
    values: dict[str, Any] = {
        "name": "Caspian Wire",
        "domain": "caspianwire.example.org",
        "country": "IR",
        "language": "en",
    }
    return NewOutlet(**values | changes)


def an_article(*codes: str, **changes: Any) -> NewArticle:
    """Make a published article on IR and AZ, or on these codes; `outlet_id` is 1 unless given."""
    values: dict[str, Any] = {
        "outlet_id": 1,
        "title": "Iran and Azerbaijan agree on a crossing",
        "summary": "Both sides signed. Work begins in spring.",
        "body": "Both sides signed an agreement.\n\nWork begins in spring.",
        "language": "en",
        "event_day": date(2020, 2, 26),
        "published_at": datetime(2020, 2, 26, 15, 36, tzinfo=UTC),
        "published_precision": "minute",
        "zone": "Asia/Tehran",
        "countries": countries(*(codes or ("IR", "AZ"))),
        "topics": ("border",),
        "added_at": NOW,
    }
    return NewArticle(**values | changes)


async def keep_outlet(tx: Transaction, **changes: Any) -> Outlet:
    """Keep an outlet."""
    return await outlets.ensure(tx, an_outlet(**changes))


async def keep_article(
    tx: Transaction, *codes: str, event_id: int | None = None, **changes: Any
) -> Article:
    """Keep an article, of the usual outlet unless `outlet_id` is given."""
    if "outlet_id" not in changes:
        changes["outlet_id"] = (await keep_outlet(tx)).id
    return await articles.add(tx, an_article(*codes, **changes), event_id=event_id)


async def keep_days(tx: Transaction, *codes: str, days: int, **changes: Any) -> list[Article]:
    """Keep an article for each of so many days from 1 January 2020, the oldest first."""
    first = date(2020, 1, 1)
    return [
        await keep_article(
            tx, *codes, event_day=first + timedelta(days=n), published_at=None, **changes
        )
        for n in range(days)
    ]


async def keep_chat(tx: Transaction, telegram_id: int = 1001, **changes: Any) -> Chat:
    """Keep a private chat, seen first on the day of `NOW`."""
    values: dict[str, Any] = {"kind": "private", "language": "en", "today": NOW.date()}
    return await chats.ensure(tx, telegram_id, **values | changes)


def a_draft(**changes: Any) -> NewDraft:
    """Make an open draft of person 1001 in their private chat."""
    values: dict[str, Any] = {
        "author_id": 1001,
        "chat_id": 1001,
        "document": {"title": "A title"},
        "created_at": NOW,
    }
    return NewDraft(**values | changes)
