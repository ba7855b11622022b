"""All names that the tagger looks for, in one automaton of gazetteer and hand files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain

import ahocorasick

from bot.countries.folding import name_key
from bot.countries.gazetteer import Entry, Gazetteer, Kind, gazetteer
from bot.countries.prose import read
from bot.countries.words import rows


class Means(StrEnum):
    """What a found name is, from the strongest evidence to none."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    CITY = "city"
    SEAT = "seat"
    LEADER = "leader"
    GROUP = "group"
    REGION = "region"
    STATE = "state"  # also says, behind a comma, which country a town is in
    STATE_AFTER = "state_after"  # says only that, behind a comma
    GEORGIA_US = "georgia_us"
    GEORGIA_GE = "georgia_ge"
    BODY = "body"  # a firm or a body of the country
    NOTHING = "nothing"  # covers its words, so that no name inside is found


_PLACES = frozenset({Means.NAME, Means.REGION, Means.STATE, Means.CITY, Means.CAPITAL})
_RULED = frozenset({Means.STATE, Means.STATE_AFTER, Means.GEORGIA_US, Means.GEORGIA_GE})


class Case(StrEnum):
    """How a name must be written to be one."""

    ANY = "any"
    INITIAL = "initial"  # Turkey, not turkey
    UPPER = "upper"  # US, not us


@dataclass(frozen=True, slots=True, eq=False)
class Sense:
    """What one name means to the tagger; many names share one, so that it is told by identity."""

    codes: tuple[str, ...]
    means: Means
    case: Case
    why: str = ""
    unsure: bool = False  # one of the codes, the text must say which
    foreign: bool = False  # not counted in an English text
    venue: bool = False
    since: date | None = None
    until: date | None = None
    place: bool = field(init=False)  # may be a person's name too
    simple: bool = field(init=False)  # no rule looks at what stands around it

    def __post_init__(self) -> None:
        """Work out what is asked for every mention, once: asking an enum is slow."""
        object.__setattr__(self, "place", self.means in _PLACES)
        ruled = self.unsure or not self.codes or self.codes in {("GE",), ("TR",)}
        object.__setattr__(self, "simple", not (ruled or self.means in _RULED))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The automaton, whose values are (length of the key, senses), and the cues for persons."""

    automaton: ahocorasick.Automaton
    first_names: frozenset[str]
    given_names: frozenset[str]
    family_names: frozenset[str]


_OF_GAZETTEER = {
    Kind.NAME: Means.NAME, Kind.ACRONYM: Means.NAME, Kind.DEMONYM: Means.DEMONYM,
    Kind.CAPITAL: Means.CAPITAL, Kind.CITY: Means.CITY, Kind.SEAT: Means.SEAT, Kind.OLD: Means.NAME,
    Kind.REGION: Means.REGION, Kind.PAIR: Means.REGION, Kind.ASK: Means.NAME,
    Kind.NONE: Means.NOTHING,
}  # fmt: skip
KINDS = {means.value: means for means in Means} | {
    "venue": Means.CITY, "exonym": Means.CAPITAL, "place": Means.CITY, "province": Means.REGION,
    "firm": Means.BODY, "people": Means.BODY,
    "abroad": Means.NAME, "people_abroad": Means.DEMONYM,
}  # fmt: skip
_LONGEST_ACRONYM = 5
_ABROAD = frozenset({"exonym", "abroad", "people_abroad"})
_RUSSIAN_ADJECTIVE = ("скии", "цкии")  # folded
CUT_VOWELS = "аяыиьеоую"
_HAND_FILES = (
    "cities_of_datelines.tsv", "venues.tsv", "armed_groups.tsv", "us_places.tsv",
    "article_names.tsv", "not_countries.tsv",
)  # fmt: skip


def lexicon() -> Lexicon:
    """Return the lexicon of the gazetteer in use, built at the first call."""
    return _built(gazetteer())


@lru_cache(maxsize=1)
def _built(names: Gazetteer) -> Lexicon:
    """Build the lexicon; a later sense of a key replaces an earlier one."""
    automaton = ahocorasick.Automaton()
    for key, senses in _senses(names):
        for form in _forms(key):
            automaton.add_word(form, _value(len(form), senses))
    automaton.make_automaton()
    _value.cache_clear()
    cues: dict[str, set[str]] = {"first": set(), "given": set(), "last": set()}
    for word, kind, *_ in rows("person_cues.tsv"):
        cues[kind].add(word)
    return Lexicon(automaton, *(frozenset(cues[kind]) for kind in ("first", "given", "last")))


@cache
def _value(length: int, senses: tuple[Sense, ...]) -> tuple[int, tuple[Sense, ...]]:
    """Return one value for all keys of a length and a meaning: there are ten times more keys."""
    return (length, senses)


def _forms(key: str) -> Iterator[str]:
    """Yield what is looked for: from a word's start, but Arabic words may have letters before."""
    if _is_arabic(key):
        yield key
    elif _is_cyrillic(key) and len(key) > 4 and key[-1] in CUT_VOWELS:
        yield " " + (key[:-2] if key.endswith(_RUSSIAN_ADJECTIVE) else key[:-1])
    else:
        yield " " + key
        if key.startswith("st "):
            yield " " + key.replace(" ", "  ", 1)  # the dot of "St. Louis" reads as a space


def _is_latin(key: str) -> bool:
    return key[0] <= "z"


def _is_cyrillic(key: str) -> bool:
    return "\u0400" <= key[0] < "\u0530"


def _is_arabic(key: str) -> bool:
    return "\u0620" <= key[0] < "\u0700"


_Found = Iterator[tuple[str, tuple[Sense, ...]]]


def _senses(names: Gazetteer) -> _Found:
    """Yield keys with their senses, the bigger languages and what is by hand later."""
    yield from _by_hand(("capitals_abroad.tsv",))
    later: dict[str, list[tuple[str, Sense]]] = {"r": [], "b": [], "e": []}
    for key, entry in names.groups():
        sense = _of_entry(key, entry)
        if sense is not None:
            later[entry.reach].append((key, sense))
    for key, sense in chain.from_iterable(later.values()):
        yield key, (sense,)
        if sense.case is Case.UPPER:
            yield " ".join(key), (sense,)  # U.A.E.
    yield from _by_hand(_HAND_FILES)
    yield from _leaders()


def _by_hand(files: tuple[str, ...]) -> _Found:
    for file in files:
        for name, kind, code, why in rows(file):
            sense = _of_hand(name, kind, code, why)
            for key in _keys(name):
                yield key, (sense,)


def _keys(name: str) -> set[str]:
    """Return the key of a name and how it looks in a text: N'Djamena, N.J., Jamaica, Queens."""
    in_text = read(name, english=True).folded.strip()
    return {in_text} if ", " in name else {name_key(name), in_text}


def _of_entry(key: str, entry: Entry) -> Sense | None:
    """Return the sense of a gazetteer's name; None for one that articles are not searched for."""
    latin = _is_latin(key)
    small = entry.reach == "r"
    # Of the names in small languages only capitals count in Latin letters: others may be words.
    if small and (entry.kind is not Kind.CAPITAL if latin else entry.kind is Kind.ASK):
        return None
    if len(key) < (4 if small else 3) and entry.kind is not Kind.ACRONYM:
        return None
    if not (latin or _is_cyrillic(key) or _is_arabic(key)):
        return None
    return _sense(entry.codes, entry.kind, entry.reach, latin)


@cache
def _sense(codes: tuple[str, ...], kind: Kind, reach: str, latin: bool) -> Sense:  # noqa: FBT001
    """Return the one sense of all names that mean the same in the same way."""
    if kind is Kind.ACRONYM:
        case = Case.UPPER
    elif not latin or (kind is Kind.DEMONYM and reach != "e"):
        case = Case.ANY
    else:
        case = Case.INITIAL
    foreign = latin and reach != "e"
    return Sense(codes, _OF_GAZETTEER[kind], case, unsure=kind is Kind.ASK, foreign=foreign)


def _of_hand(name: str, kind: str, code: str, why: str) -> Sense:
    """Return the sense of a line of a hand file; a kind that is no evidence covers its words."""
    means = KINDS.get(kind, Means.NOTHING) if code != "-" else Means.NOTHING
    if means is Means.NOTHING:
        return _NOTHING
    known = means in {Means.CITY, Means.CAPITAL} and kind != "venue"
    case = Case.INITIAL if means is Means.STATE_AFTER else _case_of(name)  # Va. and VA
    return _hand_sense(kind, code, "" if known else why, case)


@cache
def _hand_sense(kind: str, code: str, why: str, case: Case) -> Sense:
    codes = tuple(code.split())
    foreign, venue = kind in _ABROAD, kind == "venue"
    return Sense(codes, KINDS[kind], case, why, foreign=foreign, venue=venue)


_NOTHING = Sense((), Means.NOTHING, Case.ANY)


def _case_of(name: str) -> Case:
    """Return how a name must be written, from how its file writes it: IRA, Gaza, al-Shabaab."""
    if name.isupper() and name.isalnum() and len(name) <= _LONGEST_ACRONYM:
        return Case.UPPER
    return Case.INITIAL if name[0].isupper() else Case.ANY


def _leaders() -> _Found:
    """Yield the names that leaders are known by; two may share one, at different times."""
    found: dict[str, tuple[Sense, ...]] = {}
    for known_as, code, since, until, office in rows("leaders.tsv"):
        senses: dict[Case, Sense] = {}
        for name in known_as.split("|"):
            case = _case_of(name)
            if case not in senses:
                senses[case] = Sense(
                    (code,),
                    Means.LEADER,
                    case,
                    office,
                    since=first_day(since),
                    until=first_day(until),
                )
            for key in _keys(name):
                found[key] = (*found.get(key, ()), senses[case])
    yield from found.items()


def first_day(text: str) -> date | None:
    """Return the first day of a year or a month; None for an open end."""
    if not text:
        return None
    year, _, month = text.partition("-")
    return date(int(year), int(month or 1), 1)
