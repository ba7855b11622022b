"""What waits for review: taken over by an editor, who then publishes, edits or rejects it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Gone
from bot.newsroom import drafting
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.publish import undo as unpublish
from storage import audit, drafts
from storage.database import Database, Reader
from storage.drafts import Draft, DraftState
from storage.errors import Conflict

Prepare = Callable[[DraftArticle], DraftArticle]


@dataclass(frozen=True, slots=True)
class Next:
    """The draft to be looked at now, and how many wait in all."""

    draft: Draft
    waiting: int


async def next_after(reader: Reader, draft_id: int) -> Next | None:
    """Return the oldest draft that waits behind this one, else the oldest of all; None if none.

    It is compared with the archive as that is now: what came in beside it may be published since.
    """
    found = await drafts.queued(reader, after=draft_id, limit=1)
    if not found and draft_id:
        found = await drafts.queued(reader, after=0, limit=1)
    if not found:
        return None
    content = await drafting.checked(reader, drafting.content_of(found[0]))
    draft = replace(found[0], document=content.model_dump(mode="json"))
    return Next(draft, await drafts.count_queued(reader))


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a draft over, in which chat, and when."""

    editor_id: int
    chat_id: int
    now: datetime


def as_it_is(content: DraftArticle) -> DraftArticle:
    """Prepare nothing: what is still missing is mended on the card."""
    return content


async def take_over(
    database: Database,
    draft_id: int,
    taker: Taker,
    *,
    revision: int | None = None,
    prepare: Prepare = as_it_is,
) -> Draft:
    """Make a waiting draft an editor's own open one; Gone where somebody was faster.

    With `revision` it must still be what the editor saw: its source may have changed it since.
    What `prepare` refuses goes on waiting.
    """
    async with database.transaction() as tx:
        draft = await drafting.open_draft(tx, draft_id)
        if draft.state is not DraftState.QUEUED:
            raise Gone("queue.taken")
        if revision is not None and draft.revision != revision:
            raise Gone("queue.changed")
        content = prepare(await drafting.checked(tx, drafting.content_of(draft)))
        taken = replace(
            draft,
            state=DraftState.OPEN,
            author_id=taker.editor_id,
            chat_id=taker.chat_id,
            card_message_id=None,
            document=content.model_dump(mode="json"),
            changed_at=taker.now,
        )
        try:
            taken = await drafts.save(tx, taken, expected_revision=draft.revision)
        except Conflict:
            raise Gone("queue.taken") from None
        await audit.record(
            tx, at=taker.now, actor_id=taker.editor_id, action="take", subject=f"draft:{draft_id}"
        )
    return taken


async def put_back(database: Database, draft_id: int, *, editor_id: int, now: datetime) -> Draft:
    """Let a draft wait again that was rejected, or published within its minute of undo."""
    async with database.reader() as reader:
        draft = await drafts.get(reader, draft_id)
    if draft is None:
        raise Gone("draft.gone")
    if draft.state is DraftState.PUBLISHED:
        draft = await unpublish(database, draft_id, editor_id=editor_id, now=now)
    elif draft.state is not DraftState.DISCARDED:
        raise Gone("queue.taken")
    async with database.transaction() as tx:
        waiting = replace(draft, state=DraftState.QUEUED, card_message_id=None, changed_at=now)
        try:
            waiting = await drafts.save(tx, waiting, expected_revision=draft.revision)
        except Conflict:
            raise Gone("queue.taken") from None
        await audit.record(
            tx, at=now, actor_id=editor_id, action="put back", subject=f"draft:{draft_id}"
        )
    return waiting
