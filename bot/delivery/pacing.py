"""How fast we send: token buckets, halts that Telegram asked for, and who goes first.

Everything that goes to a chat passes here, answers to people included, since Telegram counts them
together. The buckets are pure; `Pacer` waits on the clock.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from bot.clock import Clock
from config.limits import (
    CHAT_SENDS_PER_SECOND,
    GROUP_SENDS_PER_MINUTE,
    PUSHES_PER_SECOND,
    SENDS_PER_SECOND,
)

# A bucket that holds b and refills at n - b a period lets no more than n through in any period.
_OVERALL_BURST = 1
# A little more than one, so that a timer that wakes late does not lower the rate.
_PUSH_BURST = 2
_CHAT_BURST = 2
_GROUP_BURST = 5
_MINUTE_S = 60
# Chats remembered before those whose buckets are full again are forgotten.
_CHATS_KEPT = 2000
# A wait shorter than any timer can hold is no wait.
_NEVER_MIND_S = 1e-6


class Priority(IntEnum):
    """Who goes first where there is not room for all."""

    ANSWER = 0  # somebody waits for it
    ALERT = 1  # worth less with every minute
    DIGEST = 2  # promised for an hour
    EDIT = 3  # repairs what somebody has already
    CATCH_UP = 4  # late anyhow


@dataclass(frozen=True, slots=True)
class Pace:
    """What Telegram allows one bot: messages a second in all, and pushes among them."""

    sends_per_s: float = SENDS_PER_SECOND
    pushes_per_s: float = PUSHES_PER_SECOND
    # Of 24 a second at 150 ms a request four are under way; what dies in flight may be doubled.
    in_flight: int = 8


FREE = Pace()


@dataclass(slots=True)
class Bucket:
    """A token bucket; `at` is the monotonic second to which `tokens` belong."""

    rate: float
    capacity: float
    tokens: float
    at: float

    def wait(self, now: float, *, tokens: int = 1) -> float:
        """Return the seconds until that many tokens have come, 0 where they are there."""
        self._refill(now)
        return max(0.0, (tokens - self.tokens) / self.rate)

    def take(self, now: float) -> None:
        """Take one token, as a debt where there is none."""
        self._refill(now)
        self.tokens -= 1

    def is_full(self, now: float) -> bool:
        """Tell whether forgetting this bucket would change nothing."""
        self._refill(now)
        return self.tokens >= self.capacity

    def _refill(self, now: float) -> None:
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.rate)
        self.at = now


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """One message's place in the queue: by priority, then by who came first."""

    priority: Priority
    number: int
    chat_id: int = field(compare=False)

    @property
    def is_push(self) -> bool:
        """Whether nobody asked for this message just now."""
        return self.priority > Priority.ANSWER


class Rates:
    """The buckets and halts of one bot, without waiting; `now` is monotonic seconds."""

    def __init__(self, now: float, pace: Pace = FREE) -> None:
        # Both start empty: whoever ran before us may have sent as much as is allowed.
        self._overall = Bucket(pace.sends_per_s - _OVERALL_BURST, _OVERALL_BURST, 0, now)
        self._pushes = Bucket(pace.pushes_per_s, _PUSH_BURST, 0, now)
        self._chats: dict[int, tuple[Bucket, ...]] = {}
        self._pushes_halted_until = now
        self._halted_chats: dict[int, float] = {}

    def wait(self, ticket: Ticket, waiting: Iterable[Ticket], now: float) -> float:
        """Return the seconds until this ticket's turn may come, 0 where it is there.

        Of `waiting`, those go first that rank before it and are not held up by their own chat.
        """
        ahead = [other for other in waiting if other < ticket]
        same_chat = sum(other.chat_id == ticket.chat_id for other in ahead)
        # One for each chat: how many more of its messages can go soon is that chat's own affair.
        others = {
            other.chat_id: other.is_push
            for other in ahead
            if other.chat_id != ticket.chat_id and self._held(other, now) <= _NEVER_MIND_S
        }
        waits = [
            self._held(ticket, now, tokens=1 + same_chat),
            self._overall.wait(now, tokens=1 + same_chat + len(others)),
        ]
        if ticket.is_push:
            waits.append(self._pushes.wait(now, tokens=1 + sum(others.values())))
        longest = max(waits)
        return longest if longest > _NEVER_MIND_S else 0.0

    def take(self, ticket: Ticket, now: float) -> None:
        """Count one message as sent."""
        self._overall.take(now)
        if ticket.is_push:
            self._pushes.take(now)
        for bucket in self._buckets_of(ticket.chat_id, now):
            bucket.take(now)

    def halt(self, seconds: float, now: float, *, chat_id: int | None = None) -> None:
        """Hold all pushes, and everything to `chat_id`, until that long from now.

        A halt ends by its deadline alone; no shorter one and no request that succeeds ends it.
        """
        until = now + seconds
        self._pushes_halted_until = max(self._pushes_halted_until, until)
        if chat_id is not None:
            self._halted_chats[chat_id] = max(self._halted_chats.get(chat_id, until), until)

    def pushes_halted(self, now: float) -> float:
        """Return the seconds for which no push may be sent, 0 where there is no halt."""
        return max(0.0, self._pushes_halted_until - now)

    def _held(self, ticket: Ticket, now: float, *, tokens: int = 1) -> float:
        """Return how long a ticket is held by its own chat or a halt alone."""
        waits = [
            bucket.wait(now, tokens=tokens) for bucket in self._buckets_of(ticket.chat_id, now)
        ]
        waits.append(self._halted_chats.get(ticket.chat_id, now) - now)
        if ticket.is_push:
            waits.append(self._pushes_halted_until - now)
        return max(0.0, *waits)

    def _buckets_of(self, chat_id: int, now: float) -> tuple[Bucket, ...]:
        if chat_id not in self._chats:
            if len(self._chats) >= _CHATS_KEPT:
                self._forget(now)
            self._chats[chat_id] = _new_buckets(chat_id, now)
        return self._chats[chat_id]

    def _forget(self, now: float) -> None:
        """Drop what no longer holds anybody up."""
        self._chats = {
            chat_id: buckets
            for chat_id, buckets in self._chats.items()
            if not all(bucket.is_full(now) for bucket in buckets)
        }
        self._halted_chats = {
            chat_id: until for chat_id, until in self._halted_chats.items() if until > now
        }


def _new_buckets(chat_id: int, now: float) -> tuple[Bucket, ...]:
    # Full at first: an empty one would keep everybody's first answer after a start for a second.
    chat = Bucket(CHAT_SENDS_PER_SECOND, _CHAT_BURST, _CHAT_BURST, now)
    if chat_id > 0:  # Bot API: private chats have positive ids, groups and channels negative ones
        return (chat,)
    rate = (GROUP_SENDS_PER_MINUTE - _GROUP_BURST) / _MINUTE_S
    return (chat, Bucket(rate, _GROUP_BURST, _GROUP_BURST, now))


class Pacer:
    """Lets messages through at the permitted rates; one for each bot token."""

    def __init__(self, clock: Clock, pace: Pace = FREE) -> None:
        self.pace = pace
        self._clock = clock
        self._rates = Rates(clock.monotonic(), pace)
        self._numbers = itertools.count()
        self._waiting: set[Ticket] = set()

    async def take(self, chat_id: int, priority: Priority, *, patience_s: float = math.inf) -> bool:
        """Wait until a message may go to this chat (Telegram's id), and count it as sent.

        Return False, and count nothing, once the wait is known to be longer than `patience_s`.
        """
        ticket = Ticket(priority, next(self._numbers), chat_id)
        self._waiting.add(ticket)
        try:
            while wait := self._rates.wait(ticket, self._waiting, self._clock.monotonic()):
                if wait > patience_s:
                    return False
                await self._clock.sleep(wait)
            self._rates.take(ticket, self._clock.monotonic())
        finally:
            self._waiting.discard(ticket)
        return True

    def count(self, chat_id: int) -> None:
        """Count an answer that goes out at once, so that pushes leave it room.

        Telegram does not hold answers to people to the rate of broadcasts; a 429 is obeyed.
        """
        ticket = Ticket(Priority.ANSWER, next(self._numbers), chat_id)
        self._rates.take(ticket, self._clock.monotonic())

    def wait(self, chat_id: int, priority: Priority) -> float:
        """Return the seconds that `take` would wait now."""
        ticket = Ticket(priority, next(self._numbers), chat_id)
        return self._rates.wait(ticket, self._waiting, self._clock.monotonic())

    def halt(self, seconds: float, *, chat_id: int | None = None) -> None:
        """Hold all pushes, and everything to `chat_id`, as a retry_after of Telegram's asks."""
        self._rates.halt(seconds, self._clock.monotonic(), chat_id=chat_id)

    def pushes_halted(self) -> float:
        """Return the seconds for which no push may be sent, 0 where there is no halt."""
        return self._rates.pushes_halted(self._clock.monotonic())
