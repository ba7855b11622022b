"""The day on which it happened, reasoned from the lead and not from the day of publication."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.ingest.date_scan import Day, scan
from bot.ingest.date_words import MONTHS, SOLAR_MONTHS, TODAY, WEEKDAYS, YESTERDAY, fold
from bot.ingest.dates import day_without_year
from bot.ingest.document import Document
from bot.ingest.sentences import split

# The lead tells the news; what follows is background with dates of its own.
_LEAD_PARAGRAPHS, _LEAD_LENGTH = 3, 1_500
# A date further back than this in the lead is what the news refers to, not the news.
_NEWS_DAYS = 10
# Where nothing tells when the text is from, a day in its lead may be months back.
_UNDATED_DAYS = 366


class Basis(StrEnum):
    """What the event day was read from."""

    WEEKDAY = "weekday"  # "on Wednesday" before the day of publication
    DATE = "date"  # "on 20 February"
    RELATIVE = "relative"  # "yesterday"
    DATELINE = "dateline"  # "TEHRAN, Feb. 26"
    PUBLISHED = "published"  # nothing better: the day of publication
    NONE = "none"  # nothing at all


@dataclass(frozen=True, slots=True)
class EventDay:
    """The day with its reason; `quote` is the words that it was read from."""

    day: date | None
    basis: Basis
    quote: str = ""


def _alternatives(words: Iterable[str], shortest: int = 4) -> str:
    long_enough = {word for word in words if len(word) >= shortest}
    return "|".join(map(re.escape, sorted(long_enough, key=len, reverse=True)))


# Endings of the agglutinating languages: Çarşamba'nın, fevralda, среду.
_ENDING = r"(?:['’]?[^\W\d_]{1,4})?(?![^\W\d_])"
_NEAR = re.compile(
    rf"(?<![^\W\d_])(?:(?P<weekday>{_alternatives(WEEKDAYS)}){_ENDING}"
    rf"|(?P<yesterday>{_alternatives(YESTERDAY, 3)})|(?P<today>{_alternatives(TODAY)}))"
    r"(?![^\W\d_])"
)
_SHORT_MONTHS = "may|feb|jan|mar|apr|jun|jul|aug|sep|oct|nov|dec|مه|دی|تیر|مهر|آذر|اذر"
_MONTH = rf"(?:{_alternatives([*MONTHS, *SOLAR_MONTHS])}|{_SHORT_MONTHS})"
_DATE = re.compile(
    r"(?<![\w])(?:(?:[0-3]?\d[-–])?[0-3]?\d(?:st|nd|rd|th)?[ -](?:of )?"
    rf"{_MONTH}{_ENDING}(?:,? (?:[12]\d{{3}}))?"
    rf"|{_MONTH}\.? [0-3]?\d(?:st|nd|rd|th|-?[^\W\d_]{{2}})?(?!\d)(?:,? (?:[12]\d{{3}})(?!\d))?"
    r"|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
)
_RANGE = re.compile(r"^([0-3]?\d)[-–][0-3]?\d ")
# "will meet on Friday", "next Monday": the news is not that day's.
_AHEAD = re.compile(
    r"\b(?:will|would|next|scheduled|to be held|due|is set to|are set to|plans? to|upcoming|until"
    r"|before|ahead of|expected to|planned|slated|to take place|opens|begins|starts|meets|visits"
    r"|arrives|takes place|будет|будут|состоится|состоятся"
    r"|пройд[её]т|пройдут|планируется|ожидается|намечен\w*|следующ\w+|gələn|növbəti|gelecek"
    r"|önümüzdeki|olacak|edəcək|آینده|خواهد|قرار است|القادم|المقبل|المقرر)\b"
)
# Where the verb stands last, it tells behind the day: görüşəcək, yapılacak, خواهند کرد.
_AHEAD_BEHIND = re.compile(r"\b\w+(?:acak|ecek|acaq|əcək)\w{0,5}\b|\bخواه\w+|\bقرار است\b")
# "last October", "since Monday", "a deal of 2 March": what the news looks back to.
_BACK = re.compile(
    r"\b(?:since|last year|a year ago|dated|anniversary|as of)\b[^.]{0,20}$"
    r"|(?<!morning )(?<!evening )(?<!night )(?<!afternoon )\bof (?:the )?$"
)


def find(document: Document, *, today: date) -> EventDay:
    """Return the day of the event; `today` stands in where the day of publication is not known."""
    published = document.published_day
    anchor = published or document.dateline_day or today
    back = timedelta(days=_NEWS_DAYS if published or document.dateline_day else _UNDATED_DAYS)
    lead = "\n\n".join(document.paragraphs[:_LEAD_PARAGRAPHS])[:_LEAD_LENGTH]
    for sentence in split(lead):
        found = _in_sentence(sentence, anchor, back)
        if found:
            return found
    found = _in_sentence(document.title, anchor, back)
    if found:
        return found
    if document.dateline_day:
        return EventDay(document.dateline_day, Basis.DATELINE)
    if published:
        return EventDay(published, Basis.PUBLISHED)
    return EventDay(None, Basis.NONE)


def _in_sentence(sentence: str, anchor: date, back: timedelta) -> EventDay | None:
    folded = fold(sentence)
    hits: list[tuple[int, int, date | None, Basis]] = [
        (*match.span(), _near_day(match, anchor), _basis(match)) for match in _NEAR.finditer(folded)
    ]
    hits += [
        (*match.span(), _written_day(match.group(), anchor), Basis.DATE)
        for match in _DATE.finditer(folded)
    ]
    for start, end, day, basis in sorted(hits, key=lambda hit: hit[0]):
        # "They will meet on Friday, he said on Monday": the clause counts.
        before = re.split(r"[,;:–—،]", folded[max(0, start - 60) : start])[-1]
        behind = re.split(r"[,;:–—،]", folded[end : end + 80])[0]
        is_ahead = _AHEAD.search(before) or _AHEAD_BEHIND.search(behind)
        if day is None or is_ahead or _BACK.search(before):
            continue
        if anchor - back <= day <= anchor + timedelta(days=1):
            return EventDay(day, basis, sentence[start:end].strip(" .,"))
    return None


def _basis(match: re.Match[str]) -> Basis:
    return Basis.WEEKDAY if match["weekday"] else Basis.RELATIVE


def _near_day(match: re.Match[str], anchor: date) -> date:
    if match["weekday"]:
        return anchor - timedelta(days=(anchor.weekday() - WEEKDAYS[match["weekday"]]) % 7)
    return anchor - timedelta(days=1 if match["yesterday"] else 0)


def _written_day(text: str, anchor: date) -> date | None:
    # Talks "on 24-25 February" began on the 24th.
    day: Day | None = scan(_RANGE.sub(r"\1 ", text)).published.day
    if day is None:
        return None
    try:
        return day.on(day.year) if day.year else day_without_year(day, anchor + timedelta(days=1))
    except ValueError:
        return None
