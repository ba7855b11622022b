"""Brings updates to the bot's webhook: in order per chat, again and again until it takes them."""

import asyncio
from collections.abc import Iterator

import aiohttp
import orjson

from bot.simulator.dispatch import Dispatcher
from bot.simulator.people import Json
from bot.simulator.updates import Update

# Webhook retries as the server's WebhookActor does them: first at once, then 2, 4, ... seconds.
LONGEST_WAIT_S = 60.0
LONGEST_RETRY_AFTER_S = 3600.0
ANSWER_WITHIN_S = 60.0
GONE_FOR_S = 23 * 3600  # so long of 410 takes the webhook down


def retry_delays() -> Iterator[float]:
    """Yield the seconds to wait before each further try, without end."""
    yield 0.0
    delay = 2.0
    while True:
        yield delay
        delay = min(2 * delay, LONGEST_WAIT_S)


class Deliverer:
    """Posts updates to the URL that setWebhook named, for as long as there is one."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._world = dispatcher.world
        self._session: aiohttp.ClientSession | None = None
        self._main: asyncio.Task[None] | None = None
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._gone_since: float | None = None

    def start(self) -> None:
        """Begin to watch the queue."""
        self._main = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop at once; what was not taken stays in the queue."""
        tasks = [*self._lanes.values(), *([self._main] if self._main else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _watch(self) -> None:
        settings = self._world.webhook
        while True:
            change = self._world.updates.next_change()
            if self._world.webhook is not settings:
                settings = self._world.webhook
                self._drop_lanes()
            if self._world.webhook.url:
                self._fill_lanes()
            await change.wait()

    def _drop_lanes(self) -> None:
        """Give up tries at an address that is no longer wanted."""
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    def _fill_lanes(self) -> None:
        for update in self._world.updates:
            if len(self._lanes) >= self._world.webhook.max_connections:
                return
            if update.lane not in self._lanes:
                task = asyncio.create_task(self._serve(update.lane))
                self._lanes[update.lane] = task

    async def _serve(self, lane: int) -> None:
        """Deliver what waits for one chat, oldest first."""
        try:
            while (update := self._oldest(lane)) is not None and self._world.webhook.url:
                await self._deliver(update)
        finally:
            if self._lanes.get(lane) is asyncio.current_task():
                del self._lanes[lane]
            self._world.updates.wake()

    def _oldest(self, lane: int) -> Update | None:
        return next((update for update in self._world.updates if update.lane == lane), None)

    async def _deliver(self, update: Update) -> None:
        """Try until the update is taken, its day is over or the webhook has changed."""
        settings = self._world.webhook
        for delay in retry_delays():
            retry_after = await self._try(update)
            if retry_after is None or self._world.webhook is not settings:
                return
            await self._world.clock.sleep(max(delay, retry_after))
            if update not in self._world.updates or self._world.webhook is not settings:
                return

    async def _try(self, update: Update) -> float | None:
        """Post an update; return None if it was taken, else the seconds that were asked for."""
        settings = self._world.webhook
        headers = {"Content-Type": "application/json"}
        if settings.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = settings.secret_token
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                settings.url,
                data=orjson.dumps(update.json),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S),
            ) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
            return 0.0
        if 200 <= response.status < 300:
            self._gone_since = None
            self._world.updates.remove(update)
            await self._carry_out(response.content_type, body)
            return None
        self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        self._count_gone(gone=response.status == 410)
        asked = response.headers.get("Retry-After", "")
        return min(float(asked), LONGEST_RETRY_AFTER_S) if asked.isdigit() else 0.0

    def _failed(self, message: str) -> None:
        self._world.webhook.last_error = message
        self._world.webhook.last_error_at = self._world.clock.seconds()

    def _count_gone(self, *, gone: bool) -> None:
        now = self._world.clock.monotonic()
        if not gone:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since >= GONE_FOR_S:
            self._world.webhook = type(self._world.webhook)()

    async def _carry_out(self, content_type: str, body: bytes) -> None:
        """Carry out the call that rides in an answer; nobody hears of its result."""
        if content_type != "application/json" or not body.strip():
            return
        try:
            call: Json = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            parameters = {name: each for name, each in call.items() if name != "method"}
            await self._dispatcher.call(call["method"], parameters, {})
