"""Publishing later: an article waits unseen for its moment, and can be taken back until then."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import BadInput, Gone
from bot.newsroom.drafting import checked, content_of, open_draft
from bot.newsroom.publish import become, new_article, outlet_of
from storage import articles, audit, chats, drafts, outlets
from storage.articles import Article, Status
from storage.database import Database, Reader
from storage.drafts import Draft, DraftState
from storage.errors import Conflict


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits for its moment; `draft` None for one that was loaded from a file."""

    draft: Draft | None
    article: Article

    @property
    def zone(self) -> str | None:
        """The zone in which its editor named the moment."""
        return content_of(self.draft).scheduled_zone if self.draft else None


async def zone_of(reader: Reader, chat_id: int) -> str | None:
    """Return the zone that an editor's own chat has chosen."""
    chat = await chats.get(reader, chat_id)
    return chat.zone if chat else None


async def schedule(
    database: Database, draft_id: int, at: datetime, *, zone: str, editor_id: int, now: datetime
) -> Waiting:
    """Let a draft be published at a moment to come; nobody is shown it before.

    BadInput names what is still missing; Gone where the draft is no longer open.
    """
    try:
        async with database.transaction() as tx:
            draft = await open_draft(tx, draft_id)
            content = content_of(draft).model_copy(update={"asking": None, "scheduled_zone": zone})
            if content.corrects:
                raise Gone("error.button_old")
            content = await checked(tx, content)
            if content.is_embargoed(at):
                raise BadInput("schedule.embargoed")
            if lacks := content.lacks():
                raise BadInput(f"draft.lacks.{lacks[0].value}")
            outlet = await outlets.ensure(tx, outlet_of(content))
            news = replace(
                new_article(content, outlet.id, now), status=Status.SCHEDULED, publish_at=at
            )
            article = await articles.add(tx, news)
            draft = replace(draft, document=content.model_dump(mode="json"))
            draft = await become(tx, draft, article, "schedule", by=editor_id, now=now)
    except Conflict:
        raise Gone("draft.published_already") from None
    return Waiting(draft, article)


async def unschedule(
    database: Database, draft_id: int, *, editor_id: int, now: datetime, asking: str | None = None
) -> Draft:
    """Take a scheduled article back to an open draft; Gone where it is published meanwhile."""
    async with database.transaction() as tx:
        draft = await drafts.get(tx, draft_id)
        article = await articles.get(tx, draft.article_id or "") if draft else None
        if draft is None or article is None or draft.state is not DraftState.PUBLISHED:
            raise Gone("draft.gone")
        if article.status is not Status.SCHEDULED:
            raise Gone("schedule.over")
        content = content_of(draft).model_copy(update={"asking": asking})
        again = replace(
            draft,
            state=DraftState.OPEN,
            article_id=None,
            changed_at=now,
            document=content.model_dump(mode="json"),
        )
        try:
            again = await drafts.save(tx, again, expected_revision=draft.revision)
        except Conflict:
            raise Gone("draft.changed_meanwhile") from None
        await articles.unpublish(tx, article.id)
        subject = f"draft:{draft_id}"
        await audit.record(tx, at=now, actor_id=editor_id, action="unschedule", subject=subject)
    return again


async def waiting(reader: Reader, *, limit: int) -> list[Waiting]:
    """List what waits for its moment, the next first."""
    return [
        Waiting(await drafts.of_article(reader, article.id), article)
        for article in await articles.scheduled(reader, limit=limit)
    ]
