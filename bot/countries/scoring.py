"""Weigh the evidence of a country, by the constants of the reviewed file of weights."""

import math
from dataclasses import dataclass

from bot.countries import weights
from bot.countries.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """A country's evidence, how likely the article is about it, and how likely it is a party.

    The two differ for the country of the dateline. If the title names others, the reporter sat
    there, or others met there: that makes no party. A dateline alone never does.
    """

    evidence: Evidence
    score: float
    party_score: float


def judge(found: dict[str, Evidence], length: int) -> list[Judged]:
    """Return every country with its scores; `length` is the body's in signs."""
    titled = any(one.title for one in found.values())
    return [_judged(one, length, titled=titled) for one in found.values()]


def _judged(one: Evidence, length: int, *, titled: bool) -> Judged:
    if one.only_venue and not one.dateline:
        return Judged(one, weights.VENUE, weights.VENUE)
    named = _points_of_names(one, length)
    without = _chance(named + _points_of_body(one, length))
    if not one.dateline:
        return Judged(one, without, without)
    if titled and not one.title:
        score = _chance(named + weights.DATELINE + weights.DATELINE_BESIDE)
        return Judged(one, score, without)
    score = _chance(named + weights.DATELINE)
    alone = not (one.plain_in_body or one.title)
    return Judged(one, score, without if alone else score)


def _chance(points: float) -> float:
    return 1 / (1 + math.exp(-points))


def _points_of_names(one: Evidence, length: int) -> float:
    """Return the points for what the names are and how they are spread."""
    blocks = max(weights.FEWEST_BLOCKS, 1 + length // weights.BLOCK)
    points = weights.BASE + weights.TITLE * one.title
    points += weights.PLAIN * math.log2(1 + one.plain)
    points += weights.SPREAD * min(1.0, len(one.blocks) / blocks)
    only_places = one.places + one.venues == one.count and not one.capital_in_title
    points += weights.ONLY_PLACES * only_places
    return points + weights.ALL_PASSING * (one.passing == one.count)


def _points_of_body(one: Evidence, length: int) -> float:
    """Return what a country loses that is named in the body alone, and late there."""
    if one.title:
        return 0.0
    late = one.first is not None and one.first > length / 2
    return weights.BODY_ONLY * (not one.lead) + weights.LATE * late
