"""The one tick: finds what is due, has it planned or asked, and wakes the sender."""

import asyncio
import logging
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.delivery.alerts import plan_alerts
from bot.delivery.edits import plan_edits
from bot.delivery.housekeeping import tidy
from bot.delivery.jumps import JumpGuard
from bot.delivery.notices import Watch
from bot.delivery.plan import plan
from bot.delivery.worker import Worker
from bot.newsroom.feeds.poller import FeedPoller
from bot.newsroom.feeds.poller import tidy as tidy_feeds
from bot.newsroom.publish import publish_scheduled
from bot.subscribing import time_rule
from bot.subscribing.schedules import recompute
from storage.database import Database
from storage.errors import Busy, Unreachable

log = logging.getLogger(__name__)

TICK_S = 5
_TIDY_EVERY_S = 3600.0
_LOOK_EVERY_S = 60.0


class Scheduler:
    """Ticks every few seconds; what is due is decided by our own clock, not by the ticking."""

    def __init__(self, database: Database, worker: Worker, clock: Clock, feeds: FeedPoller) -> None:
        self._database = database
        self._worker = worker
        self._feeds = feeds
        self._clock = clock
        self._ticking = asyncio.Lock()
        self._jumps = JumpGuard(clock)
        self._tidied_at: float | None = None
        self._watch = Watch(database, worker.pace)
        self._looked_at = clock.monotonic()
        self._jobs = AsyncIOScheduler(timezone=UTC)

    async def start(self) -> None:
        """Bring schedules up to date with the zone data, then begin to tick."""
        if count := await recompute(self._database, now=self._clock.now()):
            log.info(
                "schedules reckoned with new zone data",
                extra={"action": "recomputed", "schedules": count},
            )
        # The library's defaults drop a run that is a second late, and with it everybody's digest.
        self._jobs.add_job(
            self._tick_or_log,
            "interval",
            seconds=TICK_S,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._jobs.start()

    async def tick(self) -> None:
        """Publish and plan at once all that is due, and let it be sent."""
        if not self._jumps.is_trusted():
            return
        async with self._ticking:
            await publish_scheduled(self._database, now=self._clock.now())
            # Alerts first: a digest that is due at this very moment names them, and tells the rest.
            alerts = await plan_alerts(self._database, now=self._clock.now(), rule=time_rule)
            repairs = await plan_edits(self._database, now=self._clock.now(), rule=time_rule)
            planned = await plan(self._database, now=self._clock.now(), rule=time_rule)
        if repairs:
            log.info("edits planned", extra={"action": "edits", "messages": repairs})
            self._worker.wake()
        if alerts:
            log.info("alerts planned", extra={"action": "alerts", "messages": alerts})
            self._worker.wake()
        if planned:
            log.info("planned", extra={"action": "planned", "schedules": planned})
            self._worker.wake()
        # Feeds are asked in tasks of their own: no digest waits for a slow site.
        await self._feeds.begin_due()

    async def _look(self) -> None:
        """Once a minute, see whether the owners should know of something."""
        now = self._clock.monotonic()
        if now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            if await self._watch.look(now=self._clock.now()):
                self._worker.wake()

    async def _tidy(self) -> None:
        """Once in a while, keep the ledger short."""
        now = self._clock.monotonic()
        if self._tidied_at is None or now - self._tidied_at >= _TIDY_EVERY_S:
            self._tidied_at = now
            await tidy(self._database, now=self._clock.now())
            await tidy_feeds(self._database, now=self._clock.now())

    async def stop(self) -> None:
        """Tick no more; a tick that is under way is finished."""
        if self._jobs.running:
            self._jobs.shutdown(wait=False)
        async with self._ticking:
            await self._feeds.stop()

    async def _tick_or_log(self) -> None:
        try:
            await self.tick()
            await self._tidy()
            await self._look()
        except (Busy, Unreachable) as error:
            # The next tick comes in seconds and finds the same schedules due.
            log.warning("nothing planned", extra={"action": "tick_failed", "error": str(error)})
