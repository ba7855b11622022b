"""When to ask a feed again, and what an answer means for it; pure decisions, no network."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto

_WEEK = timedelta(weeks=1)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=6)
# However often a server or its failures put us off, once a day is asked.
_CAP = timedelta(hours=24)
# Of the interval, to either side: feeds that failed together would be asked together for ever.
_JITTER = 0.1
# A feed that says three times in a row that it has moved for good has.
_MOVES = 3
# After this long without an answer the owner is told, once.
BROKEN_AFTER = timedelta(days=7)


class Outcome(Enum):
    """What an answer means for its feed."""

    READ = auto()  # there is something to parse
    UNCHANGED = auto()  # 304: nothing since the last time
    PAUSED = auto()  # 410: gone for good; the owner is told
    FAILED = auto()  # anything else: asked again, ever more seldom, but never given up


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server wants to be shown again, with its quotes, as it came."""

    etag: str | None = None
    last_modified: str | None = None


def outcome(status: int) -> Outcome:
    """Return what a status means."""
    if status == 304:
        return Outcome.UNCHANGED
    if status == 410:
        return Outcome.PAUSED
    return Outcome.READ if 200 <= status < 300 else Outcome.FAILED


def conditional(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for a feed only if it changed."""
    headers = {"A-IM": "feed"}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def validators_after(before: Validators, headers: Mapping[str, str], status: int) -> Validators:
    """Return what to show next time; a 304 may bring a new date and keeps what it doesn't name."""
    fresh = Validators(headers.get("etag"), headers.get("last-modified"))
    if status != 304:
        return fresh
    return Validators(fresh.etag or before.etag, fresh.last_modified or before.last_modified)


def interval(moments: Sequence[datetime], *, now: datetime) -> timedelta:
    """Return how often to ask a feed by its entries of the last week: 15 minutes to 6 hours."""
    recent = sum(1 for moment in moments if now - _WEEK <= moment <= now)
    return min(max(_WEEK / max(recent, 1), SHORTEST), LONGEST)


def next_after(
    usual: timedelta, *, wish: timedelta = timedelta(), failures: int = 0, jitter: float = 0.0
) -> timedelta:
    """Return when to ask again: doubled for each failure in a row, not before the server's wish.

    `jitter` is drawn by the caller from -1 to 1. Never more than a day.
    """
    # Past a dozen doublings the cap holds anyway, and a larger power would overflow.
    wait = min(usual * (1 << min(failures, 12)), _CAP)
    wait *= 1 + _JITTER * min(max(jitter, -1.0), 1.0)
    return min(max(wait, wish), _CAP)


def wish_of(headers: Mapping[str, str], *, now: datetime, minutes: int | None = None) -> timedelta:
    """Return how long the server wants to be left alone; `minutes` is the feed's own `ttl`."""
    wishes = [timedelta(minutes=min(minutes or 0, 1_440)), _retry_after(headers, now)]
    control = headers.get("cache-control", "")
    age = re.search(r"max-age\s*=\s*\"?(\d{1,9})", control)
    if age and not re.search(r"no-(?:cache|store)", control):
        wishes.append(timedelta(seconds=int(age[1])))
    elif "expires" in headers:
        wishes.append(_until(headers["expires"], now))
    return min(max(wishes), _CAP)


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta:
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", text):
        return timedelta(seconds=int(text))
    return _until(text, now)


def _until(text: str, now: datetime) -> timedelta:
    """Return the time until a date of HTTP; none for a past one and for "0", which means past."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta())


def moved_to(answers: Sequence[str | None]) -> str | None:
    """Return the new address if the last three polls were all sent there for good."""
    last = answers[-_MOVES:]
    return last[0] if len(last) == _MOVES and len(set(last)) == 1 else None


def is_broken(*, last_answer: datetime, now: datetime) -> bool:
    """Whether a feed has not answered for so long that its owner should know."""
    return now - last_answer >= BROKEN_AFTER
