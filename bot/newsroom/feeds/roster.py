"""What editors do with feeds: find, add, choose, pause and remove; each deed is written down."""

from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import BadInput, Gone
from bot.ingest import addresses, outlets
from bot.ingest.opml import ListedFeed, sort_out
from bot.ingest.polling import LONGEST
from bot.ingest.sources import FoundFeed
from bot.newsroom.feeds.decide import NAME_LENGTH
from bot.newsroom.feeds.filter import FeedFilter
from bot.render.html import clean
from storage import audit, feeds
from storage.database import Database, Reader, Transaction
from storage.errors import Missing
from storage.feeds import Feed, FeedState, NewFeed

LANGUAGES = ("en", "fa", "az", "tr", "ru", "ar")
#: Each feed is asked at least four times a day, and its entries are read by people.
MOST_FEEDS = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: the feeds that were added, and the others with their reasons."""

    added: list[Feed]
    refused: list[ListedFeed]


async def standing(reader: Reader, feed_id: int) -> Feed:
    """Return a feed that was added (or is offered); Gone for one that was removed."""
    feed = await feeds.get(reader, feed_id)
    if feed is None:
        raise Gone("feed.removed_already")
    return feed


async def add(database: Database, found: FoundFeed, *, editor_id: int, now: datetime) -> Feed:
    """Add a feed, to be asked at once; BadInput `feed.known` if it is on the list already."""
    async with database.transaction() as tx:
        return await _add(tx, found, editor_id=editor_id, now=now)


async def propose(
    database: Database, found: Sequence[FoundFeed], *, editor_id: int, now: datetime
) -> list[Feed]:
    """Keep the feeds of a page until an editor has chosen; those on the list are left out."""
    offered = []
    async with database.transaction() as tx:
        for one in found:
            known = await feeds.of_key(tx, addresses.key(one.url))
            if known is None:
                new = _new(one, FeedState.PROPOSED, editor_id=editor_id, now=now)
                known = await feeds.add(tx, new)
            if known.state is FeedState.PROPOSED:
                offered.append(known)
    return offered


async def take(database: Database, feed_id: int, *, editor_id: int, now: datetime) -> Feed:
    """Add a feed that was offered; BadInput `feed.known` where somebody was faster."""
    async with database.transaction() as tx:
        feed = await standing(tx, feed_id)
        if feed.state is not FeedState.PROPOSED:
            raise BadInput("feed.known")
        await _room_for_one(tx)
        feed = await feeds.take(tx, feed_id, by=editor_id, at=now)
        await _record(tx, "feed added", feed, editor_id, now, {"url": feed.url})
    return feed


async def add_listed(
    database: Database,
    listed: Sequence[Mapping[str, str]],
    *,
    allow: Collection[str],
    editor_id: int,
    now: datetime,
) -> Imported:
    """Add the feeds of a list (OPML) that can be asked, and tell of the others why not.

    Of so many at once only what is about two countries goes to the queue, or its editors drown.
    """
    async with database.transaction() as tx:
        known = await feeds.keys(tx)
        good, refused = sort_out([dict(one) for one in listed], known=known, allow=allow)
        room = max(0, MOST_FEEDS - len(known))
        refused += [ListedFeed(one.title, one.url, "feed.too_many") for one in good[room:]]
        added = [
            await _add(
                tx,
                FoundFeed(one.title, one.url),
                editor_id=editor_id,
                now=now,
                wanted=FeedFilter(only_pairs=True),
            )
            for one in good[:room]
        ]
    return Imported(added, refused)


async def choose(
    database: Database, feed_id: int, *, editor_id: int, now: datetime, **chosen: object
) -> Feed:
    """Write an editor's choice: outlet_name, outlet_country, language or filter (FeedFilter)."""
    values = {
        name: value.as_json() if isinstance(value, FeedFilter) else value
        for name, value in chosen.items()
    }
    async with database.transaction() as tx:
        feed = await _written(feeds.choose(tx, feed_id, **values))
        await _record(tx, "feed changed", feed, editor_id, now, values)
    return feed


async def pause(database: Database, feed_id: int, *, editor_id: int, now: datetime) -> Feed:
    """Ask a feed no more, until somebody lets it be asked again."""
    return await _set(database, feed_id, FeedState.PAUSED, "feed paused", editor_id, now)


async def resume(database: Database, feed_id: int, *, editor_id: int, now: datetime) -> Feed:
    """Let a paused feed be asked again, at once."""
    return await _set(database, feed_id, FeedState.ACTIVE, "feed resumed", editor_id, now)


async def poll_now(database: Database, feed_id: int, *, editor_id: int, now: datetime) -> Feed:
    """Let a feed be asked at once, whatever was planned."""
    async with database.transaction() as tx:
        feed = await standing(tx, feed_id)
        if feed.state is not FeedState.ACTIVE:
            raise BadInput("feed.is_paused")
        feed = await feeds.set_state(tx, feed_id, FeedState.ACTIVE, due_at=now)
        await _record(tx, "feed asked", feed, editor_id, now, {})
    return feed


async def remove(database: Database, feed_id: int, *, editor_id: int, now: datetime) -> Feed:
    """Forget a feed; what it brought stays, and what was rejected does not come back."""
    async with database.transaction() as tx:
        feed = await _written(feeds.remove(tx, feed_id))
        await _record(tx, "feed removed", feed, editor_id, now, {"url": feed.url})
    return feed


async def _add(
    tx: Transaction,
    found: FoundFeed,
    *,
    editor_id: int,
    now: datetime,
    wanted: FeedFilter | None = None,
) -> Feed:
    known = await feeds.of_key(tx, addresses.key(found.url))
    if known is not None and known.state is not FeedState.PROPOSED:
        raise BadInput("feed.known")
    await _room_for_one(tx)
    if known is not None:
        await feeds.remove(tx, known.id)
    new = _new(found, FeedState.ACTIVE, editor_id=editor_id, now=now)
    if wanted is not None:
        new = replace(new, filter=wanted.as_json())
    feed = await feeds.add(tx, new)
    await _record(tx, "feed added", feed, editor_id, now, {"url": feed.url})
    return feed


async def _room_for_one(tx: Transaction) -> None:
    if await feeds.count(tx) >= MOST_FEEDS:
        raise BadInput("feed.too_many", count=MOST_FEEDS)


async def _set(
    database: Database,
    feed_id: int,
    state: FeedState,
    action: str,
    editor_id: int,
    now: datetime,
) -> Feed:
    async with database.transaction() as tx:
        if (await standing(tx, feed_id)).state is FeedState.PROPOSED:
            raise Gone("feed.removed_already")
        feed = await feeds.set_state(tx, feed_id, state, due_at=now)
        await _record(tx, action, feed, editor_id, now, {})
    return feed


async def _written(writing: Awaitable[Feed]) -> Feed:
    try:
        return await writing
    except Missing:
        raise Gone("feed.removed_already") from None


def _new(found: FoundFeed, state: FeedState, *, editor_id: int, now: datetime) -> NewFeed:
    """Return a feed with what its address tells of its outlet; editors look at it on its card."""
    domain = addresses.domain(found.url)
    known = outlets.known(domain=domain, name=found.title)
    title = clean(found.title, limit=NAME_LENGTH) or domain or found.url
    return NewFeed(
        url=found.url,
        url_key=addresses.key(found.url),
        title=title,
        state=state,
        outlet_name=known.name if known else None,
        outlet_country=known.country if known else addresses.country_of(domain),
        language=None,
        filter=FeedFilter().as_json(),
        interval=LONGEST,
        added_by=editor_id,
        added_at=now,
    )


async def _record(
    tx: Transaction,
    action: str,
    feed: Feed,
    editor_id: int,
    now: datetime,
    detail: Mapping[str, object],
) -> None:
    await audit.record(
        tx,
        at=now,
        actor_id=editor_id,
        action=action,
        subject=f"feed:{feed.id}",
        detail={"title": feed.title, **detail},
    )
