"""In which order updates are handled: many chats at once, one after the other within a chat."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.clock import Clock
from config.limits import PERSON_UPDATES, PERSON_UPDATES_WITHIN

AT_ONCE = 64
# Lines are only lists of waiting updates; this many may stand in all lines together.
WAITING = 4096
REMEMBERED_UPDATES = 10_000
REMEMBERED_PEOPLE = 10_000


class Verdict(Enum):
    """What becomes of an update from somebody who sends many."""

    HANDLE = "handle"
    NOTICE = "notice"  # the first one too many: say so, once
    SILENCE = "silence"


class PersonRate:
    """Counts each person's updates in a moving window; kept for the most recent people only."""

    def __init__(
        self, most: int = PERSON_UPDATES, within: timedelta = PERSON_UPDATES_WITHIN
    ) -> None:
        self._most = most
        self._within_s = within.total_seconds()
        self._seen: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: set[int] = set()

    def judge(self, person_id: int, now_s: float) -> Verdict:
        """Count one more update at `now_s` (monotonic seconds) and say what becomes of it.

        Silence ends when the window holds at most the allowed number again.
        """
        times = self._seen.setdefault(person_id, deque(maxlen=self._most + 1))
        self._seen.move_to_end(person_id)
        if len(self._seen) > REMEMBERED_PEOPLE:
            self._told.discard(self._seen.popitem(last=False)[0])
        while times and times[0] <= now_s - self._within_s:
            times.popleft()
        times.append(now_s)
        if len(times) <= self._most:
            self._told.discard(person_id)
            return Verdict.HANDLE
        if person_id in self._told:
            return Verdict.SILENCE
        self._told.add(person_id)
        return Verdict.NOTICE


@dataclass(slots=True)
class _Line:
    """The updates of one chat that wait or are being handled."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    standing: int = 0


class ChatOrder(BaseUpdateProcessor):
    """Handles updates of different chats at once and those of one chat in order.

    An update waits in its chat's line without holding one of the places at work, so one chat's
    backlog never holds the others. Update ids that were seen are dropped.
    """

    __slots__ = (
        "_clock",
        "_in_hand",
        "_lines",
        "_on_flood",
        "_places",
        "_rate",
        "_seen",
        "_waiting",
    )

    def __init__(
        self, clock: Clock, on_flood: Callable[[Update, Verdict], Awaitable[None]]
    ) -> None:
        super().__init__(WAITING)
        self._clock = clock
        self._on_flood = on_flood
        self._places = asyncio.Semaphore(AT_ONCE)
        self._lines: dict[int, _Line] = {}
        self._rate = PersonRate()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._in_hand: set[int] = set()
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Handle one update when its turn in its chat has come, or drop it."""
        if not isinstance(update, Update) or not self._is_new(update.update_id):
            _drop(coroutine)
            return
        self._in_hand.add(update.update_id)
        try:
            await self._judged(update, coroutine)
        finally:
            self._in_hand.discard(update.update_id)
            if self._waiting:
                self._wake()

    async def settled(self, update_id: int) -> None:
        """Wait until every update up to this id has come in and been handled."""
        while not self._is_settled(update_id):
            woken = asyncio.get_running_loop().create_future()
            self._waiting.append((update_id, woken))
            await woken

    async def idle(self, update_id: int, seconds: float) -> None:
        """Wait until everything up to this id has been handled, at most that long."""
        try:
            await asyncio.wait_for(self.settled(update_id), seconds)
        except TimeoutError:
            return

    def _is_settled(self, update_id: int) -> bool:
        return next(reversed(self._seen), 0) >= update_id and not any(
            held <= update_id for held in self._in_hand
        )

    def _wake(self) -> None:
        """Wake those whose updates are all handled; the others would only look and wait again."""
        waiting, self._waiting = self._waiting, []
        for update_id, woken in waiting:
            if woken.done():
                continue  # whoever waited has given up
            if self._is_settled(update_id):
                woken.set_result(None)
            else:
                self._waiting.append((update_id, woken))

    def _is_new(self, update_id: int) -> bool:
        if update_id in self._seen:
            return False
        self._seen[update_id] = None
        if len(self._seen) > REMEMBERED_UPDATES:
            self._seen.popitem(last=False)
        return True

    async def _judged(self, update: Update, coroutine: Awaitable[object]) -> None:
        person = update.effective_user
        verdict = Verdict.HANDLE
        if person is not None:
            verdict = self._rate.judge(person.id, self._clock.monotonic())
        if verdict is Verdict.HANDLE:
            await self._in_line(update, coroutine)
            return
        _drop(coroutine)
        # A button that was pressed spins until it is answered, with words or without.
        if verdict is Verdict.NOTICE or update.callback_query is not None:
            await self._on_flood(update, verdict)

    async def _in_line(self, update: Update, coroutine: Awaitable[object]) -> None:
        key = _line_of(update)
        line = self._lines.setdefault(key, _Line())
        line.standing += 1
        try:
            # asyncio's lock serves its waiters in the order in which they came.
            async with line.turn, self._places:
                await coroutine
        finally:
            line.standing -= 1
            if not line.standing:
                del self._lines[key]


def _line_of(update: Update) -> int:
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0


def _drop(coroutine: Awaitable[object]) -> None:
    """Close a coroutine that will not run, so that it does not warn of never being awaited."""
    close = getattr(coroutine, "close", None)
    if close is not None:
        close()
