"""Who reports an event: both capitals, one of them, or only outlets of third countries."""

from collections.abc import Iterable
from enum import Enum

from storage.dyad import Scope


class Sides(Enum):
    """How the outlets of an event stand to the two countries of a dyad."""

    BOTH = "both"  # an outlet of each country reports it
    ONE = "one"  # outlets of one country report it, none of the other
    THIRD = "third"  # no outlet of either country reports it


def sides_of(outlet_countries: Iterable[str | None], scope: Scope) -> Sides | None:
    """Tell the sides of an event from its outlets' countries; None where the scope is one country.

    An outlet whose country is unknown counts for no side.
    """
    if scope.is_country:
        return None
    reporting = set(outlet_countries) & set(scope.codes)
    return (Sides.THIRD, Sides.ONE, Sides.BOTH)[len(reporting)]
