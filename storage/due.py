"""What is due: schedules whose moment has come, read set by set.

A morning's tick finds a hundred thousand of them. What they have in common is read once for all
that are alike, and what becomes of them is written by `storage.taking`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    and_,
    bindparam,
    case,
    literal_column,
    or_,
    select,
)
from sqlalchemy import tuple_ as together

from storage.chats import ChatState
from storage.database import Reader
from storage.dyad import Scope
from storage.models.base import Moment
from storage.models.chats import chats
from storage.models.schedules import schedules
from storage.models.subscriptions import subscriptions
from storage.narrowing import NOT_NARROWED, Narrowing, Words, exclusions_of, words_of
from storage.prebuilt import Prebuilt
from storage.schedules import Cadence
from storage.sets import given, joined, numbers


@dataclass(frozen=True, slots=True)
class Alike:
    """What decides the turn of a due schedule, and is the same for many."""

    due_at: datetime
    window_end: datetime | None
    cadence: Cadence
    local_time: time
    zone: str
    days: int
    tells_quiet: bool
    language: str | None
    is_chat_active: bool
    muted_until: datetime | None  # when the chat's last pause ended, or will, if since window_end


class Place(NamedTuple):
    """One of the schedules that are alike, and where its digest goes; 0 is no topic."""

    schedule_id: int
    chat_id: int
    thread_id: int


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """What a reader wants to be told of; scopes are sorted. Equal ones are one object."""

    scopes: tuple[Scope, ...]
    narrowing: Narrowing


#: Schedules by what they have in common: what decides their turn, and what their readers want.
Due = dict[Alike, dict[Wants, list[Place]]]
#: How far a tick has read: the due moment, the chat and the schedule of the last one.
Position = tuple[datetime, int, int]
START: Position = (datetime(1970, 1, 1, tzinfo=UTC), 0, 0)


_NOW = bindparam("now", type_=Moment())
_ALIKE = (
    schedules.c.next_due_at,
    schedules.c.window_end,
    schedules.c.cadence,
    schedules.c.local_time,
    schedules.c.zone,
    schedules.c.days,
    schedules.c.tells_quiet,
)
_ORDER = (schedules.c.next_due_at, schedules.c.chat_id, schedules.c.id)
_FOUND = (
    select(*_ALIKE, schedules.c.id, schedules.c.chat_id, schedules.c.thread_id)
    .where(
        schedules.c.next_due_at <= _NOW,
        together(*_ORDER)
        > together(
            bindparam("moment", type_=Moment()),
            bindparam("chat", type_=BigInteger()),
            bindparam("schedule", type_=BigInteger()),
        ),
    )
    .order_by(*_ORDER)
    .limit(bindparam("most"))
    .subquery("found")
)
# Those who pause now and then are as many as those who never did; an old pause tells them apart.
_PAUSE = case(
    (
        or_(_FOUND.c.window_end.is_(None), chats.c.muted_until > _FOUND.c.window_end),
        chats.c.muted_until,
    )
)
# What a schedule wants, as one text: many want the same, and each text is read once. A scope that
# is narrowed by words has a star.
_OF_PLACE = and_(
    subscriptions.c.chat_id == _FOUND.c.chat_id, subscriptions.c.thread_id == _FOUND.c.thread_id
)
_HAS_WORDS = or_(subscriptions.c.only_words != "", subscriptions.c.without_words != "")
_STAR = case((_HAS_WORDS, literal_column("'*'")), else_=literal_column("''"))
_SCOPE = subscriptions.c.a + literal_column("'-'") + subscriptions.c.b + _STAR
DUE = Prebuilt(
    select(
        *(_FOUND.c[column.name] for column in _ALIKE),
        chats.c.language,
        chats.c.state,
        _PAUSE,
        select(joined(_SCOPE)).where(_OF_PLACE).scalar_subquery(),
        _FOUND.c.id,
        _FOUND.c.chat_id,
        _FOUND.c.thread_id,
    )
    .select_from(_FOUND)
    .join(chats, chats.c.id == _FOUND.c.chat_id)
    .order_by(_FOUND.c.next_due_at, _FOUND.c.chat_id, _FOUND.c.id)
)
_SHARED = len(_ALIKE) + 3  # the columns that decide the turn
_WORDS = Prebuilt(
    select(
        subscriptions.c.chat_id,
        subscriptions.c.thread_id,
        subscriptions.c.a,
        subscriptions.c.b,
        subscriptions.c.only_words,
        subscriptions.c.without_words,
    )
    .where(subscriptions.c.chat_id.in_(select(given("chats").subquery("given").c.id)), _HAS_WORDS)
    .order_by(subscriptions.c.a, subscriptions.c.b)
)


async def due(
    reader: Reader, *, now: datetime, limit: int, after: Position = START
) -> tuple[Due, Position]:
    """Return schedules whose moment has come, the longest due first, and how far that reads."""
    groups: dict[Sequence[Any], dict[str | None, list[Place]]] = {}
    values = dict(zip(("moment", "chat", "schedule"), after, strict=True))
    rows = await DUE.raw_rows(reader, {"now": now, "most": limit} | values, many=True)
    rows = _whole_chats(rows, limit)
    for row in rows:
        alike = groups.setdefault(row[:_SHARED], {})
        alike.setdefault(row[_SHARED], []).append(Place(*row[_SHARED + 1 :]))
    narrowings = await _narrowings(reader, groups.values())
    found = {
        _alike(*DUE.read(reader.dialect, shared)): _by_wants(alike, narrowings)
        for shared, alike in groups.items()
    }
    return found, _position(reader, rows[-1]) if rows else after


def _position(reader: Reader, row: Sequence[Any]) -> Position:
    place = Place(*row[_SHARED + 1 :])
    (moment,) = DUE.read(reader.dialect, row[:1])
    return moment, place.chat_id, place.schedule_id


def _whole_chats(rows: Sequence[Sequence[Any]], limit: int) -> Sequence[Sequence[Any]]:
    """Leave the last chat for the next time where the limit may have cut it."""
    if len(rows) < limit:
        return rows
    last = _due_in(rows[-1])
    end = next((n for n in range(len(rows), 0, -1) if _due_in(rows[n - 1]) != last), 0)
    return rows[:end] if end else rows


def _due_in(row: Sequence[Any]) -> tuple[Any, Any]:
    """Return the due moment of a row and its chat."""
    return row[0], row[_SHARED + 2]


async def _narrowings(
    reader: Reader, groups: Iterable[Mapping[str | None, Sequence[Place]]]
) -> dict[tuple[int, int], Narrowing]:
    """Read what is left out by the few who leave anything out, by chat and topic."""
    chat_ids: list[int] = []
    with_words: list[int] = []
    for alike in groups:
        for wanted, places in alike.items():
            ids = [place.chat_id for place in places]
            chat_ids += ids
            with_words += ids if wanted and "*" in wanted else ()
    excluded = await exclusions_of(reader, chat_ids) if chat_ids else {}
    words: dict[tuple[int, int], list[tuple[Scope, Words]]] = {}
    if with_words:
        for chat_id, thread_id, first, second, only, without in await _WORDS.rows(
            reader, {"chats": numbers(with_words)}
        ):
            named = (Scope(first, second), words_of(only, without))
            words.setdefault((chat_id, thread_id), []).append(named)
    return {
        place: Narrowing(tuple(words.get(place, ())), excluded.get(place, ()))
        for place in words.keys() | excluded.keys()
    }


def _by_wants(
    alike: Mapping[str | None, list[Place]], narrowings: Mapping[tuple[int, int], Narrowing]
) -> dict[Wants, list[Place]]:
    found: dict[Wants, list[Place]] = {}
    for wanted, places in alike.items():
        if not narrowings:
            # The same scopes may stand in another order.
            found.setdefault(_wants(wanted), []).extend(places)
            continue
        for place in places:
            narrowing = narrowings.get((place.chat_id, place.thread_id), NOT_NARROWED)
            found.setdefault(_wants(wanted, narrowing), []).append(place)
    return found


def _alike(*shared: Any) -> Alike:  # noqa: ANN401 - what the row has
    *fields, state, muted_until = shared
    due_at, window_end, cadence, local_time, zone, days, tells_quiet, language = fields
    return Alike(
        due_at=due_at,
        window_end=window_end,
        cadence=Cadence(cadence),
        local_time=local_time,
        zone=zone,
        days=days,
        tells_quiet=tells_quiet,
        language=language,
        is_chat_active=state == ChatState.ACTIVE,
        muted_until=muted_until,
    )


@lru_cache(maxsize=16_384)
def _wants(wanted: str | None, narrowing: Narrowing = NOT_NARROWED) -> Wants:
    scopes = (Scope.parse(each.rstrip("*")) for each in (wanted or "").split())
    return _the_one(tuple(sorted(scopes)), narrowing)


@lru_cache(maxsize=16_384)
def _the_one(scopes: tuple[Scope, ...], narrowing: Narrowing) -> Wants:
    return Wants(scopes, narrowing)
