"""Whether the machine's wall clock can be believed: a jump ahead must not send days at once."""

import logging
from datetime import timedelta

from bot.clock import Clock

log = logging.getLogger(__name__)

# More than any hand that sets a clock right; less than what makes a digest come on a wrong day.
JUMP = timedelta(hours=1)
# A time server that was wrong is put right within minutes. A machine that slept, whose monotonic
# clock stood still, is right at once and catches up after this.
PAUSE = timedelta(minutes=10)


class JumpGuard:
    """Compares the wall clock with the monotonic one, which nobody can set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall = clock.now()
        self._monotonic = clock.monotonic()
        self._distrusted_from: float | None = None

    def is_trusted(self) -> bool:
        """Tell whether to plan by the wall clock now; a jump ahead pauses it, one back does not.

        What is planned twice after a jump back is owed once all the same, by its key.
        """
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        ahead = (wall - self._wall) - timedelta(seconds=monotonic - self._monotonic)
        if abs(ahead) <= JUMP:
            self._trust(monotonic)
            return True
        if ahead < timedelta():
            self._start_from_now()
            return True
        return self._is_over(monotonic, ahead)

    def _trust(self, monotonic: float) -> None:
        # Small corrections add up over months; only a sudden one is a jump.
        self._wall, self._monotonic = self._clock.now(), monotonic
        self._distrusted_from = None

    def _start_from_now(self) -> None:
        log.warning("the clock was set back", extra={"action": "clock_set_back"})
        self._trust(self._clock.monotonic())

    def _is_over(self, monotonic: float, ahead: timedelta) -> bool:
        if self._distrusted_from is None:
            self._distrusted_from = monotonic
            log.error(
                "the clock jumped ahead, nothing is planned for a while",
                extra={"action": "clock_jumped", "seconds": int(ahead.total_seconds())},
            )
        if monotonic - self._distrusted_from < PAUSE.total_seconds():
            return False
        self._trust(monotonic)
        return True
