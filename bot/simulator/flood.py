"""When Telegram says "Too Many Requests": a pure account of what was sent and when."""

import math
from collections import deque
from dataclasses import dataclass, field

OVERALL_PER_S = 30  # core.telegram.org/bots/faq: "no more than 30 messages per second"
GROUP_PER_MINUTE = 20  # the same page: "not more than 20 messages per minute to the same group"
CHAT_BURST = 3  # "avoid sending more than one message per second ... short bursts" to one chat
CHAT_PER_S = 1.0
PAID_PER_S = 1000  # Bot API, allow_paid_broadcast: "up to 1000 messages per second"


@dataclass(slots=True)
class _Bucket:
    """Tokens of one chat: refilled at a steady rate, never above the burst."""

    tokens: float
    at: float


@dataclass(slots=True)
class Flood:
    """The limits on sending; refused messages are not counted."""

    _overall: deque[float] = field(default_factory=deque)
    _paid: deque[float] = field(default_factory=deque)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def retry_after(
        self, chat_id: int, now: float, *, is_group: bool, is_paid: bool = False
    ) -> int | None:
        """Count a message and return None, or return the whole seconds to wait.

        `now` is monotonic seconds. Channels and groups of both kinds are groups here.
        """
        overall, most = (self._paid, PAID_PER_S) if is_paid else (self._overall, OVERALL_PER_S)
        waits = [_window_wait(overall, now, span=1.0, most=most)]
        bucket = self._chats.setdefault(chat_id, _Bucket(CHAT_BURST, now))
        bucket.tokens = min(CHAT_BURST, bucket.tokens + (now - bucket.at) * CHAT_PER_S)
        bucket.at = now
        waits.append(max(0.0, (1.0 - bucket.tokens) / CHAT_PER_S))
        group = self._groups.setdefault(chat_id, deque()) if is_group else None
        if group is not None:
            waits.append(_window_wait(group, now, span=60.0, most=GROUP_PER_MINUTE))
        if (wait := max(waits)) > 0:
            return math.ceil(wait)
        overall.append(now)
        bucket.tokens -= 1.0
        if group is not None:
            group.append(now)
        return None


def _window_wait(sent: deque[float], now: float, *, span: float, most: int) -> float:
    """Return the seconds until a sliding window has room, 0.0 if it has; old entries go."""
    while sent and sent[0] <= now - span:
        sent.popleft()
    return sent[-most] + span - now if len(sent) >= most else 0.0
