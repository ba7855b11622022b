"""What is different on a scope from the weeks or months before, by counts and no more than that.

The counts are of events as this archive has them, by their day; whoever writes them down says so.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from storage.counts import Counted

# With fewer whole periods behind it there is no usual one, and nothing is the first of its kind.
ENOUGH = 4
# A topic leads where it came up more often than any other, and more than once.
_LEADS_FROM = 2
_MOST_FROM = 3
# Up to here a sum is so small that its changes mean little.
FEW = 20


class Period(StrEnum):
    """What is set against what."""

    WEEK = "week"
    MONTH = "month"


#: How many periods are looked at, the one that is told of among them.
SHOWN = {Period.WEEK: 13, Period.MONTH: 13}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Change:
    """One period against those before it; what can't be said of so few is None or empty."""

    period: Period
    span: Span
    shown: int  # periods that the archive covers whole, this one among them
    events: int
    reports: int
    before: int | None  # events of the period before
    usual: float | None  # the median of all that are shown
    is_first: bool = False  # the others that are shown have nothing
    is_most: bool = False  # none of the others has as many
    new_topics: tuple[str, ...] = ()  # of this period, and of no other that is shown
    absent_leader: str | None = None  # the topic that led before and does not come up now
    total: int = 0  # events of all that are shown

    @property
    def is_thin(self) -> bool:
        """Whether there is so little that changes mean little."""
        return self.total < FEW


def spans_before(day: date, period: Period) -> tuple[Span, ...]:
    """Return the weeks or months that end on the day before `day`, the newest first."""
    spans = []
    end = day
    for number in range(1, SHOWN[period] + 1):
        start = day - timedelta(weeks=number) if period is Period.WEEK else _months(day, number)
        spans.append(Span(start, end - timedelta(days=1)))
        end = start
    return tuple(spans)


def change_of(
    counted: Sequence[Counted], spans: Sequence[Span], *, begins: date, period: Period
) -> Change:
    """Set the first of these spans against the others, as far as the archive covers them whole."""
    covered = [span for span in spans[1:] if span.first >= begins]
    here = [event for event in counted if event.day in spans[0]]
    sums = [sum(event.day in span for event in counted) for span in covered]
    change = Change(
        period=period,
        span=spans[0],
        shown=1 + len(covered),
        events=len(here),
        reports=sum(event.reports for event in here),
        before=sums[0] if sums else None,
        usual=None,
        total=len(here) + sum(sums),
    )
    if change.shown < ENOUGH:
        return change
    earlier = Counter(
        event.topic for event in counted if any(event.day in span for span in covered)
    )
    return _judged(change, here, sums, earlier)


def _judged(
    change: Change, here: Sequence[Counted], sums: Sequence[int], earlier: "Counter[str | None]"
) -> Change:
    topics = dict.fromkeys(event.topic for event in here if event.topic)
    is_first = bool(here) and not any(sums)
    is_most = not is_first and len(here) >= _MOST_FROM and len(here) > max(sums)
    leader = _leader(earlier)
    return replace(
        change,
        usual=float(median([len(here), *sums])),
        is_first=is_first,
        is_most=is_most,
        # Where everything is the first, each topic is too, and need not be said.
        new_topics=() if is_first else tuple(each for each in topics if each not in earlier),
        absent_leader=leader if here and leader not in topics else None,
    )


def _leader(earlier: "Counter[str | None]") -> str | None:
    """Return the topic that came up more often than any other, None where none stands out."""
    ranked = Counter({topic: count for topic, count in earlier.items() if topic}).most_common(2)
    if not ranked or ranked[0][1] < _LEADS_FROM:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > ranked[1][1] else None


def _months(day: date, number: int) -> date:
    """Return the same day so many months earlier, or the last that such a month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
