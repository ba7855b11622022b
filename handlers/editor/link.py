"""A link that was sent: fetched under guard and read, it becomes a card; else one to fill in."""

import asyncio
from typing import Final

from rapidfuzz import fuzz

from bot.errors import BadInput, Gone
from bot.ingest import addresses
from bot.ingest.document import SHORTEST_BODY, Hint
from bot.ingest.guard import target
from bot.newsroom import drafting, intent, reading
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.feeds import roster
from bot.newsroom.feeds.card import choices
from bot.newsroom.intent import Pending
from bot.newsroom.source import NAME_LENGTH, read_source, with_source
from bot.render.html import outside
from bot.render.message import Html, Message
from handlers.context import Asked
from handlers.editor.begin import begin, keep, put, tell
from handlers.editor.incoming import Links
from handlers.editor.show import card_of, edit_card
from storage.drafts import Draft

# A page that is there sooner needs no line that says it is being fetched.
FETCHING_AFTER_S: Final = 0.8
MOST_LINKS: Final = 5
NAME_WORDS: Final = 6
# A front page, and the usual places of feeds.
LOOKS_FOR_S: Final = 10.0
# Titles this near each other are those of one story.
_SAME_STORY: Final = 70


async def begin_from_links(asked: Asked, links: Links, *, pending: Draft | None = None) -> None:
    """Make a draft of each address; the one that `pending` lacks its source for may be that."""
    urls = list(dict.fromkeys(map(addresses.canonical, links.urls)))
    taken = urls[:MOST_LINKS]
    reads = [asyncio.create_task(read(asked, url, links.note)) for url in taken]
    try:
        for url, reading_ in zip(taken, reads, strict=True):
            await _begin(asked, url, reading_, pending if len(urls) == 1 else None)
    finally:
        for reading_ in reads:
            reading_.cancel()
        await asyncio.gather(*reads, return_exceptions=True)
    if len(urls) > len(taken):
        await asked.say("draft.links_left", count=len(urls) - len(taken))


async def read(asked: Asked, url: str, note: str = "") -> DraftArticle:
    """Return what the page at an address holds, unless the archive has it already.

    BadInput for an address that may not be fetched, and for a feed.
    """
    if target(url, allow=asked.services.sources.fetcher.allow) is None:
        raise BadInput("fetch.address")
    if not addresses.names_a_page(url) and await asked.is_editor():
        # The front page of a site: its feeds are what it has to offer.
        raise BadInput("fetch.is_feed")
    content = reading.from_address(url)
    if await drafting.known(asked.services.database, content) is None:
        content = await _fetched(asked, url)
        if not content.body and len(note) >= SHORTEST_BODY:
            return await _from_words(asked, content, note)
    return reading.with_note(content, note)


async def _fetched(asked: Asked, url: str) -> DraftArticle:
    """Return what the page at an address holds, else a draft of the address with the reason."""
    sources = asked.services.sources
    try:
        link = await sources.read_link(url, received_at=asked.now)
    except BadInput as trouble:
        if trouble.key == "fetch.is_feed" and addresses.names_a_page(url):
            raise
        return reading.from_address(url, trouble)
    return reading.from_link(link, allow=sources.fetcher.allow)


async def _from_words(asked: Asked, content: DraftArticle, words: str) -> DraftArticle:
    """Take the words beside a link that can't be read for the text itself."""
    sources = asked.services.sources
    # Where the source is known, even one sentence is enough.
    hint = Hint(source_url=content.url)
    understood = await sources.read_paste([words], received_at=asked.now, hint=hint)
    text = reading.from_paste(understood, (words,), allow=sources.fetcher.allow)
    filled = reading.with_text(content, text)
    kept = {"trouble": content.trouble, "trouble_arguments": content.trouble_arguments}
    return filled.model_copy(update=kept)


async def _begin(
    asked: Asked, url: str, reading_: "asyncio.Task[DraftArticle]", pending: Draft | None
) -> None:
    waiting, shown = None, None
    done, _ = await asyncio.wait([reading_], timeout=FETCHING_AFTER_S)
    if not done:
        line = asked.html("draft.fetching", host=outside(reading.host_of(url)))
        shown = (await asked.reply(Message(line))).message_id
        if pending is None and await asked.is_editor():
            # Kept before the page is there, so that no restart loses the link.
            waiting = await keep(asked, reading.from_address(url, BadInput("fetch.pending")))
            waiting = await drafting.set_card(asked.services.database, waiting, shown)
    try:
        content = await reading_
    except BadInput as refusal:
        await _refuse(asked, refusal, url, waiting, shown)
        return
    if waiting is not None:
        changed = await drafting.change(asked.services.database, waiting, content, asked.now)
        await edit_card(asked, changed)
    elif pending is not None and _is_source_of(pending, content):
        await _take_as_source(asked, pending, url, content.note, shown)
    else:
        await begin(asked, content, message_id=shown)


async def _refuse(
    asked: Asked, refusal: BadInput, url: str, waiting: Draft | None, shown: int | None
) -> None:
    """Say why an address makes no draft, and take back the one that waited for it."""
    message = Message(asked.html(refusal.key, **refusal.arguments))
    if refusal.key == "fetch.is_feed" and await asked.is_editor():
        offered = await _feeds_at(asked, url)
        if offered is None:
            await _by_hand(asked, url, waiting, shown)
            return
        message = offered
    if waiting is not None:
        await drafting.discard(
            asked.services.database, waiting.id, editor_id=asked.person_id, now=asked.now
        )
    await put(asked, message, shown)


async def _feeds_at(asked: Asked, url: str) -> Message | None:
    """Offer the feeds of a site, or the one that an address is; None where there is none."""
    try:
        async with asyncio.timeout(LOOKS_FOR_S):
            found = await asked.services.sources.find_feeds(url)
    except (BadInput, TimeoutError):
        return None
    offered = await roster.propose(
        asked.services.database, found, editor_id=asked.person_id, now=asked.now
    )
    if not offered:
        return Message(asked.html("feed.all_known"))
    message = choices(asked.catalogue, url, offered)
    words = asked.html("fetch.offers_feeds")
    return Message(Html(f"{words}\n{message.html}"), message.buttons)


async def _by_hand(asked: Asked, url: str, waiting: Draft | None, shown: int | None) -> None:
    """Make a draft of a front page that names no feed, after all."""
    content = await _fetched(asked, url)
    if waiting is None:
        await begin(asked, content, message_id=shown)
        return
    await edit_card(
        asked, await drafting.change(asked.services.database, waiting, content, asked.now)
    )


def _is_source_of(pending: Draft, content: DraftArticle) -> bool:
    """Whether a page is the source of an earlier draft: it tells the same, or can't be read."""
    if not content.body:
        return content.trouble is not None  # else the archive has it, and the card says so
    earlier = drafting.content_of(pending)
    if earlier.body[:200] and earlier.body[:200] in content.body:
        return True
    return fuzz.token_set_ratio(earlier.title, content.title) >= _SAME_STORY


async def _take_as_source(
    asked: Asked, pending: Draft, url: str, note: str, shown: int | None
) -> None:
    allow = asked.services.sources.fetcher.allow
    # A name beside it is the outlet's: "Caspian Wire https://...".
    is_name = note[:1].isupper() and len(note.split()) <= NAME_WORDS and "\n" not in note
    name = note if is_name and len(note) <= NAME_LENGTH else ""
    source = read_source(f"{name} {url}", allow=allow)
    content = with_source(drafting.content_of(pending), source)
    draft = await drafting.change(asked.services.database, pending, content, asked.now)
    if shown is not None:
        await tell(asked, draft, shown)
    elif content.outlet_name is None:
        await asked.say("draft.source_name_missing")
    else:
        await edit_card(asked, draft)


def lacks_source(draft: Draft | None, asked: Asked) -> Draft | None:
    """Return the draft if it was made just now and waits for its source."""
    if draft is None:
        return None
    pending = Pending(drafting.content_of(draft), draft.changed_at)
    return draft if intent.awaits_source(pending, asked.now) else None


async def on_fetch(asked: Asked, draft_id: int) -> None:
    """Fetch the page of a draft once more, and fill in what it gives."""
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_draft(reader, draft_id)
    content = drafting.content_of(draft)
    if not content.url or content.body:
        raise Gone("error.button_old")
    await asked.acknowledge(
        asked.catalogue.text("draft.fetching", host=reading.host_of(content.url))
    )
    found = await _fetched(asked, content.url)
    kept = {name: getattr(content, name) for name in ("note", "forwarded", "album")}
    draft = await drafting.change(
        asked.services.database, draft, found.model_copy(update=kept), asked.now
    )
    await asked.show(await card_of(asked, draft))
