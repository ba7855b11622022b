"""What waits for review: taken over by an editor, who then publishes, edits or rejects it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import Gone
from bot.newsroom.drafting import open_draft
from storage import audit, drafts
from storage.database import Database, Reader
from storage.drafts import Draft, DraftState
from storage.errors import Conflict


@dataclass(frozen=True, slots=True)
class Next:
    """The draft to be looked at now, and how many wait in all."""

    draft: Draft
    waiting: int


async def next_after(reader: Reader, draft_id: int) -> Next | None:
    """Return the oldest draft that waits behind this one, else the oldest of all; None if none."""
    found = await drafts.queued(reader, after=draft_id, limit=1)
    if not found and draft_id:
        found = await drafts.queued(reader, after=0, limit=1)
    return Next(found[0], await drafts.count_queued(reader)) if found else None


async def take_over(
    database: Database, draft_id: int, *, editor_id: int, chat_id: int, now: datetime
) -> Draft:
    """Make a waiting draft an editor's own open one; Gone where somebody was faster."""
    async with database.transaction() as tx:
        draft = await open_draft(tx, draft_id)
        if draft.state is not DraftState.QUEUED:
            raise Gone("queue.taken")
        taken = replace(
            draft,
            state=DraftState.OPEN,
            author_id=editor_id,
            chat_id=chat_id,
            card_message_id=None,
            changed_at=now,
        )
        try:
            taken = await drafts.save(tx, taken, expected_revision=draft.revision)
        except Conflict:
            raise Gone("queue.taken") from None
        await audit.record(
            tx, at=now, actor_id=editor_id, action="take", subject=f"draft:{draft_id}"
        )
    return taken
