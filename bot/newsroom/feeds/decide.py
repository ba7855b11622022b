"""What an answer, or none, means for a feed: when it is asked next, and whom to tell; no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import BadInput
from bot.ingest import addresses
from bot.ingest.polling import (
    SHORTEST,
    Outcome,
    Validators,
    interval,
    is_broken,
    moved_to,
    next_after,
    validators_after,
    wish_of,
)
from bot.ingest.sources import Poll
from bot.render.html import clean
from storage.feeds import Feed, FeedState

NAME_LENGTH = 80
_ANSWERS_KEPT = 3
#: What a poll that got no answer says: the last part of its key. Anything else is "unread".
_REASONS = frozenset(
    {"address", "unreachable", "slow", "too_big", "redirects", "too_hard", "not_a_feed", "empty"}
)


class Tell(StrEnum):
    """What whoever added a feed is told of it."""

    BROKEN = "broken"  # no answer for a week
    WORKS = "works"  # answers again, after they were told
    GONE = "gone"  # gone for good, and paused


@dataclass(frozen=True, slots=True)
class Decided:
    """A feed as it is after a poll, and what is to be told of it."""

    feed: Feed
    tell: Tell | None = None


def validators_of(feed: Feed) -> Validators:
    """Return what the server wants to be shown again."""
    return Validators(feed.etag, feed.last_modified)


def named(feed: Feed, poll: Poll) -> Feed:
    """Call a feed what it calls itself when it is read first: pages call theirs "RSS"."""
    if poll.feed is None or feed.last_read_at is not None:
        return feed
    return replace(feed, title=clean(poll.feed["title"], limit=NAME_LENGTH) or feed.title)


def after_answer(
    feed: Feed,
    poll: Poll,
    *,
    moments: Sequence[datetime],
    now: datetime,
    jitter: float,
    is_whole: bool = True,
) -> Decided:
    """Decide after an answer that was read or unchanged; `moments` are of its last entries.

    What was not read to the end is asked for again soon, and whole.
    """
    headers = poll.answer.headers
    ttl = poll.feed["minutes"] if poll.feed else feed.ttl_minutes
    usual = interval(moments, now=now)
    if is_whole:
        shown = validators_after(validators_of(feed), headers, poll.answer.status)
        wait = next_after(usual, wish=wish_of(headers, now=now, minutes=ttl), jitter=jitter)
    else:
        shown, wait = Validators(), next_after(SHORTEST, jitter=jitter)
    read = replace(
        _moved(feed, poll),
        etag=shown.etag,
        last_modified=shown.last_modified,
        ttl_minutes=ttl,
        interval=usual,
        next_poll_at=now + wait,
        last_read_at=now,
        failures=0,
        failing_since=None,
        last_error=None,
        told_at=None,
    )
    return Decided(read, Tell.WORKS if feed.told_at else None)


def after_failure(feed: Feed, failure: Poll | BadInput, *, now: datetime, jitter: float) -> Decided:
    """Decide after an answer that is none, or no answer: ask ever more seldom, never give up."""
    if isinstance(failure, Poll):
        if failure.outcome is Outcome.PAUSED:
            gone = replace(feed, state=FeedState.GONE, last_error=_why("gone"), told_at=None)
            return Decided(replace(gone, failing_since=feed.failing_since or now), Tell.GONE)
        wish = wish_of(failure.answer.headers, now=now)
        why = _why("status", status=failure.answer.status)
    else:
        wish = timedelta()
        reason = failure.key.rpartition(".")[2]
        why = _why(reason if reason in _REASONS else "unread", **failure.arguments)
    failures = feed.failures + 1
    failed = replace(
        feed,
        failures=failures,
        failing_since=feed.failing_since or now,
        last_error=why,
        next_poll_at=now + next_after(feed.interval, wish=wish, failures=failures, jitter=jitter),
    )
    last_answer = feed.last_read_at or feed.added_at
    if feed.told_at is None and is_broken(last_answer=last_answer, now=now):
        return Decided(replace(failed, told_at=now), Tell.BROKEN)
    return Decided(failed)


def _moved(feed: Feed, poll: Poll) -> Feed:
    """Note where the answer came from; the third in a row from one new address makes it ours."""
    moves = (*feed.moves, poll.answer.moved_to)[-_ANSWERS_KEPT:]
    new = moved_to(moves)
    if new is None:
        return replace(feed, moves=moves)
    return replace(feed, url=new, url_key=addresses.key(new), moves=())


def _why(reason: str, **arguments: object) -> Mapping[str, object]:
    return {"key": f"feed.why.{reason}", "arguments": arguments}
