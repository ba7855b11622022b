"""Entities that a call brings along instead of markup, checked as Telegram checks them."""

from collections.abc import Sequence

from bot.simulator.entities import CODE, QUOTES, STYLES
from bot.simulator.errors import BadRequest
from bot.simulator.formatted import Entity, Span
from bot.simulator.links import BadLink, checked_link, user_id_of

_FARTHEST = 1_000_000
_PLAIN = frozenset(STYLES) | QUOTES | CODE
_DETAILS = {
    "pre": ("language",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}


def spans_given(entities: Sequence[Entity]) -> list[Span]:
    """Return the entities that a bot may set; those that Telegram finds itself are left out."""
    return [span for entity in entities if (span := _span(entity)) is not None]


def _span(entity: Entity) -> Span | None:
    offset, length = entity["offset"], entity["length"]
    if not 0 <= offset <= _FARTHEST:
        raise BadRequest("receive an entity with incorrect offset")
    if not 0 <= length <= _FARTHEST:
        raise BadRequest("receive an entity with incorrect length")
    kind, place = entity["type"], (offset, offset + length)
    if kind == "text_link":
        return _link(str(entity.get("url", "")), place)
    if kind == "text_mention" and "user" in entity:
        return Span(kind, *place, {"user_id": entity["user"]["id"]})
    if kind in _PLAIN or kind in _DETAILS:
        names = _DETAILS.get(kind, ())
        return Span(kind, *place, {name: entity[name] for name in names if name in entity})
    return None


def _link(address: str, place: tuple[int, int]) -> Span | None:
    user_id = user_id_of(address)
    if user_id is not None:
        return Span("text_mention", *place, {"user_id": user_id})
    try:
        return Span("text_link", *place, {"url": checked_link(address)})
    except BadLink:
        return None
