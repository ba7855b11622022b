"""What of a feed's entries is news: their identity, what was seen, what changed."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from bot.ingest import addresses
from bot.ingest.dateline import read_dateline
from bot.ingest.title import comparable

# A first poll brings a site's whole window; an editor reviews the newest of it.
FIRST_POLL = 20
# A source that rewrites an entry over and over is reviewed so often and no more.
MOST_REVISIONS = 5
_AHEAD = timedelta(hours=1)
# A daily paper's feed names its issues "14861".
_ISSUE = re.compile(r"\W*\d[\d\W]*")
# With fewer words a text says too little to know an entry by.
_SHORTEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may become a draft.

    `identity` holds every name that it is known by, best first; one that was seen is enough.
    `fingerprint` tells whether its words have changed.
    """

    title: str
    link: str | None
    summary: str
    published: datetime | None
    identity: tuple[str, ...]
    fingerprint: str


def candidates(feed: Mapping[str, Any], *, url: str, scope: str, now: datetime) -> list[Candidate]:
    """Return the usable entries of a read feed, newest first, those without a date last.

    Entries without a title or that are named by an issue's number only, and have no link, are
    left out. Dates in the future are capped to an hour ahead. `scope` names the feed, whatever
    its address: an entry's own id means something within it only.
    """
    entries = feed["entries"]
    counts = Counter(one["id"] for one in entries)
    found = [
        _candidate(one, url=url, now=now, scope=scope, is_alone=counts[one["id"]] == 1)
        for one in entries
    ]
    dated = [one for one in found if one and one.published]
    dated.sort(key=lambda one: one.published or now, reverse=True)
    return dated + [one for one in found if one and one.published is None]


def fresh(
    found: Sequence[Candidate], *, seen: Collection[str], is_first_poll: bool = False
) -> list[Candidate]:
    """Return those that were never seen, under none of their names, nor twice in this list.

    All of `found` are to be remembered, also those that a first poll leaves out.
    """
    known = set(seen)
    new: list[Candidate] = []
    for one in found:
        if known.isdisjoint(one.identity):
            new.append(one)
        known.update(one.identity)
    return new[:FIRST_POLL] if is_first_poll else new


def is_revision(one: Candidate, *, fingerprint: str, revisions: int) -> bool:
    """Whether a known entry's words changed, and it has not been reviewed too often."""
    return one.fingerprint != fingerprint and revisions < MOST_REVISIONS


def _candidate(
    entry: Mapping[str, Any], *, url: str, now: datetime, scope: str, is_alone: bool
) -> Candidate | None:
    # RSS takes a bare id for the page's address too (guid isPermaLink).
    is_bare_id = entry["link"] == entry["id"] and "://" not in entry["link"]
    link = urljoin(url, entry["link"]) if entry["link"] and not is_bare_id else None
    link = addresses.canonical(link) if link and addresses.domain(link) else None
    title = "" if _ISSUE.fullmatch(entry["title"]) else entry["title"]
    if not title and not link:
        return None
    summary = _summary(entry["text"], title)
    words = comparable(title) + comparable(summary)
    key = addresses.key(link) if link else ""
    names = [_own_id(entry["id"], key or title, is_alone=is_alone), f"link {key}" if key else ""]
    if len(comparable(summary)) >= _SHORTEST_TEXT:
        names.append(f"text {words}")
    names = [name for name in names if name] or [f"title {words}"]
    return Candidate(
        title=title,
        link=link,
        summary=summary,
        published=_capped(entry["published"], now),
        identity=tuple(
            _hash(f"{scope} {name}" if name.startswith(("id", "title")) else name) for name in names
        ),
        fingerprint=_hash(words),
    )


def _own_id(guid: str, other: str, *, is_alone: bool) -> str:
    """Return the entry's own id; one that several entries of a file share needs more beside it.

    Without its host it stays the same where a site moves to another domain.
    """
    bare = re.sub(r"^https?://[^/]+", "", guid)
    return "" if not guid else f"id {bare}" if is_alone else f"id {bare} {other}"


def _capped(stated: str | None, now: datetime) -> datetime | None:
    if stated is None:
        return None
    moment = datetime.fromisoformat(stated)
    return min(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now + _AHEAD)


def _summary(text: str, title: str) -> str:
    """Return the entry's text without its dateline and without the headline again."""
    lines = [line for line in text.split("\n") if comparable(line) != comparable(title)]
    if lines and (dateline := read_dateline(lines[0])):
        lines[0] = lines[0][dateline.end :].strip()
    return "\n\n".join(line for line in lines if line)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
