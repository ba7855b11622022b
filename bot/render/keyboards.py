"""Our buttons as Telegram's."""

from typing import Any

from telegram import InlineKeyboardMarkup

from bot.render.html import cut
from bot.render.message import Button, Rows

LABEL_LENGTH = 40
#: Takes a keyboard below the text field away.
NO_KEYBOARD: dict[str, Any] = {"remove_keyboard": True}


def _button(button: Button) -> dict[str, Any]:
    fields = {
        "text": cut(button.label, LABEL_LENGTH),
        "callback_data": button.data,
        "url": button.url,
        "switch_inline_query": button.switch_inline,
        "style": button.style,
    }
    return {name: value for name, value in fields.items() if value is not None}


def as_json(rows: Rows) -> dict[str, Any] | None:
    """Turn rows of buttons into a keyboard as it goes out; None where there are no buttons."""
    kept = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Turn rows of buttons into the library's keyboard; None where there are no buttons."""
    keyboard = as_json(rows)
    return InlineKeyboardMarkup.de_json(keyboard) if keyboard else None


def location_keyboard(label: str) -> dict[str, Any]:
    """Make a keyboard below the text field with one button, which sends where the person is."""
    button = {"text": label, "request_location": True}
    return {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
