"""Inline keyboards as messages show them: empty rows dropped, long ones cut, links tidied.

What a single button must have is checked with the schema, see buttons.py.
"""

from bot.simulator.errors import BadRequest
from bot.simulator.links import checked_link
from bot.simulator.people import Json

ROW_BUTTONS, ALL_BUTTONS = 12, 300  # TDLib, ReplyMarkup.cpp: cut without a word
SERVER_BUTTONS = 100  # python-telegram-bot's InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER


def inline_keyboard(markup: Json | None) -> Json | None:
    """Return the inline keyboard that the message will show, None for none."""
    if not markup or "inline_keyboard" not in markup:
        return None
    rows: list[list[Json]] = []
    left = ALL_BUTTONS
    for row in markup["inline_keyboard"]:
        kept = [_shown(button) for button in row[: min(ROW_BUTTONS, left)]]
        left -= len(kept)
        if kept:
            rows.append(kept)
    if sum(map(len, rows)) > SERVER_BUTTONS:
        raise BadRequest("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _shown(button: Json) -> Json:
    return button | {"url": checked_link(button["url"])} if "url" in button else button
