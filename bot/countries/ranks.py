"""Tell two countries of one name apart by the rank beside it: Republic, Democratic Republic."""

from collections.abc import Collection, Mapping
from functools import cache

from bot.countries import words

# How far from its name a rank may stand: "Republica Democratica del Congo" has one between.
NEAR = 4
_RANKS = frozenset(("rank", "republic", "democratic"))


@cache
def _told_apart() -> Mapping[tuple[frozenset[str], str], str]:
    """Return (the codes that bear the name, the rank's role) -> the code that it tells."""
    rows = words.rows("ranks.tsv")
    return {(frozenset(codes.split()), role): code for codes, role, code, _reason in rows}


@cache
def plain_names() -> Mapping[str, str]:
    """Return the names that several countries bear and one alone without another word."""
    return {name: code for name, code, _reason in words.rows("plain_names.tsv")}


def is_rank(key: str) -> bool:
    """Tell whether the word says only what sort of state or land a name is: republic, islands."""
    return not words.roles().get(key, frozenset()).isdisjoint(_RANKS)


def told_by_rank(codes: Collection[str], ranks: Collection[str]) -> str | None:
    """Return the country that the ranks tell, `democratic` before `republic`; None if none."""
    for role in ("democratic", "republic"):
        if any(words.plays(rank, role) for rank in ranks):
            return _told_apart().get((frozenset(codes), role))
    return None
