"""Asks the feeds that are due, a few at a time; nobody waits for it and no transaction is held."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import BadInput
from bot.ingest.hosts import HostTurns
from bot.ingest.polling import Outcome
from bot.ingest.sources import Poll, Sources
from bot.newsroom.feeds import decide, notices
from bot.newsroom.feeds.decide import Decided, Tell
from bot.newsroom.feeds.intake import Intake
from bot.newsroom.feeds.news import NewsDesk
from storage import audit, feed_entries, feeds
from storage.database import Database, Transaction
from storage.errors import Conflict, StorageError
from storage.feeds import Feed

log = logging.getLogger(__name__)

# Sites that don't answer hold others up; more at once could be too much to hold (5 MB each).
AT_ONCE: Final = 8
# Twenty pages of a slow site, with pauses between; what is left then is asked for again.
_LONGEST_S: Final = 300.0
# After that a poll that nobody finished (a crash) is taken up by whoever comes.
_LEASE: Final = timedelta(minutes=10)
_LOOK_BACK: Final = timedelta(weeks=1)
_ENTRIES_KEPT: Final = timedelta(days=400)
_PROPOSED_KEPT: Final = timedelta(days=1)
_CHUNK: Final = 500


class FeedPoller:
    """Polls feeds in tasks of its own; `jitter` draws from -1 to 1."""

    def __init__(
        self,
        database: Database,
        sources: Sources,
        clock: Clock,
        *,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self._database = database
        self._sources = sources
        self._clock = clock
        self._turns = HostTurns(clock, free=sources.fetcher.allow)
        self._intake = Intake(database, NewsDesk(sources, self._turns))
        self._jitter = jitter or (lambda: random.uniform(-1, 1))  # noqa: S311  (no secret)
        self._claiming = asyncio.Lock()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()  # also those that look for more
        self._is_stopped = False

    async def begin_due(self) -> int:
        """Begin to poll what is due, as far as there is room; return how many were begun."""
        async with self._claiming:
            room = AT_ONCE - len(self._under_way)
            if room <= 0 or self._is_stopped:
                return 0
            now = self._clock.now()
            async with self._database.reader() as reader:
                if not await feeds.is_any_due(reader, now):
                    return 0
            async with self._database.transaction() as tx:
                claimed = await feeds.claim_due(
                    tx, now=now, until=now + _LEASE, limit=room, but=self._under_way.keys()
                )
            for feed in claimed:
                self._under_way[feed.id] = task = asyncio.create_task(self._run(feed))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return len(claimed)

    async def read(self, feed_id: int, *, within_s: float) -> None:
        """Begin what is due, and wait at most that long until this feed has been read."""
        await self.begin_due()
        if (task := self._under_way.get(feed_id)) is not None:
            await asyncio.wait([task], timeout=within_s)

    async def idle(self) -> None:
        """Wait until nothing is due and nothing is being polled."""
        while await self.begin_due() or self._under_way:
            await asyncio.wait(list(self._under_way.values()))

    async def stop(self) -> None:
        """Give up what is under way; its claims lapse, and entries are kept one by one."""
        self._is_stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, feed: Feed) -> None:
        try:
            await self._poll_or_fail(feed)
        except StorageError as error:
            # The claim lapses, and the feed is asked again in a few minutes.
            log.warning(
                "poll not kept",
                extra={"action": "poll_lost", "feed": feed.id, "error": str(error)},
            )
        finally:
            del self._under_way[feed.id]
        if not self._is_stopped:
            await self._go_on()

    async def _poll_or_fail(self, feed: Feed) -> None:
        try:
            await self._poll(feed)
        except StorageError:
            raise
        except Exception:
            # A loop that must go on: one feed's odd entry must not end the polling of others.
            log.exception("poll failed", extra={"action": "poll_failed", "feed": feed.id})
            await self._fail(feed, BadInput("feed.unread"))

    async def _go_on(self) -> None:
        try:
            await self.begin_due()
        except StorageError as error:
            # The next tick comes in seconds and finds the same feeds due.
            log.warning("nothing polled", extra={"action": "poll_lost", "error": str(error)})

    async def _poll(self, feed: Feed) -> None:
        try:
            async with self._turns.turn(feed.url):
                poll = await self._sources.poll(feed.url, validators=decide.validators_of(feed))
        except BadInput as error:
            await self._fail(feed, error)
            return
        if poll.outcome in {Outcome.FAILED, Outcome.PAUSED}:
            await self._fail(feed, poll)
            return
        now = self._clock.now()
        feed = decide.named(feed, poll)
        is_whole = poll.outcome is Outcome.UNCHANGED or await self._take(feed, poll, now)
        async with self._database.reader() as reader:
            moments = await feed_entries.moments(reader, feed.id, since=now - _LOOK_BACK)
        decided = decide.after_answer(
            feed, poll, moments=moments, now=now, jitter=self._jitter(), is_whole=is_whole
        )
        await self._keep(decided, now)

    async def _fail(self, feed: Feed, failure: Poll | BadInput) -> None:
        now = self._clock.now()
        await self._keep(decide.after_failure(feed, failure, now=now, jitter=self._jitter()), now)

    async def _take(self, feed: Feed, poll: Poll, now: datetime) -> bool:
        """Take in the entries; whether all of them were."""
        try:
            async with asyncio.timeout(_LONGEST_S):
                made = await self._intake.take(feed, poll, now=now)
        except (TimeoutError, Conflict) as error:
            log.info(
                "feed read in part",
                extra={"action": "poll_cut", "feed": feed.id, "why": type(error).__name__},
            )
            return False
        if made:
            log.info("feed read", extra={"action": "polled", "feed": feed.id, "drafts": made})
        return True

    async def _keep(self, decided: Decided, now: datetime) -> None:
        feed = decided.feed
        async with self._database.transaction() as tx:
            before = await feeds.get(tx, feed.id)
            if before is None:
                return
            if feed.url_key != before.url_key and await feeds.of_key(tx, feed.url_key):
                # It moved to where another of our feeds lies; both are asked as they were added.
                feed = replace(feed, url=before.url, url_key=before.url_key)
            told = decided.tell and await notices.tell(tx, feed, decided.tell, now=now)
            if decided.tell is Tell.BROKEN and not told:
                feed = replace(feed, told_at=None)  # once somebody can be told, they are
            if not await feeds.record_poll(tx, feed):
                raise Conflict("feed", feed.id)
            if before.url != feed.url:
                await _record(tx, "feed moved", feed, now, {"from": before.url, "to": feed.url})
            if decided.tell is Tell.GONE:
                await _record(tx, "feed gone", feed, now, {})


async def _record(
    tx: Transaction, action: str, feed: Feed, now: datetime, detail: dict[str, str]
) -> None:
    await audit.record(
        tx, at=now, actor_id=None, action=action, subject=f"feed:{feed.id}", detail=detail
    )


async def tidy(database: Database, *, now: datetime) -> None:
    """Forget entries that no feed has shown for a year, and offers that nobody took."""
    async with database.transaction() as tx:
        await feeds.drop_proposed(tx, before=now - _PROPOSED_KEPT)
    done = _CHUNK
    while done == _CHUNK:
        async with database.transaction() as tx:
            done = await feed_entries.forget_old(tx, before=now - _ENTRIES_KEPT, limit=_CHUNK)
