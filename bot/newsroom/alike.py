"""Finding the event that a draft most likely reports too: dates decide, then the titles."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from bot.newsroom.draft_article import Alike, DraftArticle
from storage import events
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event

# Of one day and about the same countries, even loosely similar titles are worth a look; a day
# apart they must be nearly the same, since meetings of the same people follow each other.
SAME_DAY, NEXT_DAY = 55, 80
_DAY = timedelta(days=1)
_SCOPES, _EVENTS = 6, 20


async def find(reader: Reader, content: DraftArticle) -> Alike | None:
    """Return the published event that the draft looks like; None where none does."""
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
        near = score >= (SAME_DAY if theirs == day else NEXT_DAY)
        if near and (best is None or score > 100 * best.score):
            best = Alike(
                event_id=event.id,
                title=report.title,
                outlet=report.outlet.name,
                day=theirs,
                score=score / 100,
            )
    return best


def _score(one: str, other: str) -> float:
    # The first ratio forgives what one title says more, the second does not.
    ratios = (fuzz.token_set_ratio, fuzz.token_sort_ratio)
    return sum(ratio(one, other, processor=default_process) for ratio in ratios) / len(ratios)


def _scopes(content: DraftArticle) -> list[Scope]:
    if len(content.parties) == 1:
        return [Scope.of(content.parties[0])]
    return [Scope.of(*pair) for pair in combinations(content.parties, 2)]
