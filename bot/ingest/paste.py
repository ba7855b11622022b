"""Pasted text: what the bot reads it into, and the plain view that it is scored by from outside."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.ingest.document import Hint
from bot.ingest.pipeline import understand
from bot.ingest.reader import read

__all__ = ["as_dict", "read"]


def as_dict(
    text: str | Sequence[str], received_at: datetime, hint: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a plain view of what the bot makes of a paste, for scoring from outside."""
    parts = [text] if isinstance(text, str) else list(text)
    document = read(parts, received_at=received_at, hint=_hint_of(hint or {}))
    return understand(document, today=received_at.date()).as_dict()


def _hint_of(given: Mapping[str, Any]) -> Hint:
    """Read a hint from outside, under the names that one would expect, nested or not."""
    flat = dict(given)
    for value in given.values():
        flat |= value if isinstance(value, Mapping) else {}

    def first(*names: str) -> Any:  # noqa: ANN401  # JSON from outside
        return next((flat[name] for name in names if flat.get(name) is not None), None)

    moment = first("published", "forwarded_at", "forward_date", "date", "published_at")
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return Hint(
        published=moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None,
        outlet_name=first("outlet_name", "outlet", "source", "channel", "forwarded_from", "from"),
        outlet_domain=first("outlet_domain", "domain", "site"),
        source_url=first("source_url", "url", "link", "post_url", "post_link") or _linked(flat),
        zone=first("zone", "timezone", "tz"),
        day_first=_day_first(first("day_first", "date_order", "order"), first("country")),
    )


def _linked(given: Mapping[str, Any]) -> str | None:
    """Return the target of the first linked text of a forward."""
    entities = given.get("entities") or ()
    return next(
        (one["url"] for one in entities if isinstance(one, Mapping) and one.get("url")), None
    )


def _day_first(order: object, country: object) -> bool | None:
    if isinstance(order, bool):
        return order
    if isinstance(order, str):
        return order.lower().startswith("d")
    return country != "US" if country else None
