"""Where a group or a leader belongs: hezbollah, erdogan. Offered to a reader, never taken."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from bot.countries import words
from bot.countries.folding import name_key

_Term = tuple[str, date, date]


def home_of(name: str, today: date) -> str | None:
    """Return the country of a group, or of who is in office about that day; None if unknown."""
    key = name_key(name)
    if code := _groups().get(key):
        return code
    terms = (term for term in _leaders().get(key, ()) if term[1] <= today <= term[2])
    found = {code for code, _first, _last in terms}
    return found.pop() if len(found) == 1 else None


def has_home(key: str) -> bool:
    """Tell whether the folded name is a group's or a leader's of any time."""
    return key in _groups() or key in _leaders()


@cache
def _groups() -> Mapping[str, str]:
    return {name_key(name): code for name, _kind, code, _why in words.rows("armed_groups.tsv")}


@cache
def _leaders() -> Mapping[str, tuple[_Term, ...]]:
    """Return each leader's terms; a name stays in the news for a year around the office."""
    found: dict[str, tuple[_Term, ...]] = {}
    for names, code, first, last, *_office in words.rows("leaders.tsv"):
        begin = date(int(first) - 1, 1, 1) if first else date.min
        end = date(int(last) + 1, 12, 31) if last else date.max
        for name in map(name_key, names.split("|")):
            found[name] = (*found.get(name, ()), (code, begin, end))
    return found
