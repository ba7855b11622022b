"""Read RSS and Atom through feedparser, which is slow and right; runs in the child process."""

import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape
from typing import Any, Final

from bot.errors import BadInput
from bot.ingest import page_dates
from bot.ingest.clean import clean
from bot.ingest.markup import refuse_flooded_tag

LARGEST_FEED: Final = 5_000_000
# What one poll uses; the rest of an archive feed is history.
MOST_ENTRIES: Final = 200
_TITLE_LENGTH, _SUMMARY_LENGTH, _ADDRESS_LENGTH = 300, 20_000, 2_048
_ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
# A hundred digits in a row are no date, but its patterns read them again and again.
_LONG_DIGITS = re.compile(rb"(?<=\d{50})\d{50,}")
_XML_HEAD = re.compile(rb"^\s*<\?xml[^>]{0,500}\?>")
_STUMBLES = (ValueError, LookupError, AttributeError, TypeError, AssertionError)
_LIVE_SCHEME = re.compile(r"\s*(?:javascript|data|vbscript|file|blob):", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b[^<>]{0,1000}>.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"</(?:p|div|li|h\d|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:/?[A-Za-z][^<>]{0,2000}|!--.{0,2000}?--)>", re.DOTALL)
# It looks for a mail address in a name with a pattern that takes time by the square of the
# name's length (kurtmckee/feedparser#562): 10 s for 60 kB.
_LONGEST_NAME = 500


def as_dict(data: bytes, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return `{title, entries: [{title, link, id, summary, published}]}`, as the feed orders them.

    What is no feed gives no entries. `published` is ISO 8601 in UTC, `text` the summary without
    its markup. `headers` are the answer's, its last address as `content-location`: relative links
    are completed by it. BadInput `fetch.too_big` or `fetch.too_hard` for a feed that is a trap.
    """
    parsed = _parse(data, headers or {})
    return {
        "title": _title(parsed["feed"]),
        "link": _address(parsed["feed"].get("link")),
        "language": str(parsed["feed"].get("language") or "")[:20] or None,
        "minutes": _number(parsed["feed"].get("ttl")),
        "version": str(parsed.get("version") or ""),
        "entries": [_entry(entry) for entry in parsed["entries"][:MOST_ENTRIES]],
    }


def read_feed(data: bytes, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return `as_dict` of a feed; BadInput `feed.empty` or `feed.not_a_feed` for anything else."""
    if not data.strip():
        raise BadInput("feed.empty")
    feed = as_dict(data, headers)
    if not feed["version"] and not feed["entries"]:
        raise BadInput("feed.not_a_feed")
    return feed


def warm() -> None:
    """Load what takes long to load."""
    as_dict(b"<rss version='2.0'><channel><title>a</title></channel></rss>")


def _parse(data: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    if len(data) > LARGEST_FEED:
        raise BadInput("fetch.too_big", megabytes=LARGEST_FEED // 1_000_000)
    refuse_flooded_tag(data.decode("latin-1"))
    data = _LONG_DIGITS.sub(b"", _without_history(data))
    lower = {name.lower(): value for name, value in headers.items()}
    # Once in thousands it stumbles over a damaged head: then the letters go in without it.
    for attempt in (data, _XML_HEAD.sub(b"", data).decode("utf-8", "replace").encode()):
        try:
            # A stream: bytes alone it would take for a file's name or an address to fetch.
            parsed: dict[str, Any] = _feedparser()(io.BytesIO(attempt), response_headers=lower)
        except _STUMBLES:
            continue
        return parsed
    return {"feed": {}, "entries": []}


@cache
def _feedparser() -> Callable[..., Any]:
    """Load feedparser, its search for addresses in names bounded."""
    import feedparser  # noqa: PLC0415  # a tenth of a second
    from feedparser import mixin  # noqa: PLC0415

    holder = mixin._FeedParserMixin  # noqa: SLF001  (nothing public bounds it)
    search = holder._sync_author_detail  # noqa: SLF001

    def bounded(self: Any, key: str = "author") -> None:  # noqa: ANN401
        context = self._get_context()
        name = context.get(key)
        if isinstance(name, str) and len(name) > _LONGEST_NAME:
            context[key] = name[:_LONGEST_NAME]
        search(self, key)

    holder._sync_author_detail = bounded  # noqa: SLF001
    parse: Callable[..., Any] = feedparser.parse
    return parse


def _without_history(data: bytes) -> bytes:
    """Cut the entries of an archive that are more than one poll uses, if there are many."""
    ends = [match.end() for match in _ENTRY_END.finditer(data)]
    if len(ends) <= 2 * MOST_ENTRIES:
        return data
    return data[: ends[MOST_ENTRIES - 1]] + data[ends[-1] :]


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    summary = str(entry.get("summary") or "")
    content = entry.get("content") or [{}]
    body = str(content[0].get("value") or "") or summary
    return {
        "title": _title(entry),
        "link": _address(entry.get("link")),
        "id": str(entry.get("id") or "")[:_ADDRESS_LENGTH],
        "summary": summary[:_SUMMARY_LENGTH],
        "text": plain(max(summary, body, key=len)[: 2 * _SUMMARY_LENGTH])[:_SUMMARY_LENGTH],
        "published": _moment(entry),
    }


def _title(holder: Mapping[str, Any]) -> str:
    title = str(holder.get("title") or "")[: 10 * _TITLE_LENGTH]
    detail = holder.get("title_detail") or {}
    if detail.get("type") != "text/plain" or _MARKUP.search(title):
        title = plain(title)
    return " ".join(title.split())[:_TITLE_LENGTH]


def plain(markup: str) -> str:
    """Return the text of a piece of HTML, a line a paragraph; entities are decoded once."""
    text = _BREAK.sub("\n", _UNSEEN.sub(" ", markup))
    text = unescape(_MARKUP.sub("", text))
    # clean() decodes entities for pastes; here they have been, and are shielded from a second time.
    lines = clean(text.replace("&", "&amp;")).split("\n")
    return "\n".join(line for line in lines if line)


def _address(link: object) -> str:
    text = str(link or "").strip()[:_ADDRESS_LENGTH]
    return "" if _LIVE_SCHEME.match(text) else text


def _number(text: object) -> int | None:
    return int(str(text)) if re.fullmatch(r"\s*\d{1,6}\s*", str(text or "")) else None


def _moment(entry: Mapping[str, Any]) -> str | None:
    # Its own `get` warns where it gives one date for another.
    values = dict(entry.items())
    for name in ("published", "updated", "created"):
        if parts := values.get(f"{name}_parsed"):
            try:
                year, month, day, hour, minute, second = parts[:6]
                return datetime(
                    year, month, day, hour, minute, min(second, 59), tzinfo=UTC
                ).isoformat()
            except (ValueError, OverflowError):
                continue
        if stated := page_dates.read(str(values.get(name) or "")[:60]):
            return stated.moment.isoformat()
    return None
