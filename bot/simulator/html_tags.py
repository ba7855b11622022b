"""What the tags of Telegram's HTML mean: which entity a closed tag leaves behind."""

import re
from collections.abc import Callable

from bot.simulator.formatted import Entity, Span
from bot.simulator.links import BadLink, checked_link, user_id_of

Attributes = dict[str, str]
Place = tuple[int, int]

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
TAGS = frozenset(_STYLES) | {"a", "blockquote", "code", "pre", "tg-emoji", "tg-time"}
_LANGUAGE = "language-"


def add_span(
    spans: list[Span], tag: str, attributes: Attributes, place: Place, content: str
) -> None:
    """Add what a closed tag leaves to the entities found so far, or join it with the last one.

    `content` is the text of a link without an address. Raises ValueError with Telegram's reason.
    """
    if tag in ("pre", "code"):
        _add_code(spans, tag, attributes, place)
    elif tag in _STYLES:
        spans.append(Span(_STYLES[tag], *place))
    elif (made := _READERS[tag](attributes, content)) is not None:
        spans.append(Span(made[0], *place, made[1]))


def _add_code(spans: list[Span], tag: str, attributes: Attributes, place: Place) -> None:
    """A `code` with a language and a `pre` around exactly the same text are one entity."""
    value = attributes.get("class", "") if tag == "code" else ""
    language = value.removeprefix(_LANGUAGE) if value.startswith(_LANGUAGE) else ""
    last = spans[-1] if spans else None
    if last is not None and (last.offset, last.end) == place:
        inner = last.detail.get("language", "") if last.kind == "code" else ""
        if (tag == "pre" and inner) or (tag == "code" and language and last == _pre(place)):
            spans[-1] = Span("pre", *place, {"language": inner or language})
            return
    spans.append(_pre(place) if tag == "pre" else Span("code", *place, _language(language)))


def _pre(place: Place) -> Span:
    return Span("pre", *place)


def _language(language: str) -> Entity:
    return {"language": language} if language else {}


def _link(attributes: Attributes, content: str) -> tuple[str, Entity] | None:
    address = attributes.get("href") or content
    user_id = user_id_of(address)
    if user_id is not None:
        return "text_mention", {"user_id": user_id}
    try:
        return "text_link", {"url": checked_link(address)}
    except BadLink:
        return None


def _quote(attributes: Attributes, _content: str) -> tuple[str, Entity]:
    return ("expandable_blockquote" if "expandable" in attributes else "blockquote"), {}


def _emoji(attributes: Attributes, _content: str) -> tuple[str, Entity]:
    number = attributes.get("emoji-id", "")
    if not re.fullmatch("[0-9]{1,19}", number) or not 0 < int(number) < 1 << 63:
        raise ValueError("Invalid custom emoji identifier specified")
    return "custom_emoji", {"custom_emoji_id": str(int(number))}


def _time(attributes: Attributes, _content: str) -> tuple[str, Entity] | None:
    unix = re.match("[0-9]{1,10}", attributes.get("unix", ""))
    if unix is None or not 0 < int(unix[0]) < 1 << 31:
        return None
    time_format = _time_format(attributes.get("format", ""))
    shown = {"date_time_format": time_format} if time_format else {}
    return "date_time", {"unix_time": int(unix[0]), **shown}


def _time_format(letters: str) -> str:
    """Return a format in Telegram's own order: weekday, date short and long, time likewise."""
    if letters in ("r", ""):
        return letters
    if not set(letters) <= set("wWdDtT"):
        raise ValueError("Invalid date format used")
    wanted = letters.replace("W", "w")
    return "".join(letter for letter in "wdDtT" if letter in wanted)


_READERS: dict[str, Callable[[Attributes, str], tuple[str, Entity] | None]] = {
    "a": _link,
    "blockquote": _quote,
    "tg-emoji": _emoji,
    "tg-time": _time,
}
