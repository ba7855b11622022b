"""Decide whether an article is about a country or only names a place in it."""

from bot.countries import weights
from bot.countries.evidence import Evidence


def is_party(one: Evidence, score: float) -> bool:
    """Tell whether the country is a party.

    A dateline alone says where the reporter sat, a venue alone where others met; both keep
    their score, but it needs a word on the country itself to make it a party.
    """
    if score < weights.PARTY or not (one.body or one.title):
        return False
    return one.plain > 0 or one.actors > 0 or one.places > 0
