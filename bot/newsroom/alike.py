"""Finding what the archive has of a draft: its very text, or an event that it likely reports too.

Words tell of reprints, whatever their headline and countries; title, day and parties tell of other
reports. In both the dates decide, and people named.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from bot.ingest.duplicates import CONTAINMENT, Words, containment, differ_in_facts
from bot.newsroom.draft_article import Alike, DraftArticle
from storage import events, sketches
from storage.articles import Status
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event
from storage.grams import grams
from storage.sketches import Told

# Of one day, about the same countries and of a topic, even loosely similar titles are worth a
# look; else they must be nearly the same, since meetings of the same people follow each other.
SAME_DAY, NEXT_DAY = 55, 80
_DAY = timedelta(days=1)
_SCOPES, _EVENTS = 6, 20
# The same words so many days apart tell of two events: greetings, yearly statements.
_WORDS_DAYS = timedelta(days=10)
# Texts that share words are fetched whole and measured; more of them than this are a series.
_MEASURED = 8
# Fewer words are a headline or a stock phrase, which many events share.
_FEWEST_GRAMS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive has of a draft: the article of the same text, or a look-alike event."""

    same: Told | None = None
    alike: Alike | None = None


async def find(reader: Reader, content: DraftArticle) -> Known:
    """Return what the archive has of the draft; of a look-alike the better of both measures."""
    told = await _sharing(reader, content)
    nearest = await asyncio.to_thread(_nearest, content, told)
    same = next((one for one, share in nearest if _is_same(content, one)), None)
    by_words = next((_by_words(*pair) for pair in nearest if _is_shown(pair[0])), None)
    by_title = await _by_title(reader, content)
    found = [one for one in (by_words, by_title) if one]
    return Known(same, max(found, key=lambda one: one.score, default=None))


async def _sharing(reader: Reader, content: DraftArticle) -> list[Told]:
    all_grams = grams(_text(content))
    if len(all_grams) < _FEWEST_GRAMS:
        return []
    return await sketches.sharing(reader, all_grams, limit=_MEASURED)


def _nearest(content: DraftArticle, told: Iterable[Told]) -> list[tuple[Told, float]]:
    """Measure what shares words with the draft; what tells of another event is left out."""
    words, mine, day = Words.of(_text(content)), grams(_text(content)), day_of(content)
    found = []
    for one in told:
        share = containment(mine, grams(one.text))
        theirs = one.event_day or (one.published_at.date() if one.published_at else None)
        is_near = not (day and theirs) or abs(theirs - day) <= _WORDS_DAYS
        if share >= CONTAINMENT and is_near and not differ_in_facts(words, Words.of(one.text)):
            found.append((one, share))
    return sorted(found, key=lambda pair: -pair[1])


def _text(content: DraftArticle) -> str:
    return sketches.text_of(content.title, content.summary, content.body)


def _is_same(content: DraftArticle, told: Told) -> bool:
    """Whether the draft's text is an article's word for word."""
    return bool(content.body) and Words.of(content.body).folded == Words.of(told.body).folded


def _is_shown(told: Told) -> bool:
    return told.status == Status.PUBLISHED


def _by_words(told: Told, share: float) -> Alike:
    return Alike(
        event_id=told.event_id,
        title=told.title,
        outlet=told.outlet_name,
        day=day_told(told),
        score=share,
    )


def day_told(told: Told) -> date:
    """Return the day by which an article is shown: of the event, else of publication."""
    return told.event_day or (told.published_at or told.added_at).date()


async def _by_title(reader: Reader, content: DraftArticle) -> Alike | None:
    """Return the event of the draft's days and parties whose title is nearest."""
    day = day_of(content)
    if day is None or not content.title:
        return None
    found: dict[int, Event] = {}
    for scope in _scopes(content)[:_SCOPES]:
        listed = await events.latest(
            reader, scope, limit=_EVENTS, first_day=day - _DAY, last_day=day + _DAY
        )
        found |= {event.id: event for event in listed}
    return most_alike(content, found.values())


def day_of(content: DraftArticle) -> date | None:
    """Return the day by which a draft is compared: of the event, else of publication."""
    return content.event_day or content.published_day


def most_alike(content: DraftArticle, listed: Iterable[Event]) -> Alike | None:
    """Choose the event whose titles are nearest, if one is near enough for its day."""
    day = day_of(content)
    best: Alike | None = None
    for event in listed:
        first = event.reports[0]
        theirs = event.event_day or (first.published_at or first.added_at).date()
        if day is None or abs(theirs - day) > _DAY:
            continue
        score, report = max(
            ((_score(content.title, report.title), report) for report in event.reports),
            key=lambda pair: pair[0],
        )
        is_loose = theirs == day and not _tell_apart(content.topics, event.topics)
        near = score >= (SAME_DAY if is_loose else NEXT_DAY)
        if near and (best is None or score > 100 * best.score):
            best = Alike(
                event_id=event.id,
                title=report.title,
                outlet=report.outlet.name,
                day=theirs,
                score=score / 100,
            )
    return best


def _tell_apart(topics: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two known lists of topics have none in common: a drill is no railway bridge."""
    mine, theirs = set(topics), set(others)
    return bool(mine and theirs) and not mine & theirs


def _score(one: str, other: str) -> float:
    # The first ratio forgives what one title says more, the second does not.
    ratios = (fuzz.token_set_ratio, fuzz.token_sort_ratio)
    return sum(ratio(one, other, processor=default_process) for ratio in ratios) / len(ratios)


def _scopes(content: DraftArticle) -> list[Scope]:
    if len(content.parties) == 1:
        return [Scope.of(content.parties[0])]
    return [Scope.of(*pair) for pair in combinations(content.parties, 2)]
