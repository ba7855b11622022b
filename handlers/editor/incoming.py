"""What a message brings: its text, the addresses in it, and where a forwarded one comes from."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC

from telegram import (
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.ingest import addresses
from bot.ingest.document import SHORTEST_BODY, Hint
from bot.ingest.guard import target
from bot.newsroom.draft_article import Forwarded

NOTE_LENGTH = 280
_ADDRESS = re.compile(r"(?<![\w/])[a-z][a-z0-9+.-]{1,15}:/{2}[^\s<>\"]+", re.IGNORECASE)
_CLOSING = ".,;:!?»”’'*_)]}"
# An address without a scheme is one only where it names a page: "iran.az" is a search.
_BARE = re.compile(r"(?:www\.)?[^\s/@]+\.[^\s/@]{2,}/\S*|www\.\S+")
_LINKS = [MessageEntity.URL, MessageEntity.TEXT_LINK]
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.org"})


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that a message sends, and what its sender wrote beside them."""

    urls: tuple[str, ...]
    note: str


def text_of(message: Message) -> str:
    """Return the words of a message, or those below its picture."""
    return message.text or message.caption or ""


def links_of(message: Message, *, text: str | None = None) -> Links | None:
    """Return the addresses of a message that is about them; None where it is a text of its own.

    A few words may stand beside them; a longer text with an address in it is an article. `text`
    is the part of the message that counts, by default all of it.
    """
    text = text_of(message) if text is None else text
    spans = sorted({*_written(text), *_marked(message, text)})
    hidden = [] if spans else [url for url in _behind_words(message) if "://" in url]
    note = _without(text, [(start, end) for start, end, _ in spans])
    is_article = len(note) > NOTE_LENGTH or ("\n" in note and len(note) > SHORTEST_BODY * 2)
    if is_article or not (spans or hidden):
        return None
    urls = dict.fromkeys([*(url for _, _, url in spans), *hidden])
    return Links(tuple(urls), note)


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ADDRESS.finditer(text):
        url = match.group()
        # "(https://example.org/a_(b))" keeps its own bracket only.
        while url[-1] in _CLOSING and not (url[-1] == ")" and url.count("(") >= url.count(")")):
            url = url[:-1]
        yield match.start(), match.start() + len(url), url


def _marked(message: Message, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the addresses that Telegram saw although no scheme stands before them."""
    for url in _entities(message, MessageEntity.URL):
        if "://" not in url and _BARE.fullmatch(url) and (start := text.find(url)) >= 0:
            yield start, start + len(url), f"https://{url}"


def _entities(message: Message, kind: str) -> list[str]:
    found = message.parse_entities([kind]) if message.text else {}
    found = found or (message.parse_caption_entities([kind]) if message.caption else {})
    if kind == MessageEntity.TEXT_LINK:
        return [entity.url for entity in found if entity.url]
    return list(found.values())


def _behind_words(message: Message) -> list[str]:
    return _entities(message, MessageEntity.TEXT_LINK)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = max(at, end)
    kept.append(text[at:])
    lines = (" ".join(line.split()) for line in "".join(kept).splitlines())
    return "\n".join(line.strip(" -–—:|") for line in lines if line.strip(" -–—:|()<>"))


def one_page(message: Message, *, allow: Collection[str] = ()) -> str | None:
    """Return the one page outside of Telegram that a post or a caption points to as its source.

    It stands behind words ("Read more") or in the last line; one in a sentence is a mere mention.
    """
    text = text_of(message)
    last = text.rstrip().rfind("\n") + 1
    named = [url for start, _, url in _written(text) if start >= last]
    pages = {
        addresses.canonical(url)
        for url in named + _behind_words(message)
        if target(url, allow=allow)
        and addresses.names_a_page(url)
        and addresses.domain(url) not in _TELEGRAM
    }
    return pages.pop() if len(pages) == 1 else None


def forwarded_of(message: Message) -> Forwarded | None:
    """Keep what a forward says of its origin: its name, its time, and the post's link."""
    origin = message.forward_origin
    if origin is None:
        return None
    at = origin.date.astimezone(UTC)
    if isinstance(origin, MessageOriginChannel):
        name = origin.chat.username
        post = f"https://t.me/{name}/{origin.message_id}" if name else None
        shown = f"{origin.chat.title} (@{name})" if name else str(origin.chat.title)
        return Forwarded(name=shown, at=at, post=post)
    if isinstance(origin, MessageOriginChat):
        return Forwarded(name=str(origin.sender_chat.title), at=at)
    if isinstance(origin, MessageOriginHiddenUser):
        return Forwarded(name=origin.sender_user_name, at=at, is_hidden=True)
    if isinstance(origin, MessageOriginUser):
        return Forwarded(name=origin.sender_user.full_name, at=at)
    return Forwarded(name="", at=at, is_hidden=True)


def hint_of(forwarded: Forwarded | None, page: str | None) -> Hint:
    """Return what is known beside the text; the page that it points to goes before the post."""
    if forwarded is None:
        return Hint(source_url=page)
    name = f"{forwarded.name} (hidden account)" if forwarded.is_hidden else forwarded.name
    return Hint(
        published=forwarded.at,
        outlet_name=name.strip() or None,
        source_url=page or forwarded.post,
    )
