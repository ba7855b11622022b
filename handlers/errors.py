"""Where errors become sentences: ours by key, everything else as a log record and apology."""

import logging

from bot.errors import BotError
from bot.render.i18n import Catalogue
from bot.render.message import Html
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
