"""`/corrections`, what changed in one article, and an article by its link; for everybody."""

from bot.errors import Gone
from bot.render import corrections, items
from bot.render.briefings import pair_button
from bot.render.callback_data import encode, number
from bot.render.html import outside
from bot.render.message import Button, Html, Message, Rows
from handlers.context import Asked
from storage import articles, events, revisions
from storage.articles import Article, Status
from storage.dyad import Scope
from storage.revisions import TOLD, Revision

SHOWN = 10


async def on_corrections(asked: Asked) -> None:
    """List what was corrected and withdrawn, the newest first."""
    await asked.reply(await _page(asked, None))


async def on_older_button(asked: Asked, before: str) -> None:
    """List what was corrected before the oldest that is shown."""
    await asked.show(await _page(asked, number(before)))


async def _page(asked: Asked, before: int | None) -> Message:
    async with asked.services.database.reader() as reader:
        found = await revisions.told(reader, limit=SHOWN + 1, before=before)
    return corrections.listed(asked.catalogue, found[:SHOWN], has_more=len(found) > SHOWN)


async def on_history_button(asked: Asked, article_id: str) -> None:
    """Say below the message what changed in an article that it tells of."""
    article, repairs = await _known(asked, article_id)
    if article is None or not _told(repairs):
        raise Gone("error.button_old")
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(corrections.changes(asked.catalogue, article, repairs))


async def open_item(asked: Asked, article_id: str) -> bool:
    """Show the article of a link; False where there is none that readers may know of."""
    article, repairs = await _known(asked, article_id)
    if article is None:
        return False
    told = _told(repairs)
    more = Button(asked.catalogue.text("repair.button.history"), data=encode("hist", article_id))
    rows: Rows = ((more,),) if told else ()
    if article.status is Status.WITHDRAWN:
        title = outside(article.title, limit=items.TITLE_LENGTH)
        reason = outside(article.withdrawn_reason or "", limit=corrections.REASON_LENGTH)
        await asked.say("correct.link_withdrawn", *rows, title=title, reason=reason)
        return True
    async with asked.services.database.reader() as reader:
        event = await events.get(reader, article.event_id)
    if event is None:
        return False
    scope = Scope.of(*article.parties[:2])
    name = items.scope_name(asked.catalogue, scope)
    block = items.event_block(asked.catalogue, event, scope=scope, today=asked.now.date())
    heading = asked.html("digest.group", scope=name)
    note = asked.html("correct.link_corrected") if told else ""
    text = "\n".join(part for part in (heading, note, block) if part)
    await asked.reply(Message(Html(text), ((pair_button(asked.catalogue, scope),), *rows)))
    return True


async def _known(asked: Asked, article_id: str) -> tuple[Article | None, list[Revision]]:
    """Return an article that was published; one that waits for its moment is like none."""
    async with asked.services.database.reader() as reader:
        article = await articles.get(reader, article_id)
        if article is None or article.status is Status.SCHEDULED:
            return None, []
        return article, await revisions.of_article(reader, article_id)


def _told(repairs: list[Revision]) -> bool:
    return any(each.kind in TOLD for each in repairs)
