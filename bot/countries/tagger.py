"""Tag an article with its countries: score, party or only a place named, and the reasons."""

import math
from dataclasses import dataclass
from datetime import date

from bot.countries import weights
from bot.countries.context import Part, settle
from bot.countries.evidence import Evidence, dateline_end, gather
from bot.countries.lexicon import lexicon
from bot.countries.mentions import find
from bot.countries.prose import read
from bot.countries.reasons import reasons
from bot.countries.roles import is_party


@dataclass(frozen=True, slots=True)
class Tagged:
    """One country of an article; a party is what the article is about, not a place it names."""

    code: str
    score: float
    party: bool
    reasons: tuple[str, ...]


def tag(
    title: str, text: str, *, dateline_place: str | None = None, day: date | None = None
) -> tuple[Tagged, ...]:
    """Return all countries that the article names, the likeliest first.

    `text` may begin with its dateline; one that was cut off is given as `dateline_place`.
    `day` says who was in office.
    """
    dateline = f"{dateline_place} - " if dateline_place else ""
    judged = _judged(title, dateline + text, len(dateline) or dateline_end(text), day)
    tagged = [
        Tagged(one.code, round(score, 4), is_party(one, score), reasons(one))
        for one, score in judged
    ]
    return tuple(sorted(tagged, key=lambda one: (-one.score, one.code)))


def scores(text: str) -> list[tuple[str, float]]:
    """Return codes and scores of a title, a blank line and a body, the likeliest first."""
    title, _, body = text.partition("\n\n")
    found = [(one.code, score) for one, score in _judged(title, body, dateline_end(body), None)]
    found = [one for one in found if one[1] >= weights.SHOWN]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _judged(title: str, text: str, dateline: int, day: date | None) -> list[tuple[Evidence, float]]:
    """Return the evidence and the score of each country; the dateline ends at that place."""
    names = lexicon()
    story = read(text)
    headline = read(title, english=story.english if text else None)
    parts = [Part(prose, find(prose, names, day)) for prose in (headline, story)]
    head, body = settle(parts, names)
    evidence = gather(head, body, dateline)
    length = len(body.prose.folded)
    titled = any(one.title for one in evidence.values())
    return [(one, _score(one, length, titled=titled)) for one in evidence.values()]


def _score(one: Evidence, length: int, *, titled: bool) -> float:
    """Return how likely the article is about the country."""
    if one.only_venue and not one.dateline:
        return weights.VENUE
    points = weights.BASE + weights.TITLE * one.title
    points += weights.PLAIN * math.log2(1 + one.plain)
    points += weights.SPREAD * min(1.0, len(one.blocks) / (1 + length // weights.BLOCK))
    if one.dateline:
        points += weights.DATELINE
        points += weights.DATELINE_BESIDE * (titled and not one.title)
    elif not one.title:
        points += weights.BODY_ONLY * (not one.lead)
        points += weights.LATE * (one.first is not None and one.first > length / 2)
    only_places = one.places + one.venues == one.count and not one.capital_in_title
    points += weights.ONLY_PLACES * only_places
    points += weights.ALL_PASSING * (one.passing == one.count)
    return 1 / (1 + math.exp(-points))
