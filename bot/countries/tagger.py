"""Tag an article with its countries: score, party or only a place named, and the reasons."""

from dataclasses import dataclass
from datetime import date

from bot.countries import weights
from bot.countries.context import Part, settle
from bot.countries.evidence import dateline_end, gather
from bot.countries.lexicon import lexicon
from bot.countries.mentions import find
from bot.countries.prose import read
from bot.countries.reasons import reasons
from bot.countries.roles import is_party
from bot.countries.scoring import Judged, judge


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
        Tagged(one.evidence.code, round(one.score, 4), is_party(one), reasons(one.evidence))
        for one in judged
    ]
    return tuple(sorted(tagged, key=lambda one: (-one.score, one.code)))


def scores(text: str) -> list[tuple[str, float]]:
    """Return codes and scores of a title, a blank line and a body, the likeliest first."""
    title, _, body = text.partition("\n\n")
    found = [
        (one.evidence.code, one.score)
        for one in _judged(title, body, dateline_end(body), None)
        if one.score >= weights.SHOWN
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _judged(title: str, text: str, dateline: int, day: date | None) -> list[Judged]:
    """Return each country with its evidence and scores; the dateline ends at that place."""
    names = lexicon()
    story = read(text)
    headline = read(title, english=story.english if text else None)
    parts = [Part(prose, find(prose, names, day)) for prose in (headline, story)]
    head, body = settle(parts, names)
    return judge(gather(head, body, dateline), len(body.prose.folded))
