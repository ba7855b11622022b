"""The queue of updates: ascending ids, confirmed by offset, kept for 24 hours."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.simulator.people import Json

KEPT_S = 24 * 3600  # "they will not be kept on the server longer than 24 hours"
# These come only to bots that ask for them by name (getUpdates, allowed_updates).
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Update:
    """One update, and the chat (or person) whose order it belongs to."""

    id: int
    kind: str
    content: Json
    lane: int
    at: int

    @property
    def json(self) -> Json:
        """Return the `Update` object of the Bot API."""
        return {"update_id": self.id, self.kind: self.content}


class UpdateQueue:
    """Updates that wait for the bot; `now` gives Unix seconds."""

    def __init__(self, now: Callable[[], int], first_id: int = 100_000_001) -> None:
        self._now = now
        self.next_id = first_id
        self._waiting: deque[Update] = deque()
        self._allowed: frozenset[str] | None = None
        self._arrived = asyncio.Event()
        self.confirmed_offset = first_id

    def __len__(self) -> int:
        self._expire()
        return len(self._waiting)

    def __iter__(self) -> Iterator[Update]:
        self._expire()
        return iter(tuple(self._waiting))

    @property
    def allowed(self) -> list[str]:
        """Return what the bot asked for, empty for the default."""
        return sorted(self._allowed or ())

    def allow(self, kinds: Sequence[str]) -> None:
        """Take only these kinds from now on; an empty list brings the default back."""
        self._allowed = frozenset(kinds) or None

    def wants(self, kind: str) -> bool:
        """Say whether an update of this kind would be queued now."""
        return kind not in NOT_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def add(self, kind: str, content: Json, lane: int) -> int | None:
        """Queue an update and return its id; None if the bot did not ask for such."""
        if not self.wants(kind):
            return None
        update = Update(self.next_id, kind, content, lane, self._now())
        self.next_id += 1
        self._waiting.append(update)
        self.wake()
        return update.id

    def confirm(self, offset: int) -> None:
        """Forget all below `offset`; a negative one keeps only that many from the end."""
        self._expire()
        if offset < 0:
            offset = self._waiting[offset].id if len(self._waiting) >= -offset else 0
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()
        self.confirmed_offset = max(self.confirmed_offset, min(offset, self.next_id))

    def remove(self, update: Update) -> None:
        """Forget one update that a webhook took."""
        if update in self._waiting:
            self._waiting.remove(update)
        first = self._waiting[0].id if self._waiting else self.next_id
        self.confirmed_offset = max(self.confirmed_offset, first)

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        self.confirmed_offset = self.next_id

    def take(self, limit: int) -> list[Json]:
        """Return the oldest updates without confirming them, at most `limit`."""
        self._expire()
        return [update.json for update in islice(self._waiting, limit)]

    def restore(self, waiting: Iterable[Update], next_id: int) -> None:
        """Take up a queue that was left."""
        self._waiting.extend(waiting)
        self.next_id = next_id
        self.confirmed_offset = self._waiting[0].id if self._waiting else next_id

    def wake(self) -> None:
        """Let everybody who waits for updates look again."""
        arrived, self._arrived = self._arrived, asyncio.Event()
        arrived.set()

    def next_change(self) -> asyncio.Event:
        """Return what is set when something is queued or somebody calls `wake` from now on."""
        return self._arrived

    def _expire(self) -> None:
        oldest = self._now() - KEPT_S
        while self._waiting and self._waiting[0].at < oldest:
            self._waiting.popleft()
