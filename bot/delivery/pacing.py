"""How fast we send: token buckets, halts that Telegram asked for, and who goes first.

Everything that goes to a chat passes here, answers to people included, since Telegram counts them
together. The buckets are pure; `Pacer` waits on the clock.
"""

import itertools
import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from bot.clock import Clock
from config.limits import (
    CHAT_SENDS_PER_SECOND,
    GROUP_SENDS_PER_MINUTE,
    PAID_PUSHES_PER_SECOND,
    PAID_SENDS_PER_SECOND,
    PUSHES_PER_SECOND,
    SENDS_PER_SECOND,
)

# A bucket that holds b and refills at n - b a period lets no more than n through in any period.
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
    # What may leave at one moment. Pushes have more than one, so that a timer that wakes late does
    # not lower their rate.
    burst: int = 1
    push_burst: int = 2
    # Of 24 a second at 150 ms a request four are under way; what dies in flight may be doubled.
    in_flight: int = 8


FREE = Pace()
#: With allow_paid_broadcast. Of 950 a second at 150 ms a request some 140 are under way, and more
#: wait for the next commit; a timer that wakes 25 ms late costs nothing.
PAID = Pace(PAID_SENDS_PER_SECOND, PAID_PUSHES_PER_SECOND, burst=25, push_burst=25, in_flight=256)


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
    is_edit: bool = field(compare=False, default=False)

    @property
    def is_push(self) -> bool:
        """Whether nobody asked for this message just now."""
        return self.priority > Priority.ANSWER


#: Every answer is ordered before this, and every push behind it.
_FIRST_PUSH = Ticket(Priority.ALERT, -1, 0)


class Rates:
    """The buckets and halts of one bot, without waiting; `now` is monotonic seconds."""

    def __init__(self, now: float, pace: Pace = FREE) -> None:
        # Both start empty: whoever ran before us may have sent as much as is allowed.
        self._overall = Bucket(pace.sends_per_s - pace.burst, pace.burst, 0, now)
        self._pushes = Bucket(pace.pushes_per_s, pace.push_burst, 0, now)
        # No edit can be paid for.
        slow = min(pace.pushes_per_s, FREE.pushes_per_s)
        self._edits = Bucket(slow, FREE.push_burst, 0, now)
        self._chats: dict[int, tuple[Bucket, ...]] = {}
        self._forget_at = _CHATS_KEPT
        self._pushes_halted_until = now
        self._halted_chats: dict[int, float] = {}

    def held(
        self, ticket: Ticket, now: float, *, same_chat: int = 0, edits_ahead: int = 0
    ) -> float:
        """Return for how long its chat, a halt or what it is holds a ticket, 0 where none does.

        `same_chat` counts those to the same chat that go before it, `edits_ahead` edits to any.
        """
        longest = self._pushes_halted_until - now if ticket.is_push else 0.0
        for bucket in self._buckets_of(ticket.chat_id, now):
            longest = max(longest, bucket.wait(now, tokens=1 + same_chat))
        if ticket.is_edit:
            longest = max(longest, self._edits.wait(now, tokens=1 + edits_ahead))
        if self._halted_chats:
            longest = max(longest, self._halted_chats.get(ticket.chat_id, now) - now)
        return longest if longest > _NEVER_MIND_S else 0.0

    def turn(self, ticket: Ticket, now: float, ahead: Sequence[Ticket] = ()) -> float:
        """Return the seconds until the bot as a whole may send this, behind those `ahead`."""
        longest = self._overall.wait(now, tokens=1 + len(ahead))
        if ticket.is_push:
            # In order, so that answers stand before all pushes.
            pushes = len(ahead) - bisect_left(ahead, _FIRST_PUSH)
            longest = max(longest, self._pushes.wait(now, tokens=1 + pushes))
        return longest if longest > _NEVER_MIND_S else 0.0

    def take(self, ticket: Ticket, now: float) -> None:
        """Count one message as sent."""
        self._overall.take(now)
        if ticket.is_push:
            self._pushes.take(now)
        if ticket.is_edit:
            self._edits.take(now)
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

    def _buckets_of(self, chat_id: int, now: float) -> tuple[Bucket, ...]:
        buckets = self._chats.get(chat_id)
        if buckets is None:
            if len(self._chats) >= self._forget_at:
                self._forget(now)
            buckets = self._chats[chat_id] = _new_buckets(chat_id, now)
        return buckets

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
        # Where most can't be forgotten yet, looking at all of them again must not come too soon.
        self._forget_at = max(_CHATS_KEPT, 2 * len(self._chats))


def _new_buckets(chat_id: int, now: float) -> tuple[Bucket, ...]:
    # Full at first: an empty one would keep everybody's first answer after a start for a second.
    chat = Bucket(CHAT_SENDS_PER_SECOND, _CHAT_BURST, _CHAT_BURST, now)
    if chat_id > 0:  # Bot API: private chats have positive ids, groups and channels negative ones
        return (chat,)
    rate = (GROUP_SENDS_PER_MINUTE - _GROUP_BURST) / _MINUTE_S
    return (chat, Bucket(rate, _GROUP_BURST, _GROUP_BURST, now))


class Pacer:
    """Lets messages through at the permitted rates; one for each bot token.

    Whoever is held by a chat or a halt waits for that alone; all others stand in one line.
    """

    def __init__(self, clock: Clock, pace: Pace = FREE) -> None:
        self.pace = pace
        self._clock = clock
        self._rates = Rates(clock.monotonic(), pace)
        self._numbers = itertools.count()
        self._line: list[Ticket] = []
        self._waiting: dict[int, list[Ticket]] = {}
        self._edits: list[Ticket] = []

    async def take(
        self,
        chat_id: int,
        priority: Priority,
        *,
        is_edit: bool = False,
        patience_s: float = math.inf,
    ) -> bool:
        """Wait until a message may go to this chat (Telegram's id), and count it as sent.

        Return False, and count nothing, once the wait is known to be longer than `patience_s`.
        """
        ticket = Ticket(priority, next(self._numbers), chat_id, is_edit)
        self._enter(ticket)
        try:
            while wait := self._place(ticket):
                if wait > patience_s:
                    return False
                await self._clock.sleep(wait)
            self._rates.take(ticket, self._clock.monotonic())
        finally:
            self._leave(ticket)
        return True

    def _enter(self, ticket: Ticket) -> None:
        self._waiting.setdefault(ticket.chat_id, []).append(ticket)
        if ticket.is_edit:
            insort(self._edits, ticket)

    def _leave(self, ticket: Ticket) -> None:
        self._leave_line(ticket)
        own = self._waiting[ticket.chat_id]
        own.remove(ticket)
        if not own:
            del self._waiting[ticket.chat_id]
        if ticket.is_edit:
            self._edits.remove(ticket)

    def _place(self, ticket: Ticket) -> float:
        """Let a ticket stand in the line unless something holds it; return how long it waits."""
        wait = self._held(ticket)
        if wait:
            self._leave_line(ticket)
            return wait
        place = bisect_left(self._line, ticket)
        if place == len(self._line) or self._line[place] is not ticket:
            self._line.insert(place, ticket)
        return self._turn(ticket, place)

    def _held(self, ticket: Ticket) -> float:
        own = self._waiting.get(ticket.chat_id, ())
        same_chat = sum(other < ticket for other in own) if len(own) > 1 else 0
        edits = bisect_left(self._edits, ticket) if ticket.is_edit else 0
        now = self._clock.monotonic()
        return self._rates.held(ticket, now, same_chat=same_chat, edits_ahead=edits)

    def _turn(self, ticket: Ticket, place: int) -> float:
        return self._rates.turn(ticket, self._clock.monotonic(), self._line[:place])

    def _leave_line(self, ticket: Ticket) -> None:
        place = bisect_left(self._line, ticket)
        if place < len(self._line) and self._line[place] is ticket:
            del self._line[place]

    def count(self, chat_id: int) -> None:
        """Count an answer that goes out at once, so that pushes leave it room.

        Telegram does not hold answers to people to the rate of broadcasts; a 429 is obeyed.
        """
        ticket = Ticket(Priority.ANSWER, next(self._numbers), chat_id)
        self._rates.take(ticket, self._clock.monotonic())

    def wait(self, chat_id: int, priority: Priority, *, is_edit: bool = False) -> float:
        """Return the seconds that `take` would wait now."""
        ticket = Ticket(priority, next(self._numbers), chat_id, is_edit)
        return max(self._held(ticket), self._turn(ticket, bisect_left(self._line, ticket)))

    def halt(self, seconds: float, *, chat_id: int | None = None) -> None:
        """Hold all pushes, and everything to `chat_id`, as a retry_after of Telegram's asks."""
        self._rates.halt(seconds, self._clock.monotonic(), chat_id=chat_id)

    def pushes_halted(self) -> float:
        """Return the seconds for which no push may be sent, 0 where there is no halt."""
        return self._rates.pushes_halted(self._clock.monotonic())
