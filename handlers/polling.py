"""Taking updates from Telegram: an update is confirmed once it has been handled, not before."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.clock import Clock
from handlers.order import ChatOrder

POLL_S = 25
BATCH = 100
# How long the next poll waits for updates in hand, so that a crash loses none of them; an answer
# that takes longer must not keep others waiting.
IN_HAND_S = 0.25
LONGEST_PAUSE_S = 30.0

log = logging.getLogger(__name__)


class Poller:
    """Asks Telegram for updates and hands them on, until it is stopped."""

    def __init__(
        self,
        bot: Bot,
        order: ChatOrder,
        clock: Clock,
        take: Callable[[Update], Awaitable[None]],
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._order = order
        self._clock = clock
        self._take = take
        self._allowed_updates = allowed_updates
        self._next = 0  # below it everything has been fetched
        self._confirmed = 0  # below it Telegram has been told so
        self._task: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        """Begin to poll; the task never ends by itself."""
        self._task = asyncio.create_task(self._run(), name="poller")
        return self._task

    async def stop(self) -> None:
        """Fetch nothing more; what was fetched is still to be handled."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def confirm(self) -> None:
        """Tell Telegram of what was handled since the last poll, so that it does not come again."""
        if self._confirmed >= self._next:
            return
        try:
            await self._bot.get_updates(offset=self._next, limit=1, timeout=0)
        except TelegramError as error:
            # They will come again and be dropped by their ids, or be answered twice.
            log.warning("the last updates were not confirmed", extra={"action": "unconfirmed"})
            log.debug("why", exc_info=error)

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                updates = await self._poll()
                failures = 0
            except TelegramError as error:
                failures += 1
                self._confirmed = 0
                await self._clock.sleep(_pause_after(error, failures))
                continue
            for update in updates:
                self._next = max(self._next, update.update_id + 1)
                await self._take(update)
            if updates:
                await self._order.idle(self._next - 1, IN_HAND_S)

    async def _poll(self) -> Sequence[Update]:
        # The server confirms as it reads the request: a poll that is cut short has confirmed.
        self._confirmed = self._next
        return await self._bot.get_updates(
            offset=self._next or None,
            limit=BATCH,
            timeout=POLL_S,
            allowed_updates=self._allowed_updates,
        )


def _pause_after(error: TelegramError, failures: int) -> float:
    """Say how long to wait before the next poll, and log what a person can do about it."""
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
    if isinstance(error, Conflict):
        log.error(
            "another bot is polling with the same token, or a webhook is set: stop the other one",
            extra={"action": "poll_conflict"},
        )
    else:
        log.warning("polling failed and will be tried again", exc_info=error)
    return min(LONGEST_PAUSE_S, 2.0 ** min(failures, 5) / 2)
