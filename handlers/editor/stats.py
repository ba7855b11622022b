"""`/stats`: how many are reached and how delivery stands, for editors."""

from bot.delivery.status import status
from bot.render.stats import stats
from handlers.context import Asked
from handlers.editor.correct import progress_of
from storage import tallies


async def on_stats(asked: Asked) -> None:
    """Show the counts of the last day, or of one article; small ones are not told exactly."""
    await asked.require_editor()
    if not asked.is_private:
        await asked.say("error.private_only")
        return
    if article_id := asked.words.strip():
        await asked.reply(await progress_of(asked, article_id))
        return
    async with asked.services.database.reader() as reader:
        found = await status(reader, now=asked.now, pace=asked.services.pacer.pace)
        reach = await tallies.reach(reader)
    await asked.show(stats(asked.catalogue, reach, found.tally, found.ends_at))
