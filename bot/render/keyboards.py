"""Our buttons as Telegram's."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.render.html import cut
from bot.render.message import Button, Rows

LABEL_LENGTH = 40


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        cut(button.label, LABEL_LENGTH),
        callback_data=button.data,
        url=button.url,
        switch_inline_query=button.switch_inline,
        style=button.style,
    )


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Turn rows of buttons into a keyboard; None where there are no buttons."""
    kept = [[_button(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(kept) if kept else None
