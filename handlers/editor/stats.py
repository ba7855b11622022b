"""`/stats`: how many are reached and how delivery stands, for editors."""

from dataclasses import replace

from bot.delivery.status import status
from bot.render.message import Html
from bot.render.stats import article_reach, stats
from handlers.context import Asked
from handlers.editor.correct import progress_of
from handlers.editor.show import scopes_of
from storage import articles, subscriptions, tallies


async def on_stats(asked: Asked) -> None:
    """Show the counts of the last day, or of one article; small ones are not told exactly."""
    await asked.require_editor()
    if not asked.is_private:
        await asked.say("error.private_only")
        return
    if article_id := asked.words.strip():
        await _show_article(asked, article_id)
        return
    async with asked.services.database.reader() as reader:
        found = await status(reader, now=asked.now, pace=asked.services.pacer.pace)
        reach = await tallies.reach(reader)
    await asked.show(stats(asked.catalogue, reach, found.tally, found.ends_at))


async def _show_article(asked: Asked, article_id: str) -> None:
    """Say whom an article reaches, and how many messages tell of it."""
    told = await progress_of(asked, article_id)
    async with asked.services.database.reader() as reader:
        article = await articles.get(reader, article_id)
        parties = article.parties if article else ()
        readers = await subscriptions.reach(reader, scopes_of(parties))
        everybody = await tallies.reach(reader)
    reach = article_reach(asked.catalogue, readers, everybody)
    await asked.reply(replace(told, html=Html(f"{told.html}\n{reach}")))
