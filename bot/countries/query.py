"""Understand what a reader typed: countries in order, dates, a topic, and what is left to ask."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from bot.countries.codes import code_meant, codes_in
from bot.countries.dates import find_period
from bot.countries.gazetteer import Kind
from bot.countries.guesses import suggestions
from bot.countries.homes import home_of
from bot.countries.index import no_slips
from bot.countries.lattice import Edge, How, Meaning, cheapest
from bot.countries.lexer import Word, is_whole, words_of
from bot.countries.ranks import NEAR, plain_names, told_by_rank
from bot.countries.readings import Reader

MOST_CHOICES = 6
MOST_COUNTRIES = 8
# One letter off in so short a word is a guess as soon as anything else is unclear.
_SHORT_SLIP = 5
# By sound, by two slips, or by one in the first letter: taken only where the query is nothing else.
_FAR_SLIP = 1.5
_PLACES = frozenset({Kind.REGION, Kind.CAPITAL, Kind.CITY, Kind.SEAT, Kind.DEMONYM})
_CERTAIN = frozenset({Kind.NAME, Kind.ACRONYM, Kind.OLD, Kind.ASK})


@dataclass(frozen=True, slots=True)
class Question:
    """A word that fits several countries; each choice is a whole query with its partners kept."""

    word: str
    choices: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An unknown word and what it may have meant, with the known countries kept."""

    word: str
    choices: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text asks for. `complete`: every word was used up and nothing is to be asked."""

    codes: tuple[str, ...] = ()
    question: Question | None = None
    suggestion: Suggestion | None = None
    first_day: date | None = None
    last_day: date | None = None
    topic: str | None = None
    words: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    same_twice: bool = False
    complete: bool = False
    regions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A meaning with the words that it was read from."""

    typed: str
    gap: str
    meaning: Meaning
    start: int = 0
    as_a_name: bool = False


def understand(text: str, *, today: date) -> Understanding:
    """Return what the text asks for; never fails, and looks at the beginning of a long text only.

    `codes` stays empty while there is a question: its choices hold the whole queries.
    """
    words = words_of(text)
    period = find_period(words, today)
    way = _read(words, period.used)
    found, left = _found(words, way)
    found = _without_pronoun(_decided_by_rank(found, way), sure=not left)
    understood = _decide(found, left, today)
    topic = next((edge.topic for edge in way if edge.topic), None)
    asked_for = bool(understood.codes or topic or period.used)
    clear = not (left or understood.question or understood.suggestion or understood.unknown)
    return replace(
        understood,
        first_day=period.first,
        last_day=period.last,
        topic=topic,
        complete=asked_for and clear and is_whole(text),
    )


def _read(words: Sequence[Word], dated: frozenset[int]) -> list[Edge]:
    """Return the cheapest way; where it means nothing, looked for once more with ranks in doubt."""
    codes = codes_in(words)
    way = cheapest(words, Reader(words, codes, dated).edges_from)
    if any(edge.rank for edge in way) and not any(edge.meanings for edge in way):
        way = cheapest(words, Reader(words, codes, dated, doubts_ranks=True).edges_from)
    return way


def iso_codes(text: str) -> list[str]:
    """Return the countries in order; none where a reader would be asked or nothing is known."""
    understood = understand(text, today=date.min)
    if understood.question or understood.suggestion or understood.unknown:
        return []
    return list(understood.codes)


def _found(words: Sequence[Word], way: Sequence[Edge]) -> tuple[list[_Found], list[Word]]:
    """Return the meanings on the way, and the words left: unexplained, or by a doubtful slip."""
    left = [words[edge.start] for edge in way if edge.skipped]
    told = [edge for edge in way if edge.meanings or edge.topic]
    alone = len(told) == 1 and not left
    found: list[_Found] = []
    for edge in way:
        span = words[edge.start : edge.end]
        meanings = [meaning for meaning in edge.meanings if meaning.kind is not Kind.NONE]
        if any(_is_doubtful(meaning, span, sure=not left) for meaning in meanings) and not alone:
            left += span
            continue
        typed = " ".join(word.text for word in span)
        named = all(word.text[:1].isupper() for word in span)
        found += [_Found(typed, span[0].gap, each, edge.start, named) for each in meanings]
    return found, left


def _is_doubtful(meaning: Meaning, span: Sequence[Word], *, sure: bool) -> bool:
    """Tell a slip that may as well be another word: too short, too far, or no country's name."""
    if meaning.how is not How.SLIP:
        return False
    short = sum(len(word.key) for word in span) <= _SHORT_SLIP and not sure
    return short or meaning.slips >= _FAR_SLIP or meaning.kind not in {Kind.NAME, Kind.ASK}


def _without_pronoun(found: list[_Found], *, sure: bool) -> list[_Found]:
    """Take `us` in small letters for a country only beside another one."""
    countries = [each for each in found if each.typed != "us"]
    return found if countries and sure else countries


def _decided_by_rank(found: list[_Found], way: Sequence[Edge]) -> list[_Found]:
    """Let the rank beside a name that several countries bear tell which one is meant."""
    ranks = {edge.start: edge.rank for edge in way if edge.rank}
    if not ranks:
        return found
    decided: list[_Found] = []
    for each in found:
        near = [rank for place, rank in ranks.items() if abs(place - each.start) <= NEAR]
        code = told_by_rank(each.meaning.codes, near)
        meaning = replace(each.meaning, codes=(code,), kind=Kind.NAME) if code else each.meaning
        decided.append(replace(each, meaning=meaning))
    return decided


def _decide(found: list[_Found], left: Sequence[Word], today: date) -> Understanding:
    """Turn meanings into countries, or into the one thing that has to be asked."""
    found, same_twice = _without_repeats(_settled(_plain(found)))
    slots = [_options(each) for each in found]
    regions = tuple(each.typed for each in found if each.meaning.kind in {Kind.REGION, Kind.PAIR})
    known = Understanding(
        regions=regions,
        same_twice=same_twice,
        words=tuple(word.text for word in left),
        reasons=tuple(_reason(each) for each in found),
    )
    unclear = next((each for each, slot in zip(found, slots, strict=True) if len(slot) > 1), None)
    if unclear is not None:
        return replace(known, question=Question(unclear.typed, _choices(slots)))
    codes = next(iter(_choices(slots)), ())
    unknown = _unknown(left, codes)
    suggestion = (_homes(left, codes, today) or _suggestion(left, codes)) if unknown else None
    return replace(known, codes=codes, unknown=unknown, suggestion=suggestion)


def _options(found: _Found) -> tuple[tuple[str, ...], ...]:
    """Return what a meaning may stand for: one of several codes to be asked, or all of a pair."""
    meaning = found.meaning
    if meaning.kind is Kind.PAIR:
        return (meaning.codes,)
    return tuple((code,) for code in meaning.codes)


def _choices(slots: Sequence[tuple[tuple[str, ...], ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the whole queries that the slots allow, each country once in each."""
    queries: dict[tuple[str, ...], None] = {}
    for combination in product(*(slot[:MOST_CHOICES] for slot in slots[:MOST_COUNTRIES])):
        codes = tuple(dict.fromkeys(code for group in combination for code in group))
        queries.setdefault(codes)
        if len(queries) == MOST_CHOICES:
            break
    return tuple(queries) if slots else ()


def _settled(found: list[_Found]) -> list[_Found]:
    """Let another country of its family decide a name that fits several: `guinea` by Bissau."""
    certain = {
        each.meaning.codes[0]
        for each in found
        if len(each.meaning.codes) == 1 and each.meaning.kind in _CERTAIN
    }
    settled: list[_Found] = []
    for each in found:
        free = tuple(code for code in each.meaning.codes if code not in certain)
        beside = each.meaning.kind is Kind.ASK and len(free) < len(each.meaning.codes)
        if beside and free and each.meaning.how is not How.SLIP:
            each = replace(each, meaning=replace(each.meaning, codes=free[:1]))  # noqa: PLW2901
        settled.append(each)
    return settled


def _plain(found: list[_Found]) -> list[_Found]:
    """Take a plain name for its own country where the query writes all its names as names."""
    if not all(each.as_a_name for each in found):
        return found
    return [
        replace(each, meaning=replace(each.meaning, codes=(code,)))
        if (code := plain_names().get(each.meaning.name)) and each.meaning.how is not How.SLIP
        else each
        for each in found
    ]


def _without_repeats(found: list[_Found]) -> tuple[list[_Found], bool]:
    """Drop what names a country again; tell whether two full names did so.

    A place of the country, a second name after a slash or in brackets is no repetition.
    """
    kept: list[_Found] = []
    same_twice = False
    for each in found:
        earlier = next((one for one in kept if one.meaning.codes == each.meaning.codes), None)
        if earlier is None:
            kept.append(each)
        elif not _says_more(each, earlier):
            same_twice = True
    return kept, same_twice


def _says_more(each: _Found, earlier: _Found) -> bool:
    kinds = {each.meaning.kind, earlier.meaning.kind}
    alias = each.gap[-1:] in {"/", "(", ","} and each.meaning.name != earlier.meaning.name
    return alias or (bool(kinds & _PLACES) and each.meaning.name != earlier.meaning.name)


def _unknown(left: Sequence[Word], codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that stand where a country would: a few of them, no pair known."""
    if len(codes) >= 2 or len(left) > 3:
        return ()
    return tuple(word.text for word in left if _looks_like_a_name(word))


def _looks_like_a_name(word: Word) -> bool:
    """Tell a word that may be a country's from a figure and an ordinary word."""
    return len(word.key) > 1 and not word.is_number and word.key not in no_slips()


def _homes(left: Sequence[Word], codes: tuple[str, ...], today: date) -> Suggestion | None:
    """Offer the homes of groups and leaders: hezbollah israel."""
    whole = " ".join(word.text for word in left)
    homes = {word: home for word in (whole, *whole.split()) if (home := home_of(word, today))}
    if not homes:
        return None
    choice = tuple(dict.fromkeys((*codes, *homes.values())))
    return Suggestion(" ".join(homes), (choice,)) if len(choice) > len(codes) else None


def _suggestion(left: Sequence[Word], codes: tuple[str, ...]) -> Suggestion | None:
    for word in left:
        meant = [slip.codes[0] for slip in suggestions(word.key)] if len(word.key) > 3 else []
        if code := code_meant(word):
            meant = [code]
        choices = tuple((*codes, code) for code in meant if code not in codes)
        if choices:
            return Suggestion(word.text, choices)
    return None


def _reason(found: _Found) -> str:
    meaning = found.meaning
    return f"{found.typed} → {' '.join(meaning.codes)} ({meaning.kind}, {meaning.how})"
