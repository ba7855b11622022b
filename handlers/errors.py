"""Where errors become sentences: ours by key, everything else as a log record and apology."""

import logging
from html import unescape

from telegram.error import Forbidden, TelegramError

from bot.delivery.errors import Unanswered
from bot.errors import BotError
from bot.render.i18n import Catalogue
from bot.render.message import Html, Message
from handlers.context import Asked
from storage.errors import Busy

log = logging.getLogger(__name__)


def words_for(error: Exception, catalogue: Catalogue) -> Html:
    """Return what the person is told; an error that is not ours is logged with its trace."""
    if isinstance(error, BotError):
        return catalogue.html(error.key, **error.arguments)
    if isinstance(error, Busy):
        log.warning("the store was busy", extra={"action": "store_busy"})
        return catalogue.html("error.busy")
    log.error("an update failed", exc_info=error, extra={"action": "update_failed"})
    return catalogue.html("error.unexpected")


async def tell(asked: Asked, error: Exception) -> None:
    """Tell the person what went wrong; if even that fails, the log has it."""
    if isinstance(error, Forbidden):
        log.info("the chat no longer takes messages", extra={"action": "answer_refused"})
        return
    if isinstance(error, Unanswered):
        # The answer most likely stands in the chat; an apology below it would only confuse.
        log.warning("an answer was not confirmed: %s", error, extra={"action": "unanswered"})
        return
    words = words_for(error, asked.catalogue)
    try:
        if asked.waits_for_acknowledgement:
            await asked.acknowledge(unescape(words), alert=True)
        elif asked.update.inline_query is None:
            await asked.reply(Message(words))
    except TelegramError as failed:
        log.warning("an apology did not go out", exc_info=failed, extra={"action": "apology"})
