"""Cut a word without spaces into names: iranazerbaijan, 中国台湾."""

from bot.countries import words
from bot.countries.gazetteer import Kind
from bot.countries.index import index
from bot.countries.lattice import How, Meaning, cost_of
from bot.countries.ranks import is_rank

LONGEST_WORD = 80
_LONGEST_PART = 30
_SHORTEST_PART = 4
_SIGN_SKIPPED = 1.2
_KINDS = frozenset({Kind.NAME, Kind.CAPITAL, Kind.OLD, Kind.ACRONYM, Kind.ASK})

Cut = tuple[float, tuple[Meaning, ...]]


def has_no_spaces(key: str) -> bool:
    """Tell whether the word is of a script that is written without spaces."""
    return any(
        "\u0e00" <= sign <= "\u0eff" or "\u1000" <= sign <= "\u109f" or "\u1780" <= sign <= "\u17ff"
        or "\u3040" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff"
        for sign in key[:4]
    )  # fmt: skip


def cut(key: str) -> Cut | None:
    """Return the cheapest cut into names and its cost; None if there is none.

    Alphabets have to be names from end to end, of four letters or more; in scripts without
    spaces small words and signs may stand between, at their price.
    """
    if len(key) > LONGEST_WORD:
        return None
    free = has_no_spaces(key)
    best: list[Cut | None] = [None] * (len(key) + 1)
    best[len(key)] = (0.0, ())
    for start in range(len(key) - 1, -1, -1):
        best[start] = _best_from(key, start, best, free)
    found = best[0]
    return found if found and len(found[1]) > (0 if free else 1) else None


def _best_from(key: str, start: int, best: list[Cut | None], free: bool) -> Cut | None:  # noqa: FBT001
    options: list[Cut] = []
    shortest = 1 if free else _SHORTEST_PART
    for end in range(start + shortest, min(len(key), start + _LONGEST_PART) + 1):
        rest = best[end]
        if rest is None:
            continue
        part = key[start:end]
        entry = index().find(part)
        if entry and (free or (entry.kind in _KINDS and entry.reach != "r")):
            meaning = Meaning(part, entry.codes, entry.kind, How.JOINED)
            options.append((cost_of(entry) + rest[0], (meaning, *rest[1])))
        if free and (words.is_small(part) or is_rank(part)):
            options.append((0.1 + rest[0], rest[1]))
    rest = best[start + 1]
    if free and rest is not None:
        options.append((_SIGN_SKIPPED + rest[0], rest[1]))
    return min(options, key=lambda option: option[0], default=None)
