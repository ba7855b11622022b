"""Alerts: what was just added becomes rows of the ledger for those who want to know at once.

The editor's minute of undo is over before anything is planned, so an undone article alerts nobody.
By night alerts are held and come as one message in the morning; after five on one day a sixth
message says that the rest stands in the digest.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.briefing.choices import is_told
from bot.delivery.pacing import Priority
from bot.delivery.quiet import quiet_until
from bot.delivery.turns import TimeRule
from bot.render import alerts as page
from bot.render.i18n import catalogue
from bot.render.message import Message
from config.limits import (
    ALERT_FRESHNESS,
    ALERT_LATENESS,
    ALERTS_A_DAY,
    ALERTS_KEPT,
    UNDO_WITHIN,
)
from storage import alerts, contents, deliveries, events, heard
from storage.alerts import Held, Listener, NewAlert, Wanted
from storage.contents import NewContent
from storage.database import Database, Transaction
from storage.deliveries import NewDelivery
from storage.dyad import Scope
from storage.events import Event

# Chats of a transaction: so few that neither it nor the loop is held for long.
CHUNK = 250
# Long enough to hold any chat's own day.
_A_DAY_ANYWHERE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Owed:
    """One message to one chat: a ledger key, and what it says."""

    key: str
    listener: Listener
    message: Message


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an event for one chat."""

    alert: NewAlert
    owed: Owed | None = None


def is_fresh(event: Event, *, now: datetime) -> bool:
    """Tell whether an event is new enough to wake anybody; without any date it is taken for new."""
    days = [report.published_at for report in event.reports if report.published_at]
    if event.event_day is not None:
        days.append(datetime.combine(event.event_day, datetime.max.time(), tzinfo=UTC))
    return not days or max(days) > now - ALERT_FRESHNESS


class Wording:
    """Words messages once for all who are told the same in the same words."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Message] = {}

    def of(self, share: Hashable, make: Callable[[], Message]) -> Message:
        """Return what `make` makes for all that name the same `share`."""
        if share not in self._made:
            self._made[share] = make()
        return self._made[share]


def fate_of(  # noqa: PLR0913 - all that decides it
    listener: Listener,
    event: Event,
    wanted: Wanted,
    *,
    told: Mapping[str, datetime],
    now: datetime,
    rule: TimeRule,
    wording: Wording,
) -> Fate:
    """Decide what a chat is told of an event; `told` holds when each alert before was planned.

    Where the chat leaves it out, that is written down like what it heard, and nothing is sent.
    """
    # Under a pair rather than a country.
    by_preference = sorted(wanted.scopes, key=lambda scope: scope.is_country)
    through = [scope for scope in by_preference if is_told(event, scope, wanted.narrowing)]
    if not through:
        return Fate(NewAlert(listener, event.id, by_preference[0]))
    scope = through[0]
    ends = _quiet_end(listener, now=now, rule=rule)
    if ends is not None:
        return Fate(NewAlert(listener, event.id, scope, held_until=ends))
    words = catalogue(listener.language)
    number = 1 + _told_on_this_day(told, listener.zone, now=now)
    if number > ALERTS_A_DAY:
        day = now.astimezone(ZoneInfo(listener.zone)).date()
        key = f"alerts:{listener.chat_id}:{listener.thread_id}:{day}:rest"
        enough = wording.of(words, lambda: page.enough_message(words, most=ALERTS_A_DAY))
        return Fate(NewAlert(listener, event.id, scope), Owed(key, listener, enough))
    key = f"alert:{listener.chat_id}:{listener.thread_id}:{event.id}"
    message = wording.of(
        (words, tuple(through), number, listener.zone),
        lambda: page.alert_message(
            words, event, through, number=number, zone=listener.zone, now=now
        ),
    )
    alert = NewAlert(listener, event.id, scope, delivery_key=key)
    return Fate(alert, Owed(key, listener, message))


def _quiet_end(listener: Listener, *, now: datetime, rule: TimeRule) -> datetime | None:
    hours = (listener.quiet_from, listener.quiet_until)
    return quiet_until(*hours, listener.zone, now=now, rule=rule)


def _told_on_this_day(told: Mapping[str, datetime], zone: str, *, now: datetime) -> int:
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    return sum(at.astimezone(local).date() == today for at in told.values())


async def plan_alerts(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Plan alerts of all that was added, and release what the night has held; count messages."""
    return await _plan_new(database, now=now, rule=rule) + await _release(
        database, now=now, rule=rule
    )


async def _plan_new(database: Database, *, now: datetime, rule: TimeRule) -> int:
    until = now - UNDO_WITHIN
    async with database.reader() as reader:
        seen = await alerts.cursor(reader)
        if seen is not None and seen >= until:
            return 0
        after = max(seen, until - ALERT_LATENESS) if seen is not None else until
        added = await alerts.scopes_added(reader, after=after, until=until)
        found = await events.by_ids(reader, added)
    planned = 0
    for event in reversed(found):
        if is_fresh(event, now=now):
            planned += await _tell(database, event, added[event.id], now=now, rule=rule)
    # An idle store is not written to at every tick: an hour's window reads as fast as a second's.
    if added or seen is None or until - seen > timedelta(hours=1):
        async with database.transaction() as tx:
            held = await alerts.lock_cursor(tx)
            await alerts.move_cursor(tx, until if held is None else max(held, until))
            await alerts.prune(tx, before=now - ALERTS_KEPT)
    return planned


async def _tell(
    database: Database, event: Event, scopes: Sequence[Scope], *, now: datetime, rule: TimeRule
) -> int:
    """Plan one event for all who listen and have not heard, a transaction a chunk."""
    planned, after, wording = 0, 0, Wording()
    while True:
        async with database.reader() as reader:
            until = await alerts.next_chats(reader, scopes, after=after, limit=CHUNK)
        if until is None:
            return planned
        async with database.transaction() as tx:
            found = await alerts.listeners(tx, event.id, scopes, now=now, between=(after, until))
            chats = {listener.chat_id for listener in found}
            told = await heard.told_since(tx, chats, now - _A_DAY_ANYWHERE) if found else {}
            fates = [
                fate_of(
                    listener,
                    event,
                    wanted,
                    told=told.get((listener.chat_id, listener.thread_id), {}),
                    now=now,
                    rule=rule,
                    wording=wording,
                )
                for listener, wanted in found.items()
            ]
            await alerts.add(tx, [fate.alert for fate in fates], at=now)
            await _owe(tx, [fate.owed for fate in fates if fate.owed], now=now)
        planned += sum(fate.owed is not None for fate in fates)
        after = until


async def _release(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Let go what waited for the end of the quiet hours, as one message a chat."""
    released, wording = 0, Wording()
    while True:
        async with database.reader() as reader:
            if not await alerts.is_any_held(reader, now=now):
                return released
        async with database.transaction() as tx:
            held = await alerts.held(tx, now=now, limit=CHUNK)
            found = await events.by_ids(tx, [each.event_id for each in held])
            known = {event.id: event for event in found}
            longer: list[tuple[Held, datetime]] = []
            mornings: list[Morning] = []
            for listener, group in groupby(held, key=lambda each: each.listener):
                one = list(group)
                ends = _quiet_end(listener, now=now, rule=rule)
                if ends is not None:
                    # The chat moved to another zone, or chose other hours, in that very night.
                    longer += [(each, ends) for each in one]
                else:
                    mornings.append(morning_of(listener, one, known, now=now, wording=wording))
            await alerts.hold(tx, longer)
            await alerts.release(tx, [each for one in mornings for each in one.released], at=now)
            await _owe(tx, [one.owed for one in mornings if one.owed], now=now)
        released += sum(one.owed is not None for one in mornings)


@dataclass(frozen=True, slots=True)
class Morning:
    """What becomes of all that a night has held for one chat: each with its key of the ledger."""

    released: list[tuple[Held, str | None]]
    owed: Owed | None = None


def morning_of(
    listener: Listener,
    held: Sequence[Held],
    known: Mapping[int, Event],
    *,
    now: datetime,
    wording: Wording,
) -> Morning:
    """Decide what a chat is told of its night, in one message."""
    ends = held[0].held_until
    told = [each for each in held if each.is_wanted and each.event_id in known]
    # After a night longer than an alert is news, the digest has it all.
    if now - ends > ALERT_LATENESS:
        told = []
    if not told:
        return Morning([(each, None) for each in held])
    key = f"alerts:{listener.chat_id}:{listener.thread_id}:{ends:%Y-%m-%dT%H:%MZ}:held"
    words = catalogue(listener.language)
    items = tuple((each.event_id, each.scope) for each in told)
    message = wording.of(
        (words, items, listener.zone),
        lambda: page.held_message(
            words,
            [(known[event_id], scope) for event_id, scope in items],
            zone=listener.zone,
            now=now,
        ),
    )
    released = [(each, key if each in told else None) for each in held]
    return Morning(released, Owed(key, listener, message))


async def _owe(tx: Transaction, owed: Sequence[Owed], *, now: datetime) -> None:
    """Enter messages into the ledger; those that are equal share one content."""
    # Those who are told the same share one object.
    messages = {id(each.message): each.message for each in owed}
    keys = {number: _content_key(message) for number, message in messages.items()}
    made = {keys[number]: message for number, message in messages.items()}
    # Alerts tell no window: nothing is given back to a schedule when one comes too late.
    new = [
        NewContent(key, message.as_json(), now, now, carries=message.carries)
        for key, message in made.items()
    ]
    ids = await contents.add(tx, new)
    await deliveries.add(
        tx,
        [
            NewDelivery(
                key=each.key,
                chat_id=each.listener.chat_id,
                thread_id=each.listener.thread_id or None,
                schedule_id=None,
                content_id=ids[keys[id(each.message)]],
                priority=Priority.ALERT,
                not_before=now,
                expires_at=now + ALERT_LATENESS,
            )
            for each in owed
        ],
    )


def _content_key(message: Message) -> str:
    return "alert:" + hashlib.sha256(repr(message.as_json()).encode()).hexdigest()
