"""A weekly or monthly digest that is due with a daily one in one place: one message for both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.turns import Turn
from storage.due import Place, Wants
from storage.schedules import Cadence

#: Why the longer one sends nothing of its own.
TOLD_TOGETHER = "told together"

Wanted = Mapping[Wants, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A daily digest and those that are due with it, each with the number of its schedule."""

    turn: Turn
    wants: Wants
    place: Place
    longer: tuple[tuple[Turn, int], ...]


def meetings(
    turns: Mapping[Turn, Wanted], told: Mapping[Turn, Mapping[int, str | None]]
) -> Iterator[Meeting]:
    """Find the daily digests that have something to tell, as has another of the same place."""
    longer: dict[tuple[object, int, int], list[tuple[Turn, int]]] = {}
    for turn, _, place in _telling(turns, told, daily=False):
        longer.setdefault(_where(turn, place), []).append((turn, place.schedule_id))
    if not longer:
        return
    for turn, wants, place in _telling(turns, told, daily=True):
        if beside := longer.get(_where(turn, place)):
            yield Meeting(turn, wants, place, tuple(sorted(beside, key=_by_length)))


def _telling(
    turns: Mapping[Turn, Wanted], told: Mapping[Turn, Mapping[int, str | None]], *, daily: bool
) -> Iterator[tuple[Turn, Wants, Place]]:
    for turn, wanted in turns.items():
        if (turn.due.cadence is Cadence.DAILY) is not daily or turn.reason:
            continue
        for wants, places in wanted.items():
            for place in places:
                if told[turn][place.schedule_id]:
                    yield turn, wants, place


def _where(turn: Turn, place: Place) -> tuple[object, int, int]:
    return turn.due.due_at, place.chat_id, place.thread_id


def _by_length(longer: tuple[Turn, int]) -> bool:
    """Put the week before the month."""
    return longer[0].due.cadence is Cadence.MONTHLY
