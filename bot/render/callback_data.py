"""Versioned callback data: `v1:action:part`, ids only, at most 64 bytes, checked on return."""

import re
from dataclasses import dataclass

from bot.errors import Gone
from config.limits import CALLBACK_DATA_BYTES

VERSION = "v1"
_DIGITS = 15
_PART = re.compile(r"[A-Za-z0-9_./+-]{0,40}")
_PARTS = re.compile(rf"{_PART.pattern}(?::{_PART.pattern})*")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that somebody pressed: what it does, and the ids that it carried."""

    action: str
    parts: tuple[str, ...]


def number(part: str, *, otherwise: str = "error.button_old") -> int:
    """Read a row's number from callback data; Gone, by this key, for what no row could have."""
    if not part.isascii() or not part.isdecimal() or len(part) > _DIGITS:
        raise Gone(otherwise)
    return int(part)


def encode(action: str, *parts: object) -> str:
    """Build callback data; ValueError for what would not survive the way back."""
    words = ":".join((action, *map(str, parts)))
    data = f"{VERSION}:{words}"
    fits = len(data) <= CALLBACK_DATA_BYTES and words.count(":") == len(parts)
    if not fits or not _PARTS.fullmatch(words):
        raise ValueError(f"not fit for a button: {data!r}")
    return data


def decode(data: str | None) -> Pressed:
    """Read callback data; Gone for another version or anything that we never wrote."""
    version, _, rest = (data or "").partition(":")
    words = rest.split(":")
    if version != VERSION or not words[0] or not all(_PART.fullmatch(word) for word in words):
        raise Gone("error.button_old")
    return Pressed(words[0], tuple(words[1:]))


def on_behalf(data: str, chat_id: int) -> str:
    """Let callback data act for another chat than the one that it stands in."""
    return encode("ch", chat_id, *data.removeprefix(f"{VERSION}:").split(":"))
