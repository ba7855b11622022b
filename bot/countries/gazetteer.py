r"""The names of countries: one packed data file, looked up by folded name.

`data/names.txt` is built by `python -m bot.countries.build`. One line is a group of names that
mean the same in the same way, four fields parted by tabs:

    codes <TAB> kind <TAB> reach <TAB> name|name|name

- codes: alpha-2 (XK and EU too), several parted by a space, likeliest first
- kind: one of `Kind`; the meaning of several codes depends on it (see there)
- reach: `e` English, `b` one of the big languages (az fa tr ru ar fr de es it pt uk pl nl),
  `r` all others: what is a country there may be a common word in an article
- names: as `bot.countries.folding.name_key` gives them (one case, no accents, single spaces)

A name stands in the file once. The file is sorted, so that a change shows as a short diff.
The owner of an instance may add or change names in a file of lines `name <TAB> kind <TAB> codes`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.countries.folding import name_key
from bot.countries.names import is_country


class Kind(StrEnum):
    """How a name means its country."""

    NAME = "name"  # Iran, Islamic Republic of Iran, Иран
    ACRONYM = "acronym"  # US, UK, UAE: in an article in capitals or with dots only
    DEMONYM = "demonym"  # Iranian, Iranians, иранский
    CAPITAL = "capital"  # Tehran
    CITY = "city"  # Karachi
    SEAT = "seat"  # Kremlin, White House: the power that sits there
    OLD = "old"  # Burma, Soviet Union: codes of who is meant today
    REGION = "region"  # East Azerbaijan, Scotland, Texas: a part of its country
    PAIR = "pair"  # Karabakh: news on it is news on both countries
    ASK = "ask"  # Congo, Korea: one of the codes, the reader has to say which
    NONE = "none"  # New Jersey, Antarctica's neighbours: no country, and none of its words is


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name means; `reach` says in how big a language it does (see the module)."""

    codes: tuple[str, ...]
    kind: Kind
    reach: str


class Gazetteer:
    """All names in memory; `names` maps the folded name to its entry."""

    def __init__(self, names: dict[str, Entry]) -> None:
        self.names = names

    def find(self, name: str) -> Entry | None:
        """Return what the name means, however it is spelled; None if it is not known."""
        return self.names.get(name_key(name))

    def groups(self) -> Iterator[tuple[str, Entry]]:
        """Yield every folded name with its entry, in the order of the file."""
        yield from self.names.items()


def parse(lines: Iterable[str]) -> dict[str, Entry]:
    """Read the packed lines; ValueError for a line of another form."""
    names: dict[str, Entry] = {}
    for line in lines:
        codes, kind, reach, group = line.rstrip("\n").split("\t")
        entry = Entry(tuple(codes.split()), Kind(kind), reach)
        names.update(dict.fromkeys(group.split("|"), entry))
    return names


def parse_own(lines: Iterable[str]) -> dict[str, Entry]:
    """Read an owner's lines `name TAB kind TAB codes`; a `#` begins a comment."""
    names: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=1):
        stated = line.split("#")[0].strip()
        if stated:
            try:
                name, entry = _own_entry(stated)
            except ValueError as wrong:
                raise ValueError(f"line {number} needs name, kind and codes: {wrong}") from None
            names[name] = entry
    return names


def _own_entry(line: str) -> tuple[str, Entry]:
    name, kind, codes = line.split("\t") if line.count("\t") > 1 else (*line.split("\t"), "")
    entry = Entry(tuple(codes.upper().split()), Kind(kind.strip()), "e")
    if unknown := [code for code in entry.codes if not is_country(code)]:
        raise ValueError(f"{' '.join(unknown)} is no country's code")
    if bool(entry.codes) == (entry.kind is Kind.NONE):
        raise ValueError("only the kind none goes without codes")
    return name_key(name), entry


_own_file: list[Path] = []


def use_own_file(path: Path | None) -> None:
    """Let an owner's file add to and replace the names from now on; None takes it away."""
    _own_file[:] = [path] if path else []
    gazetteer.cache_clear()


@cache
def gazetteer() -> Gazetteer:
    """Return the one gazetteer of the process, read at the first call."""
    with files("bot.countries").joinpath("data/names.txt").open(encoding="utf-8") as packed:
        names = parse(packed)
    for path in _own_file:
        names |= parse_own(path.read_text(encoding="utf-8").splitlines())
    return Gazetteer(names)
