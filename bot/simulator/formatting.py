"""Text as Telegram keeps it: parsed, cleaned, trimmed, with entities found and mended."""

from collections.abc import Sequence
from typing import Literal

from bot.simulator.cleaning import cleaned, is_empty, trimmed
from bot.simulator.detection import find_entities
from bot.simulator.entities import mended
from bot.simulator.errors import BadRequest
from bot.simulator.formatted import Entity, Formatted, Span
from bot.simulator.given import spans_given
from bot.simulator.html import parse_html

__all__ = ["Entity", "Formatted", "format_text"]

RAW_BYTES = 1 << 15  # the Bot API server refuses longer texts before it parses them
ENTITIES = 100  # the server keeps no more of one message


def format_text(
    raw: str,
    parse_mode: str | None,
    entities: Sequence[Entity] | None = None,
    *,
    limit: int = 4096,
    what: Literal["message", "caption"] = "message",
) -> Formatted:
    """Return a text and its entities as the server stores them, or raise BadRequest.

    `limit` counts code points after parsing. A caption may be empty. A `text_mention` carries
    `user_id` where HTML named the user. `entities` are used only without a parse mode.
    """
    _check_raw(raw, what)
    text, spans = _parsed(raw, parse_mode, entities)
    text, spans = cleaned(text, mended(spans))
    if is_empty(text):
        if what == "message":
            raise BadRequest("text must be non-empty")
        return Formatted("")
    text, spans = trimmed(text, mended(spans))
    if len(text) > limit:
        raise BadRequest(f"message {'caption ' if what == 'caption' else ''}is too long")
    spans = mended(spans, find_entities(text))
    return Formatted(text, tuple(span.entity for span in spans[:ENTITIES]))


def _check_raw(raw: str, what: str) -> None:
    if not raw and what == "message":
        raise BadRequest("message text is empty")
    try:
        size = len(raw.encode())
    except UnicodeEncodeError:
        raise BadRequest("strings must be encoded in UTF-8") from None
    if size > RAW_BYTES:
        raise BadRequest("text is too long")


def _parsed(
    raw: str, parse_mode: str | None, entities: Sequence[Entity] | None
) -> tuple[str, list[Span]]:
    mode = (parse_mode or "").lower()
    if mode == "html":
        formatted = parse_html(raw)
        return formatted.text, [_span(entity) for entity in formatted.entities]
    if mode.startswith("markdown"):
        raise BadRequest("unsupported parse_mode: this simulator reads HTML only")
    if mode and mode != "none":
        raise BadRequest("unsupported parse_mode")
    return raw, spans_given(entities or ())


def _span(entity: Entity) -> Span:
    detail = {key: entity[key] for key in entity if key not in ("type", "offset", "length")}
    return Span(entity["type"], entity["offset"], entity["offset"] + entity["length"], detail)
