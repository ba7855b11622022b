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
# A deleted entry lets one slide back in that was never seen: what is so much older than the last
# reading is no news (a day's window of a busy feed, and pages that are dated to the day).
_LATE = timedelta(days=3)
# A daily paper's feed names its issues "14861".
_ISSUE = re.compile(r"\W*\d[\d\W]*")
# A link stands for one story, told again at most under a second headline.
_HEADLINES = 2
# With fewer words a text says too little to know an entry by.
_SHORTEST_TEXT = 60
# Shorter than that, or with one of these at its end, a text only leads to the page.
_WHOLE_TEXT = 700
_LEADS_ON = re.compile(
    r"\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?|(?:read (?:more|on|full \w+)|continue reading|more »"
    r"|читать далее|подробнее|devamı|ətraflı|ادامه(?: مطلب)?|المزيد))[\W_]*$",
    re.IGNORECASE,
)
# Blog software signs every text so.
_SIGNED = re.compile(
    r"\s*The post .{1,300}? (?:appeared first|first appeared) on .{1,120}$", re.DOTALL
)


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

    Entries that are named by an issue's number, or have neither title nor link, are left out.
    Dates in the future are capped to an hour ahead. `scope` names the feed, whatever its address:
    an entry's own id means something within it only.
    """
    entries = feed["entries"]
    ids = Counter(one["id"] for one in entries)
    links = _links(entries)
    found = [
        _candidate(
            one,
            url=url,
            now=now,
            scope=scope,
            is_alone=ids[one["id"]] == 1,
            is_own_link=links[one["link"]] <= _HEADLINES,
        )
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


def is_late(one: Candidate, *, last_read: datetime | None) -> bool:
    """Whether an entry that was never seen is too old to have come since the last reading."""
    return bool(one.published and last_read and one.published < last_read - _LATE)


def is_teaser(text: str) -> bool:
    """Whether a feed's text is no article of its own, so that the page is worth a fetch."""
    return len(text) < _WHOLE_TEXT or _LEADS_ON.search(_unsigned(text)[-60:]) is not None


def without_tail(text: str) -> str:
    """Return a feed's text without what leads on to its page or signs it."""
    text = _unsigned(text)
    end = max(0, len(text) - 60)
    kept = text[:end] + _LEADS_ON.sub("", text[end:])
    return kept if kept == text or kept.endswith((".", "!", "?", "؟", "”", '"')) else f"{kept}…"


def _unsigned(text: str) -> str:
    end = max(0, len(text) - 500)
    return text[:end] + _SIGNED.sub("", text[end:])


def _links(entries: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Count the headlines that each link stands for; a front page's are many."""
    return Counter(link for link, _ in {(one["link"], comparable(one["title"])) for one in entries})


def _candidate(
    entry: Mapping[str, Any],
    *,
    url: str,
    now: datetime,
    scope: str,
    is_alone: bool,
    is_own_link: bool,
) -> Candidate | None:
    # RSS takes a bare id for the page's address too (guid isPermaLink).
    is_bare_id = entry["link"] == entry["id"] and "://" not in entry["link"]
    link = urljoin(url, entry["link"]) if entry["link"] and not is_bare_id else None
    link = addresses.canonical(link) if link and addresses.domain(link) else None
    title = entry["title"]
    if _ISSUE.fullmatch(title) or not (title or link):
        return None
    summary = _summary(entry["text"], title)
    words = comparable(title) + comparable(summary)
    key = addresses.key(link) if link else ""
    is_named_by_link = key and is_own_link
    names = [
        _own_id(entry["id"], (key if is_own_link else "") or title, is_alone=is_alone),
        f"link {key}" if is_named_by_link else "",
    ]
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
