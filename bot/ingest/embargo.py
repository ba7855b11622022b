"""Embargoes that a text itself names: `EMBARGOED until 09:00 GMT, 2 March 2020`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ingest import zones
from bot.ingest.date_scan import scan
from bot.ingest.dates import resolve
from bot.ingest.wrapping import Line

# The line of an embargo stands above the headline, or at the very end.
_HEAD, _FOOT = 6, 3
_LONGEST = 160
_WORDS = re.compile(
    r"\W*(?:strictly\s+|under\s+)?(?:"
    r"embargo(?:ed)?\b"
    r"|not\s+(?:for|to\s+be)\s+(?:publication|published|released?|broadcast|use[d]?)\b"
    r".{0,40}?\b(?:before|until|till|prior\s+to)\b"
    r"|hold\s+(?:for\s+release\s+)?until\b"
    r"|эмбарго\b|не\s+публиковать\s+до\b|под\s+эмбарго\b"
    r"|(?:yayın\s+)?ambargo(?:su|lu|ludur)?\b|ambarqo\b"
    r"|قابل\s+انتشار\s+(?:از|پس\s+از)|ممنوعیت\s+انتشار|محظور\s+النشر|حظر\s+(?:ال)?نشر"
    r")",
    re.IGNORECASE,
)
_NO_EMBARGO = re.compile(r"\b(?:embargo(?:es)?)\s+(?:on|against|of)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Embargo:
    """A line that asks to wait; `until` in UTC, None where the line does not say so readably.

    `zone` is the clock that the line writes (an IANA name), or that of the source.
    """

    line: str
    until: datetime | None
    zone: str | None


def part(
    lines: list[Line], *, received_at: datetime, zone: str | None
) -> tuple[list[Line], Embargo | None]:
    """Take the line of an embargo out of a text; `zone` is the source's clock, if known."""
    count = len(lines)
    for index in (*range(min(_HEAD, count)), *range(max(_HEAD, count - _FOOT), count)):
        text = lines[index].text
        if len(text) <= _LONGEST and _asks_to_wait(text):
            found = _read(text, received_at=received_at, zone=zone)
            return [*lines[:index], *lines[index + 1 :]], found
    return lines, None


def _asks_to_wait(text: str) -> bool:
    # "Embargo on arms lifted" is a headline: the trade topic's embargo, not a newsroom's.
    match = _WORDS.match(text)
    if match is None or _NO_EMBARGO.search(text):
        return False
    found = scan(text)
    is_bare = len(text[match.end() :].strip(" :.!-*")) == 0
    return is_bare or found.published.time_of_day is not None or found.published.day is not None


def _read(text: str, *, received_at: datetime, zone: str | None) -> Embargo:
    stamp = scan(text).published
    zone = stamp.zone or zone
    if stamp.day is None:
        if stamp.time_of_day is None:
            return Embargo(text, None, zone)
        today = received_at.astimezone(ZoneInfo(zone) if zone else UTC).date()
        until = zones.to_utc(datetime.combine(today, stamp.time_of_day), zone)
        return Embargo(text, until if until > received_at else until + timedelta(days=1), zone)
    moment = resolve(stamp, received_at)
    if moment is None or moment.ambiguous:
        return Embargo(text, None, zone)
    until = zones.to_utc(moment.wall, zone)
    if stamp.day.year is None and until < received_at - timedelta(days=180):
        # A date without a year looks back; an embargo looks ahead.
        ahead = resolve(stamp, received_at + timedelta(days=366))
        until = zones.to_utc(ahead.wall, zone) if ahead else until
    return Embargo(text, until, zone)
