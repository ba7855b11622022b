"""Who reports an event: both capitals, one of them, or only outlets of third countries."""

from collections.abc import Iterable
from enum import Enum

from storage.dyad import Scope


class Sides(Enum):
    """How the outlets of an event stand to the two countries of a dyad."""

    BOTH = "both"  # an outlet of each country reports it
    ONE = "one"  # outlets of one country report it, none of the other
    THIRD = "third"  # no outlet of either country reports it


# The members of the European Union: an outlet of one is on the Union's side of a pair with it,
# unless the pair's other side is that very member.
_UNION = "EU"
_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)


def sides_of(outlet_countries: Iterable[str | None], scope: Scope) -> Sides | None:
    """Tell the sides of an event from its outlets' countries; None where it can't be told.

    It can't for one country, and not where an outlet whose country is unknown may be of a side
    that is missing.
    """
    countries = list(outlet_countries)
    sides = (Sides.THIRD, Sides.ONE, Sides.BOTH)[len(reporting(countries, scope))]
    is_unsure = sides is not Sides.BOTH and None in countries
    return None if scope.is_country or is_unsure else sides


def reporting(outlet_countries: Iterable[str | None], scope: Scope) -> list[str]:
    """List the sides of a pair whose outlets report, in the pair's order."""
    found = set()
    for country in outlet_countries:
        if country in scope.codes:
            found.add(country)
        elif country in _MEMBERS and _UNION in scope.codes:
            found.add(_UNION)
    return [code for code in scope.codes if code in found]
