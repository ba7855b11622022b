"""What a digest tells: what was added since the last one, by pair, each event once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.briefing.change import Change
from bot.briefing.choices import is_told
from bot.briefing.corrected import Corrected, Correction
from storage.counts import Newest
from storage.dyad import Scope
from storage.events import Event
from storage.narrowing import NOT_NARROWED, Narrowing
from storage.schedules import Cadence


@dataclass(frozen=True, slots=True)
class Window:
    """What was added after the one moment and until the other; `is_first` for a chat's first."""

    after: datetime
    until: datetime
    is_first: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One event, told under one scope; `others` of the reader's scopes hold it too."""

    event: Event
    others: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is new on one scope, newest first."""

    scope: Scope
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Longer:
    """What a weekly or monthly digest tells that is due with a daily one and stands in it."""

    cadence: Cadence
    groups: tuple[Group, ...]  # without what the daily one tells, and so some without items
    changes: Mapping[Scope, Change]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reader is told at one due moment."""

    window: Window
    groups: tuple[Group, ...]  # the one with the newest event first
    quiet: tuple[Scope, ...]  # scopes with nothing new
    scopes: tuple[Scope, ...]  # all that the reader wants
    alerted: tuple[Event, ...] = ()  # new too, but the reader had them by alert
    left_out: int = 0  # new too, and left out by the reader's own choice
    longer: tuple[Longer, ...] = ()
    corrected: tuple[Correction, ...] = ()  # of what was told before, the newest first

    @property
    def events(self) -> int:
        """How many events are told."""
        return sum(len(group.items) for group in self.groups)

    @property
    def lively(self) -> int:
        """How many of the scopes have any of what is told."""
        told = {group.scope for group in self.groups}
        return len(told.union(*(item.others for group in self.groups for item in group.items)))


@dataclass(frozen=True, slots=True)
class Beside:
    """What a digest says beside its news, read for many digests at once."""

    newest: Mapping[Scope, Newest] = field(default_factory=dict)  # before the window, of a scope
    events: Mapping[int, Event] = field(default_factory=dict)  # those of them that are told of
    changes: Mapping[Scope, Change] = field(default_factory=dict)  # weekly and monthly ones


NOTHING_BESIDE = Beside()
NOTHING_CORRECTED: Corrected = {}


def arrange(
    scopes: Sequence[Scope],
    added: Mapping[Scope, Iterable[Event]],
    *,
    window: Window,
    alerted: Collection[int] = (),
    narrowing: Narrowing = NOT_NARROWED,
    even_quiet: bool = False,
) -> Digest | None:
    """Arrange what was added in the window for a reader of these scopes; None if that is nothing.

    The events of `alerted` are named and not told again, and of those that the reader leaves out
    there is only the number; where there is nothing else, it's nothing, or with `even_quiet` a
    digest without groups.

    An event on several scopes is told under a dyad rather than a country, the first of the
    reader's list among equals.
    """
    by_preference = sorted(scopes, key=lambda scope: scope.is_country)
    homes: dict[int, list[Scope]] = {}
    told: dict[Scope, list[Event]] = {}
    known: dict[int, Event] = {}
    left_out: set[int] = set()
    for scope in by_preference:
        for event in added.get(scope, ()):
            if narrowing and not is_told(event, scope, narrowing):
                left_out.add(event.id)
                continue
            if event.id in alerted:
                known[event.id] = event
                continue
            places = homes.setdefault(event.id, [])
            if not places:
                told.setdefault(scope, []).append(event)
            places.append(scope)
    if not told and not even_quiet:
        return None
    groups = [_group(scope, events, homes) for scope, events in told.items()]
    groups.sort(key=lambda group: group.items[0].event.sort_key, reverse=True)
    return Digest(
        window=window,
        groups=tuple(groups),
        quiet=tuple(scope for scope in scopes if not any(added.get(scope, ()))),
        scopes=tuple(scopes),
        alerted=tuple(sorted(known.values(), key=lambda event: event.sort_key, reverse=True)),
        left_out=len(left_out - homes.keys() - known.keys()),
    )


def untold(longer: Digest, *, told_in: Digest) -> tuple[Group, ...]:
    """Return what a longer digest tells and another one due with it does not; all its scopes."""
    told = {item.event.id for group in told_in.groups for item in group.items}
    told |= {event.id for event in told_in.alerted}
    return tuple(
        Group(group.scope, tuple(item for item in group.items if item.event.id not in told))
        for group in longer.groups
    )


def corrections_for(
    scopes: Sequence[Scope], corrected: Corrected, *, alerted: Collection[int] = ()
) -> tuple[Correction, ...]:
    """Return what a reader of these scopes is told to have been wrong, the newest first.

    It is told on a day without news too; who had it as an alert was told below that.
    """
    found = {
        correction.history.article_id: correction
        for scope in scopes
        for correction in corrected.get(scope, ())
        if correction.history.event_id not in alerted
    }
    return tuple(sorted(found.values(), key=lambda each: each.repair.id, reverse=True))


def _group(scope: Scope, events: Iterable[Event], homes: Mapping[int, Sequence[Scope]]) -> Group:
    newest_first = sorted(events, key=lambda event: event.sort_key, reverse=True)
    return Group(scope, tuple(Item(event, tuple(homes[event.id][1:])) for event in newest_first))


def fold(digest: Digest, *, above: int) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Split a digest into what stands before the fold, at most `above` items, and the rest.

    Every group has a first item before any has a second, so that a busy pair hides none.
    """
    ranked = sorted(
        (place, number)
        for number, group in enumerate(digest.groups)
        for place in range(len(group.items))
    )
    kept = [0] * len(digest.groups)
    for _, number in ranked[:above]:
        kept[number] += 1
    pairs = list(zip(digest.groups, kept, strict=True))
    return (
        tuple(Group(group.scope, group.items[:count]) for group, count in pairs if count),
        tuple(
            Group(group.scope, group.items[count:])
            for group, count in pairs
            if count < len(group.items)
        ),
    )
