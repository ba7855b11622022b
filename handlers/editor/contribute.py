"""What a contributor sends: searches are answered, articles wait for an editor's review."""

import asyncio

from telegram import Message

from bot.newsroom import drafting, intent
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.intent import Intent
from handlers.context import Asked
from handlers.editor.post import content_of_file, hint_of
from handlers.latest import answer, read_query
from storage.drafts import DraftState


async def on_contribution(asked: Asked, message: Message) -> None:
    """Take whatever a contributor sends in private without a command."""
    if message.document is not None:
        await _queue(asked, await content_of_file(asked, message.document))
        return
    text = message.text or message.caption or ""
    if not text.strip():
        await asked.say("unknown.not_text")
        return
    is_forward = message.forward_origin is not None
    understood = read_query(asked, text)
    if not is_forward and intent.intent_of(text, understood) is not Intent.DRAFT:
        await answer(asked, understood)
        return
    hint = hint_of(message) if is_forward else None
    content = await asyncio.to_thread(
        drafting.from_parts, (text,), received_at=asked.now, hint=hint
    )
    await _queue(asked, content)


async def _queue(asked: Asked, content: DraftArticle) -> None:
    await drafting.begin(
        asked.services.database,
        content,
        author_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
        state=DraftState.QUEUED,
    )
    await asked.say("queue.thanks")
