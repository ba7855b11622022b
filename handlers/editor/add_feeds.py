"""How feeds come in: by address, from a site's page, from a list that a feed reader exported."""

import asyncio
from typing import Final

from telegram import Document, Message

from bot.errors import BadInput
from bot.ingest import addresses
from bot.ingest.guard import target
from bot.ingest.sources import FoundFeed
from bot.newsroom.feeds import roster
from bot.newsroom.feeds.card import choices, imported
from bot.render.html import outside
from bot.render.message import Html
from bot.render.message import Message as OurMessage
from handlers.chat import kept_chat
from handlers.context import Asked
from handlers.editor.feeds import (
    READ_WITHIN_S,
    card_of_feed,
    list_of,
    require_desk,
    takes_feed_answer,
)
from storage import feeds
from storage.feeds import FeedState

LIST_BYTES: Final = 2_000_000
LIST_KINDS: Final = (".opml", ".xml")
# What is there sooner needs no line that says it is being looked for.
_LOOKING_AFTER_S: Final = 0.8
# A page, and half a dozen places where its feed may lie.
_LOOKS_FOR_S: Final = 40.0


async def on_feeds(asked: Asked) -> None:
    """List the feeds, or add the one at the address that follows."""
    await require_desk(asked)
    if asked.words.strip():
        await _add_address(asked, addresses_in(asked.words, asked))
    else:
        await asked.reply(await list_of(asked, 0))


async def takes_for_feeds(asked: Asked, message: Message) -> bool:
    """Take a list of feeds, or the short answer that a feed's card waits for; else False."""
    if message.document is not None:
        name = (message.document.file_name or "").lower()
        if not name.endswith(LIST_KINDS):
            return False
        await _add_listed(asked, message.document)
        return True
    return bool(message.text) and await takes_feed_answer(asked, message.text or "")


def addresses_in(words: str, asked: Asked) -> list[str]:
    """Read an address that an editor typed, the likelier scheme first where none was.

    BadInput for what is none or leads inside.
    """
    text = words.strip()
    bare = text.partition("/")[0]
    if len(text.split()) != 1 or not ("." in bare or ":" in bare):
        raise BadInput("feed.usage")
    typed = [text] if "://" in text else [f"https://{text}", f"http://{text}"]
    allow = asked.services.sources.fetcher.allow
    urls = [url for url in typed if target(url, allow=allow) is not None]
    if not urls:
        raise BadInput("feed.address")
    return urls


async def _add_address(asked: Asked, urls: list[str]) -> None:
    url = urls[0]
    search = asyncio.create_task(_find(asked, urls))
    shown = None
    done, _ = await asyncio.wait([search], timeout=_LOOKING_AFTER_S)
    if not done:
        line = asked.html("feed.looking", host=outside(addresses.domain(url) or url))
        shown = (await asked.reply(OurMessage(line))).message_id
    try:
        answer = await _answer(asked, url, await search)
    except BadInput as refusal:
        if shown is None:
            raise
        answer = OurMessage(asked.html(refusal.key, **refusal.arguments))
    finally:
        search.cancel()
    if shown is None:
        await asked.reply(answer)
    else:
        await asked.edit_message(asked.chat_id, shown, answer)


async def _find(asked: Asked, urls: list[str]) -> list[FoundFeed]:
    try:
        async with asyncio.timeout(_LOOKS_FOR_S):
            return await _first_found(asked, urls)
    except TimeoutError:
        raise BadInput("feed.not_found") from None
    except BadInput as refusal:
        if refusal.key.startswith("feed."):
            raise
        # A page's refusals speak of pasting an article's text.
        reason = refusal.key.rpartition(".")[2]
        raise BadInput(f"feed.add.{reason}", **refusal.arguments) from None


async def _first_found(asked: Asked, urls: list[str]) -> list[FoundFeed]:
    for url in urls[:-1]:
        try:
            return await asked.services.sources.find_feeds(url)
        except BadInput as refusal:
            if refusal.key != "fetch.unreachable":
                raise
    return await asked.services.sources.find_feeds(urls[-1])


async def _answer(asked: Asked, url: str, found: list[FoundFeed]) -> OurMessage:
    """Add the one feed that was found and show its card, or offer the several."""
    database, editor_id, now = asked.services.database, asked.person_id, asked.now
    if len(found) > 1:
        offered = await roster.propose(database, found, editor_id=editor_id, now=now)
        if not offered:
            raise BadInput("feed.all_known")
        return choices(asked.catalogue, url, offered)
    async with database.reader() as reader:
        known = await feeds.of_key(reader, addresses.key(found[0].url))
    if known is not None and known.state is not FeedState.PROPOSED:
        card = await card_of_feed(asked, known.id)
        return OurMessage(Html(f"{asked.html('feed.known')}\n\n{card.html}"), card.buttons)
    await kept_chat(asked)  # or nobody could be told when the feed breaks
    feed = await roster.add(database, found[0], editor_id=editor_id, now=now)
    await asked.services.feeds.read(feed.id, within_s=READ_WITHIN_S)
    card = await card_of_feed(asked, feed.id)
    return OurMessage(Html(f"{asked.html('feed.added')}\n\n{card.html}"), card.buttons)


async def _add_listed(asked: Asked, file: Document) -> None:
    if (file.file_size or 0) > LIST_BYTES:
        raise BadInput("fetch.too_big", megabytes=LIST_BYTES // 1_000_000)
    handle = await asked.bot.get_file(file.file_id)
    data = bytes(await handle.download_as_bytearray())
    sources = asked.services.sources
    listed = await sources.read_list(data)
    if not listed:
        raise BadInput("feed.list_empty")
    await kept_chat(asked)
    result = await roster.add_listed(
        asked.services.database,
        listed,
        allow=sources.fetcher.allow,
        editor_id=asked.person_id,
        now=asked.now,
    )
    await asked.reply(imported(asked.catalogue, result))
