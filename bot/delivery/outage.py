"""When Telegram itself fails: it is asked now and then by one message, and no others are spent.

A single 5xx or a single silence is a row's own affair. Several in a row, with nothing else between
them, are an outage: rows that were tried through it would use up their tries and be given up.
"""

from bot.delivery.outcomes import Later, Outcome, Uncertain

# Fewer may be chance.
_SUSPECTED_AFTER = 3
_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 60.0


class Outage:
    """Counts failures that follow each other."""

    def __init__(self) -> None:
        self._failures = 0
        self._pause_s = _FIRST_PAUSE_S

    @property
    def is_suspected(self) -> bool:
        """Whether one message at a time is enough to see if it is over."""
        return self._failures >= _SUSPECTED_AFTER

    def note(self, outcome: Outcome, *, is_halted: bool) -> float:
        """Take notice of an outcome; return for how long nothing should be pushed, mostly 0.

        What was under way when a pause began does not make it longer.
        """
        if not isinstance(outcome, Later | Uncertain):
            self._failures, self._pause_s = 0, _FIRST_PAUSE_S
            return 0.0
        self._failures += 1
        if not self.is_suspected or is_halted:
            return 0.0
        pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, _LONGEST_PAUSE_S)
        return pause_s
