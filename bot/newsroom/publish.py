"""Publishing a draft, and taking it back within the minute of undo."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from bot.errors import BadInput, Gone
from bot.ingest import addresses
from bot.newsroom import history
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.drafting import checked, content_of, open_draft
from config.limits import UNDO_WITHIN
from storage import articles, audit, drafts, edits, events, outlets
from storage.articles import Article, ArticleCountry, NewArticle, Status
from storage.articles import Precision as KeptPrecision
from storage.database import Database, Transaction
from storage.drafts import Draft, DraftState
from storage.errors import Conflict
from storage.outlets import NewOutlet
from storage.revisions import Repaired

# What a new text of the same article may change; its id, event and day of coming in stay.
_REVISED = (
    "title",
    "summary",
    "body",
    "language",
    "event_day",
    "published_at",
    "published_precision",
    "zone",
    "dateline_place",
    "dateline_agency",
    "countries",
    "topics",
)


async def publish(
    database: Database, draft_id: int, *, editor_id: int, now: datetime, join: bool = False
) -> tuple[Draft, Article]:
    """Publish an open draft, once however often it is pressed.

    With `join` it becomes one more report of the event that it looks like, which is no news to
    those who were told of that event. BadInput names what is still missing; Gone where it is
    published or discarded already, or the event is no more.
    """
    try:
        async with database.transaction() as tx:
            draft = await open_draft(tx, draft_id)
            content = content_of(draft)
            if content.corrects:
                raise Gone("error.button_old")
            if not join or content.alike is None:
                # Another draft of the same text may have been published since the card was drawn.
                content = await checked(tx, content)
            if content.is_embargoed(now):
                raise BadInput("draft.embargoed")
            if lacks := content.lacks(to_join=join):
                raise BadInput(f"draft.lacks.{lacks[0].value}")
            event_id = await _event_to_join(tx, content) if join else None
            outlet = await outlets.ensure(tx, outlet_of(content))
            article = await articles.add(
                tx, new_article(content, outlet.id, now), event_id=event_id
            )
            if event_id is not None:
                # Those who had the event by alert see the second report there, once it can't be
                # undone any more.
                settled = now + UNDO_WITHIN
                await edits.owe_alerts(tx, event_id, article.id, not_before=settled)
            action = "join" if join else "publish"
            draft = await become(tx, draft, article, action, by=editor_id, now=now)
    except Conflict:
        raise Gone("draft.published_already") from None
    return draft, article


async def _event_to_join(tx: Transaction, content: DraftArticle) -> int:
    event = await events.get(tx, content.alike.event_id) if content.alike else None
    if event is None:
        raise Gone("draft.nothing_to_join")
    return event.id


async def publish_update(
    database: Database, draft_id: int, *, editor_id: int, now: datetime
) -> tuple[Draft, Article]:
    """Publish a draft as the new text of the article that has its address already."""
    try:
        async with database.transaction() as tx:
            draft = await open_draft(tx, draft_id)
            content = content_of(draft)
            if content.is_embargoed(now):
                raise BadInput("draft.embargoed")
            kept = await articles.get(tx, content.duplicate_of or "")
            if kept is None or kept.status is not Status.PUBLISHED:
                raise Gone("draft.nothing_to_update")
            news = new_article(content, kept.outlet_id, now)
            changed = {name: getattr(news, name) for name in _REVISED if getattr(news, name)}
            article = await articles.revise(
                tx, replace(kept, **changed), expected_revision=kept.revision
            )
            await history.keep(tx, kept, Repaired.UPDATE, "", by=editor_id, at=now)
            draft = await become(tx, draft, article, "update", by=editor_id, now=now)
    except Conflict:
        raise Gone("draft.published_already") from None
    return draft, article


async def become(
    tx: Transaction, draft: Draft, article: Article, action: str, *, by: int, now: datetime
) -> Draft:
    """Close a draft that became an article, and write down who did it."""
    done = replace(draft, state=DraftState.PUBLISHED, article_id=article.id, changed_at=now)
    draft = await drafts.save(tx, done, expected_revision=draft.revision)
    detail = {"draft": draft.id, "revision": article.revision}
    subject = f"article:{article.id}"
    await audit.record(tx, at=now, actor_id=by, action=action, subject=subject, detail=detail)
    return draft


async def undo(database: Database, draft_id: int, *, editor_id: int, now: datetime) -> Draft:
    """Take a publication back within its first minute; the draft is open again."""
    async with database.transaction() as tx:
        draft = await drafts.get(tx, draft_id)
        if draft is None or draft.state is not DraftState.PUBLISHED or draft.article_id is None:
            raise Gone("draft.not_published")
        content = content_of(draft)
        if content.corrects or content.duplicate_of == draft.article_id:
            raise Gone("draft.update_stays")
        if now - draft.changed_at > UNDO_WITHIN:
            raise Gone("draft.undo_too_late")
        again = replace(draft, state=DraftState.OPEN, article_id=None, changed_at=now)
        article_id = draft.article_id
        draft = await drafts.save(tx, again, expected_revision=draft.revision)
        await articles.unpublish(tx, article_id)
        await audit.record(
            tx,
            at=now,
            actor_id=editor_id,
            action="undo",
            subject=f"article:{article_id}",
            detail={"draft": draft_id},
        )
    return draft


async def publish_scheduled(database: Database, *, now: datetime) -> int:
    """Publish the articles whose moment has come; return how many they were."""
    async with database.reader() as reader:
        if not await articles.is_any_due(reader, now):
            return 0
    async with database.transaction() as tx:
        published = await articles.publish_due(tx, now)
        for article in published:
            subject = f"article:{article.id}"
            await audit.record(tx, at=now, actor_id=None, action="publish", subject=subject)
    return len(published)


def outlet_of(content: DraftArticle) -> NewOutlet:
    """Return the outlet that a draft names."""
    return NewOutlet(
        name=content.outlet_name or "",
        domain=content.outlet_domain,
        country=content.outlet_country,
        label=content.outlet_label,
        language=content.language,
    )


def new_article(content: DraftArticle, outlet_id: int, now: datetime) -> NewArticle:
    """Return the article that a draft becomes when it is published now."""
    return NewArticle(
        outlet_id=outlet_id,
        url=content.url,
        url_key=addresses.key(content.url) if content.url else None,
        title=content.title,
        summary=content.summary,
        body=content.body,
        language=content.language,
        status=Status.PUBLISHED,
        event_day=content.event_day,
        published_at=content.published_at,
        published_precision=cast("KeptPrecision | None", content.precision),
        zone=content.zone,
        dateline_place=content.dateline_place,
        dateline_agency=content.dateline_agency,
        countries=tuple(
            ArticleCountry(code=country.code, party=country.party, score=country.score)
            for country in content.countries
        ),
        topics=content.topics,
        added_at=now,
    )
