"""The tick's planning: what is due becomes rows of the ledger, composed once for all who share it.

Reading and composing come first and hold nothing; then one short transaction a chunk writes it all
and moves the schedules on from their due moments. Whoever planned the same schedules meanwhile has
moved them, and then nothing of ours is written for them.
"""

import asyncio
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot.briefing.digest import Digest, Window, arrange
from bot.delivery.pacing import Priority
from bot.render import digest as page
from bot.render.digest import Edition
from bot.render.i18n import catalogue
from config.limits import (
    DAILY_LATENESS,
    FIRST_MONTHLY_WINDOW,
    FIRST_WINDOW,
    UNDO_WITHIN,
    WEEKLY_LATENESS,
)
from storage import alerts, contents, deliveries, events, schedules, skips
from storage.contents import NewContent
from storage.database import Database, Reader, Transaction
from storage.deliveries import NewDelivery
from storage.dyad import Scope
from storage.events import Event
from storage.schedules import EVERY_DAY, Cadence, DueSchedule, Schedule

CHUNK = 500
# Past this it no longer matters whether it comes a little later still.
_CATCH_UP_AFTER = timedelta(minutes=15)
# Part of the key of a content: raise it when the same digest would be written otherwise.
_FORM = 4


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


@dataclass(frozen=True, slots=True)
class Turn:
    """What a due schedule's turn comes to; with a `reason` nothing is sent."""

    due: DueSchedule
    at: datetime
    day: date
    next_due_at: datetime | None
    window: Window
    reason: str | None = None
    is_late: bool = False
    covers_missed: bool = False  # runs before it were due and are not made up for one by one

    @property
    def key(self) -> str:
        """The ledger's key: however often this is planned, it is owed once."""
        return f"digest:{self.due.schedule.id}:{self.at:%Y-%m-%dT%H:%MZ}:1"

    @property
    def told_until(self) -> datetime | None:
        """Where the schedule's window ends now; None where nobody was told of it."""
        return None if self.reason in ("late", "left") else self.window.until

    @property
    def edition(self) -> Edition:
        """For when its digest is made."""
        schedule = self.due.schedule
        return Edition(
            self.at,
            schedule.local_time,
            schedule.zone,
            days=schedule.days,
            is_late=self.is_late,
            covers_missed=self.covers_missed,
        )


def turn_of(due: DueSchedule, *, now: datetime, rule: TimeRule) -> Turn:
    """Decide what a due schedule's turn comes to; several missed days make one digest."""
    schedule = due.schedule
    run = rule.last_run(schedule.local_time, schedule.zone, until=now, days=schedule.days)
    at = max(run.at, due.due_at)
    following = rule.next_run(schedule.local_time, schedule.zone, after=at, days=schedule.days)
    until = at - UNDO_WITHIN
    after = schedule.window_end
    if after is not None:
        # After a move over many zones a run can lie before the last one; nothing is told twice.
        until = max(until, after)
    return Turn(
        due,
        at=at,
        day=run.day,
        next_due_at=following.at if due.is_chat_active else None,
        # A first one that could not come looks back from when it was due, not from later.
        window=Window(
            after or due.due_at - UNDO_WITHIN - first_window_of(schedule),
            until,
            is_first=after is None and at == due.due_at,
        ),
        reason=_reason(due, at, now=now),
        is_late=now - at > _CATCH_UP_AFTER,
        covers_missed=at > due.due_at,
    )


def lateness_of(schedule: Schedule) -> timedelta:
    """Return how late a digest may come: a daily one soon has a next one, the others not."""
    return DAILY_LATENESS if schedule.cadence is Cadence.DAILY else WEEKLY_LATENESS


def first_window_of(schedule: Schedule) -> timedelta:
    """Return how far the first digest looks back."""
    is_monthly = schedule.cadence is Cadence.MONTHLY
    return FIRST_MONTHLY_WINDOW if is_monthly else FIRST_WINDOW


def _reason(due: DueSchedule, at: datetime, *, now: datetime) -> str | None:
    if not due.is_chat_active:
        return "left"
    if now - at > lateness_of(due.schedule):
        return "late"
    return None if due.scopes else "nothing new"


async def plan(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Plan all that is due; return how many schedules had their turn."""
    await _skip_late(database, now=now)
    planned = 0
    while True:
        async with database.reader() as reader:
            due = await schedules.due(reader, now=now, limit=CHUNK)
            if not due:
                return planned
            composed = await _compose(reader, [turn_of(each, now=now, rule=rule) for each in due])
        async with database.transaction() as tx:
            taken = await _write(tx, composed)
        planned += taken
        # Where a whole chunk was somebody else's, they are at it; the next tick looks again.
        if len(due) < CHUNK or not taken:
            return planned


async def _skip_late(database: Database, *, now: datetime) -> None:
    """Give up what waited too long, before planning: the next digest then covers its news."""
    async with database.reader() as reader:
        is_any = await skips.has_late(reader, now=now)
    while is_any:
        async with database.transaction() as tx:
            is_any = await skips.skip_late(tx, now=now, limit=CHUNK) == CHUNK


@dataclass(frozen=True, slots=True)
class _Composed:
    """A turn, and its content where there is something to tell."""

    turn: Turn
    content: NewContent | None


async def _compose(reader: Reader, turns: Sequence[Turn]) -> list[_Composed]:
    """Compose what is told, once for all turns that share it."""
    added = await _added(reader, turns)
    alerted = await _alerted(reader, turns, added)
    last: dict[Scope, Event | None] = {}
    made: dict[str, NewContent | None] = {}
    composed = []
    for turn, known in zip(turns, alerted, strict=True):
        key = None if turn.reason else _content_key(turn, known)
        if key and key not in made:
            digest = arrange(
                turn.due.scopes,
                added[turn.window],
                window=turn.window,
                alerted=known,
                narrowing=turn.due.narrowing,
            )
            made[key] = None
            if digest:
                quiet = await newest_of(reader, digest.quiet, known=last)
                made[key] = _content(key, turn, digest, last=quiet)
            # Composing is plain computing; answers to people must not wait for a chunk of it.
            await asyncio.sleep(0)
        composed.append(_Composed(turn, made[key] if key else None))
    return composed


async def _added(reader: Reader, turns: Sequence[Turn]) -> dict[Window, dict[Scope, list[Event]]]:
    """Read what was added in each window, for all scopes that ask for it, in one go a window."""
    asked: dict[Window, set[Scope]] = {}
    for turn in turns:
        if not turn.reason:
            asked.setdefault(turn.window, set()).update(turn.due.scopes)
    added: dict[Window, dict[Scope, list[Event]]] = {}
    for window, scopes in asked.items():
        found = await events.added_between(
            reader, sorted(scopes), after=window.after, until=window.until
        )
        of_window = added.setdefault(window, {})
        for scope, event in found:
            of_window.setdefault(scope, []).append(event)
    return added


async def _alerted(
    reader: Reader, turns: Sequence[Turn], added: Mapping[Window, Mapping[Scope, Sequence[Event]]]
) -> list[frozenset[int]]:
    """Read what each of these readers had by alert, of what was added in the reader's window."""
    told = [turn for turn in turns if not turn.reason and turn.window in added]
    if not any(added[turn.window] for turn in told):
        return [frozenset()] * len(turns)
    since = min(turn.window.after for turn in told)
    chats = [turn.due.schedule.chat_id for turn in told]
    known = await alerts.known_since(reader, chats, since)
    return [
        frozenset()
        if turn.reason or not (had := known.get(_place(turn), set()))
        else frozenset(
            event.id
            for scope in turn.due.scopes
            for event in added[turn.window].get(scope, ())
            if event.id in had
        )
        for turn in turns
    ]


def _place(turn: Turn) -> tuple[int, int]:
    return (turn.due.schedule.chat_id, turn.due.schedule.thread_id or 0)


async def newest_of(
    reader: Reader, quiet: Sequence[Scope], *, known: dict[Scope, Event | None]
) -> dict[Scope, Event]:
    """Read the newest event of each scope that is quiet, as far as it is not known yet."""
    for scope in quiet:
        if scope not in known:
            found = await events.latest(reader, scope, limit=1)
            known[scope] = found[0] if found else None
    return {scope: event for scope in quiet if (event := known[scope]) is not None}


def _content_key(turn: Turn, alerted: Collection[int]) -> str:
    """Name all that the text of a digest depends on, so that equal digests are made once."""
    schedule = turn.due.schedule
    parts = [
        _FORM,
        catalogue(turn.due.language).language,
        [str(scope) for scope in turn.due.scopes],
        [turn.window.after.isoformat(), turn.window.until.isoformat(), turn.window.is_first],
        [schedule.cadence, schedule.local_time.isoformat(), schedule.zone, schedule.days],
        [turn.is_late, turn.covers_missed],
        sorted(alerted),
        turn.due.narrowing.as_json(),
    ]
    return "digest:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _content(key: str, turn: Turn, digest: Digest, *, last: dict[Scope, Event]) -> NewContent:
    message = page.message(catalogue(turn.due.language), digest, turn.edition, last=last)
    return NewContent(
        key, message.as_json(), turn.window.after, turn.window.until, carries=message.carries
    )


async def _write(tx: Transaction, composed: Sequence[_Composed]) -> int:
    """Write what is still ours to plan; return how many schedules that were."""
    held = await schedules.lock(tx, [each.turn.due.schedule.id for each in composed])
    ours = [
        each for each in composed if held.get(each.turn.due.schedule.id) == each.turn.due.due_at
    ]
    needed = {each.content.key: each.content for each in ours if each.content}
    ids = await contents.add(tx, list(needed.values()))
    await deliveries.add(tx, [_row(each, ids) for each in ours])
    await _advance(tx, [each.turn for each in ours])
    return len(ours)


def _row(composed: _Composed, content_ids: dict[str, int]) -> NewDelivery:
    turn, content = composed.turn, composed.content
    schedule = turn.due.schedule
    return NewDelivery(
        key=turn.key,
        chat_id=schedule.chat_id,
        thread_id=schedule.thread_id,
        schedule_id=schedule.id,
        content_id=content_ids[content.key] if content else None,
        priority=Priority.CATCH_UP if turn.is_late else Priority.DIGEST,
        not_before=turn.at,
        expires_at=turn.at + lateness_of(schedule),
        reason=None if content else turn.reason or "nothing new",
    )


async def _advance(tx: Transaction, turns: Sequence[Turn]) -> None:
    """Move schedules on from their due moments; those that move alike go together."""
    alike: dict[tuple[datetime | None, date, datetime | None], list[int]] = {}
    for turn in turns:
        step = (turn.next_due_at, turn.day, turn.told_until)
        alike.setdefault(step, []).append(turn.due.schedule.id)
    for (next_due_at, day, told_until), ids in alike.items():
        await schedules.advance(tx, ids, next_due_at=next_due_at, day=day, window_end=told_until)
