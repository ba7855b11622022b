"""Tag an article with its countries: score, party or only a place named, and the reasons."""

import math
from dataclasses import dataclass
from datetime import date

from bot.countries import weights
from bot.countries.context import Text, settle
from bot.countries.evidence import Evidence, dateline_words, gather
from bot.countries.lexicon import lexicon
from bot.countries.mentions import find, read


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
    evidence, length = _evidence(title, text, dateline_place, day)
    total = sum(one.body + one.title for one in evidence.values()) or 1.0
    tagged = [_judge(one, total, length) for one in evidence.values()]
    return tuple(sorted(tagged, key=lambda one: (-one.score, one.code)))


def scores(text: str) -> list[tuple[str, float]]:
    """Return codes and scores of a title, a blank line and a body, the likeliest first."""
    title, _, body = text.partition("\n\n")
    return [(one.code, one.score) for one in tag(title, body) if one.score >= weights.SHOWN]


def _evidence(
    title: str, text: str, dateline_place: str | None, day: date | None
) -> tuple[dict[str, Evidence], int]:
    names = lexicon()
    if dateline_place:
        text = f"{dateline_place} - {text}"
    parts = [Text(words, find(words, names, day)) for words in (read(title), read(text))]
    settled = settle(parts, names)
    head, body = (Text(old.words, new) for old, new in zip(parts, settled, strict=True))
    dateline = dateline_words(text, len(body.words.written))
    return gather(head, body, dateline), len(body.words.written)


def _judge(one: Evidence, total: float, length: int) -> Tagged:
    """Weigh the evidence of one country."""
    blocks = max(1, length // weights.BLOCK_WORDS)
    count = sum(one.words.values())
    points = weights.BASE
    points += weights.TITLE * one.title
    points += weights.TITLE_FIRST * one.title_first
    points += weights.LEAD * one.lead
    points += weights.DATELINE * one.dateline
    points += weights.SHARE * min(1.0, (one.body + one.title) / total)
    points += weights.SPREAD * min(1.0, len(one.blocks) / blocks)
    points += weights.PLAIN * (one.plain > 0)
    points += weights.LATE * (one.title == 0 and not one.dateline and one.first > length / 2)
    points += weights.MANY * math.log2(count)
    points += weights.ALL_PASSING * (one.passing == count)
    score = 1 / (1 + math.exp(-points))
    if one.only_venue and not one.dateline:
        score = min(score, weights.VENUE_SCORE)
    party = score >= weights.PARTY and not one.only_venue and one.body + one.title > 0
    return Tagged(one.code, round(score, 4), party, reasons(one))


def reasons(one: Evidence) -> tuple[str, ...]:
    """Return the reasons in words: what was counted, where it stands, what speaks against it."""
    counted = ", ".join(f"{word} ×{count}" for word, count in one.words.most_common(4))
    said = [counted]
    if one.title:
        said.append("in the title")
    if one.lead:
        said.append("in the lead")
    if one.dateline:
        said.append("in the dateline" if one.body or one.title else "only in the dateline")
    if one.only_venue:
        said.append("only where others meet")
    said.extend(f"{word}: {why}" for word, why in one.because.items())
    return tuple(said)
