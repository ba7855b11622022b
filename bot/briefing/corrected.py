"""Which corrections a digest tells: of what its reader was told before, or could have been."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from storage.dyad import Scope
from storage.histories import History
from storage.pairs import PARTIES
from storage.revisions import TOLD, Revision


@dataclass(frozen=True, slots=True)
class Correction:
    """An article that was corrected or withdrawn, by its last repair in the window."""

    history: History
    repair: Revision


Corrected = Mapping[Scope, tuple[Correction, ...]]


def by_scope(repaired: Iterable[History], *, after: datetime, until: datetime) -> Corrected:
    """Arrange what was repaired in the window by the scopes under which it is or was found.

    What came in only within the window is left out: it is told with the right words at once.
    """
    found: dict[Scope, list[Correction]] = {}
    for history in repaired:
        told = [each for each in history.repairs if each.kind in TOLD and after < each.at <= until]
        if not told or history.added_at > after:
            continue
        for scope in scopes_of(history):
            found.setdefault(scope, []).append(Correction(history, told[-1]))
    return {scope: tuple(corrections) for scope, corrections in found.items()}


def scopes_of(history: History) -> set[Scope]:
    """Return the scopes of an article as it stands and as it stood before each repair."""
    stood = [each.before.get("parties", ()) for each in history.repairs]
    scopes: set[Scope] = set()
    for parties in (history.parties, *stood):
        scopes.update(Scope.of(code) for code in parties)
        if len(parties) <= PARTIES:
            scopes.update(Scope.of(*pair) for pair in combinations(parties, 2))
    return scopes
