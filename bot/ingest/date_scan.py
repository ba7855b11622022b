"""Find the dates, times, zones and labels in one line, whatever their order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from bot.countries.solar import FIRST_YEAR, gregorian
from bot.ingest import zones
from bot.ingest.date_words import (
    AFGHAN_MONTHS,
    AGO_AFTER,
    AGO_BEFORE,
    AGO_UNITS,
    MONTHS,
    PUBLISHED_LABELS,
    SOLAR_MONTHS,
    TODAY,
    UPDATED_LABELS,
    WEEKDAYS,
    YESTERDAY,
    fold,
)

# From here on a year is the lunar Hijri one of Arabic papers, which write ours behind it.
_LUNAR_YEARS = 1430
# A date line is short; nothing behind this is looked at.
LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: perhaps without its year, perhaps with day and month in doubt."""

    month: int
    day: int
    year: int | None = None
    is_solar: bool = False
    is_afghan: bool = False
    swapped: date | None = None  # the other reading of 05/04/2025

    def on(self, year: int) -> date:
        """Return the day in that year of its own calendar; ValueError if there is none."""
        if self.is_solar:
            return gregorian(year, self.month, self.day)
        return date(year, self.month, self.day)


@dataclass(slots=True)
class Stamp:
    """What one date of a line says: its day, its time, its zone, or how long ago it was."""

    day: Day | None = None
    time_of_day: time | None = None
    zone: str | None = None
    ago: timedelta | None = None
    ago_in_days: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a moment could be made of."""
        return self.day is None and self.ago is None


@dataclass(slots=True)
class Scan:
    """All that a line says of time; `rest` is the folded line with all of it blanked out."""

    published: Stamp = field(default_factory=Stamp)
    updated: Stamp = field(default_factory=Stamp)
    weekday: int | None = None
    rest: str = ""


def _words(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) for word in ordered)


_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
# Arabic agencies write both names of a month: آب/أغسطس.
_MONTH = (
    rf"(?P<month>{_words([*MONTHS, *SOLAR_MONTHS])}){_NO_LETTER_AFTER}"
    rf"(?:\s?/\s?(?:{_words(MONTHS)}){_NO_LETTER_AFTER})?"
)
# 26th, 26-го, 26'sı, 26-cı, 26. (and the Azerbaijani "fevralın 26-da" below)
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º)?(?:[-'’][^\W\d_]{1,3})?(?!\d)"
_YEAR = r"(?:del? )?(?P<year>1[34]\d\d|19\d\d|20\d\d)(?!\d)"
_JOIN = r"[\s.,/\-–]{0,3}"
_DATES = [
    re.compile(r"(?<!\d)(?P<year>\d{4})(?P<sep>[-./])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<first>\d{1,2})(?P<sep>[-./])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d])"),
    re.compile(r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}{_JOIN}{_MONTH}{_JOIN}{_DAY}"),
    re.compile(rf"{_DAY}\s?(?:of |de |[-/.,])?\s?{_NO_LETTER_BEFORE}{_MONTH}{_JOIN}{_YEAR}"),
    re.compile(rf"{_NO_LETTER_BEFORE}{_MONTH}{_JOIN}{_DAY}{_JOIN}{_YEAR}"),
    re.compile(rf"{_DAY}[\s\-.]?(?:of )?{_NO_LETTER_BEFORE}{_MONTH}"),
    re.compile(rf"{_NO_LETTER_BEFORE}{_MONTH}{_JOIN}{_DAY}(?!:)"),
]  # fmt: skip
# A year that stands apart from its day: "Wed Feb 26 19:06:00 2020".
_LONE_YEAR = re.compile(r"(?<![\d:.])(?:19|20)\d\d(?![\d:.])")
_HALF = r"(?P<half>a\.?m\.?|p\.?m\.?|ق\.?ظ|ب\.?ظ|صباحا|مساء|ص|م)"
_TIMES = [
    re.compile(rf"(?<![\d:])(?P<hour>[0-2]?\d):(?P<minute>[0-5]?\d)(?::(?P<second>[0-5]\d)(?:\.\d{{1,6}})?)?(?!\d)(?:\s?{_HALF}{_NO_LETTER_AFTER})?"),
    re.compile(rf"(?<![\d.])(?P<hour>[0-2]?\d)[.h](?P<minute>[0-5]\d)(?![\d.]\d)(?!\d)(?:\s?{_HALF}{_NO_LETTER_AFTER})?"),
    re.compile(rf"(?<![\d:.])(?P<hour>[01]?\d)\s?{_HALF}{_NO_LETTER_AFTER}"),
    re.compile(r"(?<!\d)(?P<hour>[0-2]?\d)\s?[時时点]\s?(?P<minute>[0-5]?\d)\s?分"),
]  # fmt: skip
_UNIT = rf"(?P<unit>{_words(AGO_UNITS)})[^\W\d_]{{0,4}}"
_AGO = [
    re.compile(rf"(?P<count>\d{{1,3}}|an?)\s?{_UNIT}\s(?:{_words(AGO_AFTER)})"),
    re.compile(rf"(?:{_words(AGO_BEFORE)})\s(?P<count>\d{{1,3}})\s?{_UNIT}"),
]
_NEAR_DAY = re.compile(
    rf"{_NO_LETTER_BEFORE}(?:(?P<yesterday>{_words(YESTERDAY)})|{_words(TODAY)}){_NO_LETTER_AFTER}"
)
_LABEL = re.compile(
    rf"(?:(?P<updated>{_words(UPDATED_LABELS)})|(?P<published>{_words(PUBLISHED_LABELS)}))"
    rf"{_NO_LETTER_AFTER}\s?:?"
)
_WEEKDAY = re.compile(rf"{_NO_LETTER_BEFORE}(?P<weekday>{_words(WEEKDAYS)}){_NO_LETTER_AFTER}\.?")
# "November 23, 20252:15 PM", "3 Nov 20243 Nov 2024": boxes copied without the space between.
_GLUED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\d{1,2}(?::\d\d| [^\W\d_]{3}))")
# "PublishedMAY 12 2024": the label too.
_GLUED_LABEL = re.compile(rf"(published|posted|updated|modified)(?=(?:{_words(MONTHS)})\.? \d)")
_UPDATED, _PUBLISHED = "updated", "published"
_Hit = tuple[int, str, object]


def scan(line: str) -> Scan:
    """Read one line; what is not of time stays in `rest`."""
    text = _GLUED_LABEL.sub(r"\1 ", _GLUED.sub(r"\1 ", fold(line[:LONGEST_LINE])))
    found: list[_Hit] = []
    for kind, reader in _READERS:
        for start, end, value in reader(text):
            found.append((start, kind, value))
            text = text[:start] + " " * (end - start) + text[end:]
    # "(updated ...)" ends with its bracket.
    found.extend((place.start(), "role", _PUBLISHED) for place in re.finditer(r"[)\]|]", text))
    return _sorted_out(sorted(found, key=lambda hit: hit[0]), text)


def _sorted_out(hits: list[_Hit], rest: str) -> Scan:
    """Give each find to the publication or to the update, as the last label says."""
    result = Scan(rest=rest)
    role = _PUBLISHED
    for _, kind, value in hits:
        if kind == "role":
            role = str(value)
        elif isinstance(value, int):
            result.weekday = value
        elif value is not None:
            _keep(result.updated if role == _UPDATED else result.published, kind, value)
    if result.published.zone is None:
        result.published.zone = result.updated.zone
    return result


def _keep(stamp: Stamp, kind: str, value: object) -> None:
    """The first of each kind counts: what follows is another calendar or the end of a range."""
    if kind == "ago_in_days":
        stamp.ago_in_days = True
        kind = "ago"
    if getattr(stamp, kind) is None:
        setattr(stamp, kind, value)


def _labels(text: str) -> Iterator[tuple[int, int, object]]:
    for match in _LABEL.finditer(text):
        # "Updated" may be glued to what stands before it; "date" inside "update" may not.
        before = text[match.start() - 1 : match.start()]
        is_glued = match[0].startswith("published:")  # "By Global TimesPublished: ..."
        if match["updated"] or is_glued or not before.isalpha():
            yield match.start(), match.end(), _UPDATED if match["updated"] else _PUBLISHED


def _agos(text: str) -> Iterator[tuple[int, int, object]]:
    for pattern in _AGO:
        for match in pattern.finditer(text):
            count = int(match["count"]) if match["count"].isdigit() else 1
            if AGO_UNITS[match["unit"]] < 86400:
                yield *match.span(), timedelta(seconds=AGO_UNITS[match["unit"]] * count)


def _days_ago(text: str) -> Iterator[tuple[int, int, object]]:
    for pattern in _AGO:
        for match in pattern.finditer(text):
            yield (
                *match.span(),
                timedelta(days=int(match["count"]) if match["count"].isdigit() else 1),
            )
    for match in _NEAR_DAY.finditer(text):
        yield *match.span(), timedelta(days=1 if match["yesterday"] else 0)


def _days(text: str) -> Iterator[tuple[int, int, object]]:
    taken = text
    for pattern in _DATES:
        for match in pattern.finditer(taken):
            day = _day_of(match)
            if day is not None:
                start, end = match.span()
                yield start, end, _with_lone_year(day, taken[:start] + "\x00" + taken[end:])
                taken = taken[:start] + "\x00" * (end - start) + taken[end:]


def _with_lone_year(day: Day, beside: str) -> Day:
    """Give a day without a year the one year that stands elsewhere in its line."""
    years = set(_LONE_YEAR.findall(beside)) if day.year is None and not day.is_solar else set()
    dated = replace(day, year=int(years.pop())) if len(years) == 1 else day
    return dated if _is_real(dated) else day


def _day_of(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("first"):
        return _numeric_day(int(parts["first"]), int(parts["second"]), year or 0, parts["sep"])
    name = parts["month"]
    if name.isdigit():
        month, is_solar = int(name), year is not None and year < 1900
    else:
        month, is_solar = _named_month(name, year)
    day = Day(month, int(parts["day"]), year, is_solar, name in AFGHAN_MONTHS)
    return day if _is_real(day) else None


def _named_month(name: str, year: int | None) -> tuple[int, bool]:
    is_solar = name in SOLAR_MONTHS and (name not in MONTHS or (year or 0) in range(1, 1900))
    return (SOLAR_MONTHS if is_solar else MONTHS)[name], is_solar


def _numeric_day(first: int, second: int, year: int, sep: str) -> Day | None:
    """Day first, unless only the other order makes a day; dots always mean day first."""
    if year < 100:
        year += 2000
    day_first = Day(second, first, year)
    month_first = Day(first, second, year)
    if not _is_real(day_first):
        return month_first if _is_real(month_first) and sep != "." else None
    if sep == "." or first == second or not _is_real(month_first):
        return day_first
    return Day(second, first, year, swapped=month_first.on(year))


def _is_real(day: Day) -> bool:
    if day.is_solar and day.year is not None and not FIRST_YEAR <= day.year < _LUNAR_YEARS:
        return False
    if not day.is_solar and day.year is not None and not 1900 <= day.year < 2100:
        return False
    try:
        # 29 February without a year: there are years that have it.
        day.on(day.year or (1399 if day.is_solar else 2024))
    except ValueError:
        return False
    return True


def _times(text: str) -> Iterator[tuple[int, int, object]]:
    taken = text
    for pattern in _TIMES:
        for match in pattern.finditer(taken):
            value = _time_of(match)
            if value is not None:
                yield *match.span(), value
                start, end = match.span()
                taken = taken[:start] + "\x00" * (end - start) + taken[end:]


def _time_of(match: re.Match[str]) -> time | None:
    parts = match.groupdict()
    hour, half = int(parts["hour"]), (parts.get("half") or "").replace(".", "")
    if half and not 1 <= hour <= 12 and hour != 0:
        half = ""
    if half:
        is_afternoon = half in {"pm", "بظ", "مساء", "م"}
        hour = hour % 12 + (12 if is_afternoon else 0)
    if hour > 23:
        return None
    return time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))


def _weekdays(text: str) -> Iterator[tuple[int, int, object]]:
    for match in _WEEKDAY.finditer(text):
        yield *match.span(), WEEKDAYS[match["weekday"]]


def _iso_joins(text: str) -> Iterator[tuple[int, int, object]]:
    """The T of 2020-02-26T19:06 parts date and time, no word."""
    for match in re.finditer(r"(?<=\d)t(?=\d\d:\d\d)", text):
        yield *match.span(), None


# In this order: an hour's zone (+03:00) would look like a time, a day's dots like one too.
_READERS = (
    ("ignored", _iso_joins),
    ("ago", _agos),
    ("ago_in_days", _days_ago),
    ("role", _labels),
    ("day", _days),
    ("zone", zones.find_written),
    ("time_of_day", _times),
    ("weekday", _weekdays),
)
