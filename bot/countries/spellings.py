"""How several words may be spelled as one name: in full, turned round, by initials, cut short."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product

from bot.countries import words
from bot.countries.gazetteer import Entry, Kind
from bot.countries.index import index
from bot.countries.lattice import How
from bot.countries.lexer import Word
from bot.countries.ranks import is_rank

_MOST_FULL = 4
_SHORTEST_BEGINNING = 3
_TURNS = frozenset((",", "(", "،", "["))


def spellings(span: Sequence[Word]) -> Iterator[tuple[str, How, float]]:
    """Yield the span as one word: as it stands, with short words in full, turned round."""
    keys = [word.key for word in span]
    yield "".join(keys), How.EXACT, 0.0
    full = _in_full(keys)
    yield from ((key, How.EXACT, 0.02) for key in full)
    if len(span) > 1 and len(keys[0]) == 1 and (key := _of_initial(keys)):
        yield key, How.EXACT, 0.04
    for at in range(1, len(span)):
        if span[at].gap.rstrip()[-1:] in _TURNS:
            turned = keys[at:] + keys[:at]
            yield "".join(turned), How.INVERTED, 0.05
            yield from ((key, How.INVERTED, 0.07) for key in _in_full(turned))


def _of_initial(keys: list[str]) -> str | None:
    """Return the one name that begins with the initial and goes on so: s lanka, b faso."""
    tail = "".join(keys[1:])
    names = index().by_word.get(keys[-1], "").split()
    found = {
        entry.codes: name
        for name in names
        if (entry := index().find(name))
        and name[0] == keys[0]
        and name.endswith(tail)
        and len(name) > len(tail) + 1
    }
    return next(iter(found.values())) if len(found) == 1 else None


def name_of_beginnings(keys: list[str]) -> str | None:
    """Return the one country's name whose words begin with these, the first of them whole."""
    if min(map(len, keys)) < _SHORTEST_BEGINNING and not any(key in _short_words() for key in keys):
        return None
    found: dict[tuple[str, ...], str] = {}
    for joined in index().by_word.get(keys[0], "").split():
        name = index().spaced.get(joined, "").split()
        if len(name) == len(keys) and all(map(str.startswith, name, keys)):
            entry = index().find(joined)
            found[entry.codes if entry else ()] = joined
    return next(iter(found.values())) if len(found) == 1 else None


def _in_full(keys: list[str]) -> Iterator[str]:
    """Yield the words with short ones in full; a short word may stand for one of two."""
    short = _short_words()
    if len(keys) > 1 and any(key in short for key in keys):
        choices = (short.get(key, (key,)) for key in keys)
        yield from islice(map("".join, product(*choices)), _MOST_FULL)


@cache
def _short_words() -> Mapping[str, tuple[str, str]]:
    rows = words.rows("short_words.tsv")
    return {short: (one.replace(" ", ""), other.replace(" ", "")) for short, one, other in rows}


def is_two_names(span: Sequence[Word]) -> bool:
    """Tell the pair `taiwan china` from `Taiwan, China`, one name with more said of it."""
    keys = [word.key for word in span]
    if len(span) == 1 or any(word.gap.strip() for word in span[1:]) or any(map(is_rank, keys)):
        return False
    for at in range(1, len(keys)):
        halves = [index().find("".join(half)) for half in (keys[:at], keys[at:])]
        names = [half for half in halves if half and half.kind is Kind.NAME and half.reach == "e"]
        if len(names) == 2 and names[0].codes != names[1].codes:
            return True
    return False


def entry_of(span: Sequence[Word], key: str, how: How) -> Entry | None:
    """Return what the words mean: with their spaces if they are a name so, else without."""
    as_typed = " ".join(word.key for word in span) if how is How.EXACT else key
    return index().names.get(as_typed) or index().find(key)
