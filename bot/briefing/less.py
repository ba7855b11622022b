"""What somebody can mean who wants less like this: topics, outlets and pairs of what was told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.briefing.digest import Digest
from storage.dyad import Scope
from storage.events import Event
from storage.outlets import Outlet

_Each = TypeVar("_Each")

#: Of each kind so many, those that came up most.
OFFERED = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What may be meant, the likeliest of each kind first."""

    topics: tuple[str, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    scopes: tuple[Scope, ...] = ()


def meant_by(told: Iterable[tuple[Event, Iterable[Scope]]]) -> Meant:
    """Count what was told, by the topic each event was shown under, its outlets and its scopes."""
    topics: Counter[str] = Counter()
    outlets: Counter[Outlet] = Counter()
    scopes: Counter[Scope] = Counter()
    for event, places in told:
        topics.update(event.topics[:1])
        outlets.update(list(dict.fromkeys(report.outlet for report in event.reports)))
        scopes.update(places)
    return Meant(_most(topics), _most(outlets), _most(scopes))


def told_by(digest: Digest) -> list[tuple[Event, tuple[Scope, ...]]]:
    """List the events of a digest, each with the scopes that it was told under."""
    return [
        (item.event, (group.scope, *item.others)) for group in digest.groups for item in group.items
    ]


def _most(counted: "Counter[_Each]") -> tuple[_Each, ...]:
    return tuple(each for each, _ in counted.most_common(OFFERED))
