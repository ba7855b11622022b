"""What it comes to that a schedule is due: when its digest is for, what it tells of, what follows.

Decided from the clock and the schedule alone, once for all schedules that are alike.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot.briefing.digest import Window
from bot.delivery.pacing import Priority
from bot.render.edition import Covers, Edition
from config.limits import (
    DAILY_LATENESS,
    FIRST_MONTHLY_WINDOW,
    FIRST_WINDOW,
    UNDO_WITHIN,
    WEEKLY_LATENESS,
)
from storage.due import Alike
from storage.schedules import EVERY_DAY, Cadence, Schedule
from storage.taking import Entry, Step

# Past this it no longer matters whether it comes a little later still.
_CATCH_UP_AFTER = timedelta(minutes=15)
_REMEMBERED = 10_000
_MOMENT = timedelta(microseconds=1)
# A day of changing clocks has an hour more or less, and a pause ends in any minute of its last day.
_ABOUT = timedelta(hours=2)


class Run(Protocol):
    """One run of a schedule: its local date and its moment."""

    @property
    def day(self) -> date:
        """The local date that the run belongs to."""
        ...

    @property
    def at(self) -> datetime:
        """Its moment in UTC."""
        ...


class TimeRule(Protocol):
    """When schedules run; `bot.subscribing.time_rule` is one."""

    def next_run(
        self, local_time: time, zone: str, *, after: datetime, days: int = EVERY_DAY
    ) -> Run:
        """Return the first run later than `after` on one of these days."""
        ...

    def last_run(
        self, local_time: time, zone: str, *, until: datetime, days: int = EVERY_DAY
    ) -> Run:
        """Return the latest run on one of these days not later than `until`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """The turn of all due schedules that are alike; with a `reason` none of them sends anything."""

    due: Alike
    at: datetime
    day: date
    next_due_at: datetime | None
    window: Window
    reason: str | None = None
    is_late: bool = False
    covers: Covers = Covers.USUAL

    @property
    def told_until(self) -> datetime | None:
        """Where the schedule's window ends now; None where nobody was told of it."""
        return None if self.reason in ("late", "left") else self.window.until

    @property
    def step(self) -> Step:
        """How the schedules move on: from the due moment, not from now."""
        return Step(self.due.due_at, self.next_due_at, self.day, self.told_until)

    @property
    def entry(self) -> Entry:
        """What the ledger is to know of its digests."""
        return Entry(
            at=self.at,
            priority=Priority.CATCH_UP if self.is_late else Priority.DIGEST,
            expires_at=self.at + lateness_of(self.due),
            reason=self.reason or "nothing new",
        )

    @property
    def edition(self) -> Edition:
        """For when its digests are made."""
        return Edition(
            self.at,
            self.due.local_time,
            self.due.zone,
            days=self.due.days,
            cadence=self.due.cadence,
            covers=self.covers,
            tells_quiet=self.due.tells_quiet,
        )


def turn_of(due: Alike, *, now: datetime, rule: TimeRule) -> Turn:
    """Decide what a due schedule's turn comes to; several missed days make one digest."""
    run = rule.last_run(due.local_time, due.zone, until=now, days=due.days)
    at = max(run.at, due.due_at)
    following = rule.next_run(due.local_time, due.zone, after=at, days=due.days)
    until = at - UNDO_WITHIN
    after = due.window_end
    if after is not None:
        # After a move over many zones a run can lie before the last one; nothing is told twice.
        until = max(until, after)
    # A first one that could not come looks back from when it was due, not from later.
    first = due.due_at - UNDO_WITHIN - first_window_of(due)
    window = Window(after or first, until, is_first=after is None and at == due.due_at)
    is_late = now - at > _CATCH_UP_AFTER
    before = rule.last_run(due.local_time, due.zone, until=at - _MOMENT, days=due.days)
    return Turn(
        due,
        at=at,
        day=run.day,
        next_due_at=following.at if due.is_chat_active else None,
        window=window,
        reason=_reason(due, at, now=now),
        is_late=is_late,
        covers=covers_of(due, window, at=at, before=before.at, is_late=is_late),
    )


def covers_of(
    due: Alike, window: Window, *, at: datetime, before: datetime, is_late: bool
) -> Covers:
    """Decide what a digest for `at` says of the time that it covers; its run before was `before`.

    Runs between are not made up for one by one: this one covers them.
    """
    if at > due.due_at:
        return Covers.MISSED
    # A changed hour makes a window longer, but never twice as long.
    is_long = window.until - window.after > 2 * (at - before) - _ABOUT
    if window.is_first or not is_long:
        return Covers.LATE if is_late else Covers.USUAL
    was_muted = due.muted_until is not None and window.after < due.muted_until <= at
    return Covers.PAUSE if was_muted else Covers.LONG


class Turns:
    """Remembers the turns of one tick, so that each is decided once and is one object."""

    def __init__(self, *, now: datetime, rule: TimeRule) -> None:
        self._now = now
        self._rule = rule
        self._turns: dict[Alike, Turn] = {}

    def of(self, due: Alike) -> Turn:
        """Return the turn of all schedules that are alike."""
        turn = self._turns.get(due)
        if turn is None:
            if len(self._turns) >= _REMEMBERED:
                self._turns.clear()
            turn = self._turns[due] = turn_of(due, now=self._now, rule=self._rule)
        return turn


def lateness_of(schedule: Schedule | Alike) -> timedelta:
    """Return how late a digest may come: a daily one soon has a next one, the others not."""
    return DAILY_LATENESS if schedule.cadence is Cadence.DAILY else WEEKLY_LATENESS


def first_window_of(schedule: Schedule | Alike) -> timedelta:
    """Return how far the first digest looks back."""
    is_monthly = schedule.cadence is Cadence.MONTHLY
    return FIRST_MONTHLY_WINDOW if is_monthly else FIRST_WINDOW


def _reason(due: Alike, at: datetime, *, now: datetime) -> str | None:
    if not due.is_chat_active:
        return "left"
    return "late" if now - at > lateness_of(due) else None
