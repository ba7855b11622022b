"""What of Telegram HTML a reader sees: the words without the tags."""

import html
import re

from bot.render.html import length_utf16
from config.limits import TEXT_LENGTH_UTF16

_TAG = re.compile(r"<[^>]*>")
# Telegram refuses a text of more than 32,768 bytes before it parses anything (TDLib, Client.cpp).
_RAW_BYTES = 32_000


def words(markup: str) -> str:
    """Return the text without its tags, entities decoded."""
    return html.unescape(_TAG.sub("", markup))


def length(markup: str) -> int:
    """Count what a reader sees of it, in UTF-16 units."""
    return length_utf16(words(markup))


def fits(markup: str) -> bool:
    """Tell whether Telegram takes this as one message."""
    return length(markup) <= TEXT_LENGTH_UTF16 and len(markup.encode()) <= _RAW_BYTES
