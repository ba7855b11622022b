"""Decide whether an article is about a country or only names a place in it."""

from bot.countries import weights
from bot.countries.scoring import Judged


def is_party(one: Judged) -> bool:
    """Tell whether the country is a party: sure enough, also where a dateline counts for less."""
    return one.party_score >= weights.PARTY
