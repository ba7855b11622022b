"""For when a digest is made, and of which kind it is."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from storage.schedules import EVERY_DAY, Cadence


class Covers(StrEnum):
    """What a digest says about the time that it covers."""

    USUAL = "usual"  # the days since the one before, and nothing to say about it
    LATE = "late"  # it should have come long ago
    MISSED = "missed"  # earlier ones did not come, by our fault
    PAUSE = "pause"  # the reader had muted us
    LONG = "long"  # more than its rhythm explains


@dataclass(frozen=True, slots=True)
class Edition:
    """For when a digest is made: its due moment, and the reader's hour in words."""

    due_at: datetime
    local_time: time
    zone: str
    days: int = EVERY_DAY
    cadence: Cadence = Cadence.DAILY
    covers: Covers = Covers.USUAL
    is_asked: bool = False  # by /digest, and the one at its hour comes all the same
    comes_by_itself: bool = True  # the next one of this chat has its moment
    tells_quiet: bool = False  # its reader hears of days with nothing new too

    @property
    def day(self) -> date:
        """The reader's own date."""
        return self.due_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def is_short(self) -> bool:
        """Whether it covers so much that each item is told in few words."""
        return self.covers in (Covers.MISSED, Covers.PAUSE, Covers.LONG)

    @property
    def title(self) -> str:
        """What it is called: by its cadence, a daily one by the part of the day."""
        if self.is_asked:
            return "now"
        if self.cadence is not Cadence.DAILY:
            return str(self.cadence)
        hour = self.local_time.hour
        if hour < 4 or hour >= 21:
            return "night"
        if hour < 12:
            return "morning"
        return "afternoon" if hour < 17 else "evening"
