"""`/correct` and its buttons: repairs of what is published, and how far they have come."""

import re

from bot.errors import BadInput, Gone
from bot.newsroom import correct
from bot.render import items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.html import clean, outside
from bot.render.message import Button, Html, Message, Rows
from bot.render.spread import progress, reach
from handlers.context import Asked
from handlers.editor.show import show_card
from storage import articles, histories, outdated
from storage.articles import Article
from storage.drafts import Draft
from storage.revisions import Repaired

SHOWN = 8
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


async def on_correct(asked: Asked) -> None:
    """Open a published article on a card, to be mended there; without an id, list the newest."""
    await asked.require_editor()
    article_id = asked.words.strip()
    if not article_id:
        await _list(asked)
        return
    if not _ID.fullmatch(article_id):
        raise BadInput("correct.usage")
    await _open(asked, article_id)


async def on_correct_button(asked: Asked, article_id: str) -> None:
    """Open an article of the list."""
    await asked.require_editor()
    await asked.acknowledge()
    asked.pressed = None
    await _open(asked, article_id)


async def _list(asked: Asked) -> None:
    async with asked.services.database.reader() as reader:
        found = await histories.newest(reader, limit=SHOWN)
    if not found:
        raise BadInput("correct.usage")
    lines = [asked.html("correct.list")]
    buttons = []
    for place, history in enumerate(found, start=1):
        title = outside(history.title, limit=items.TITLE_LENGTH)
        lines.append(asked.html("draft.list_line", number=place, title=title))
        buttons.append(Button(str(place), data=encode("fix", history.article_id)))
    await asked.reply(Message(Html("\n".join(lines)), rows_of(buttons, wide=4)))


async def _open(asked: Asked, article_id: str) -> None:
    draft = await correct.begin_repair(
        asked.services.database,
        article_id,
        editor_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
    )
    await show_card(asked, draft)


async def on_repair(asked: Asked, draft_id: int) -> None:
    """Write the mended words over the article, as a repair that changes no meaning."""
    article = await _apply(asked, draft_id, Repaired.REFILE, "")
    await asked.show(await done(asked, article, "correct.refiled"))


async def take_reason(asked: Asked, draft: Draft, text: str) -> None:
    """Take what was wrong, and write the correction over the article."""
    reason = clean(text, limit=correct.REASON_LENGTH)
    if not reason:
        raise BadInput("correct.reason_empty")
    article = await _apply(asked, draft.id, Repaired.CORRECTION, reason)
    await asked.reply(await done(asked, article, "correct.corrected", reason=reason))


async def _apply(asked: Asked, draft_id: int, kind: Repaired, reason: str) -> Article:
    return await correct.apply(
        asked.services.database, draft_id, kind, reason, editor_id=asked.person_id, now=asked.now
    )


async def done(asked: Asked, article: Article, key: str, **about: object) -> Message:
    """Say that a repair is made, how many copies it goes to, and how to see how far it is."""
    async with asked.services.database.reader() as reader:
        found = await outdated.spread(reader, article.id, article.added_at)
    copies = reach(asked.catalogue, found)
    return Message(asked.html(key, copies=copies, **about), _progress_row(asked, article.id))


def _progress_row(asked: Asked, article_id: str) -> Rows:
    words = asked.catalogue.text("correct.button.progress")
    return ((Button(words, data=encode("copies", article_id)),),)


async def on_progress_button(asked: Asked, article_id: str) -> None:
    """Show how many copies are edited, wait for it, or can't be edited."""
    await asked.require_editor()
    await asked.show(await progress_of(asked, article_id))


async def progress_of(asked: Asked, article_id: str) -> Message:
    """Say how many copies tell of an article and what became of their edits."""
    async with asked.services.database.reader() as reader:
        article = await articles.get(reader, article_id)
        if article is None:
            raise Gone("correct.unknown")
        found = await outdated.spread(reader, article_id, article.added_at)
    title = outside(article.title, limit=items.TITLE_LENGTH)
    text = progress(asked.catalogue, title, found)
    return Message(text, _progress_row(asked, article_id))
