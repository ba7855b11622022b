"""When a page was published: JSON-LD, meta, `time`, then what stands near its headline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from bot.ingest.dates import read_line
from bot.ingest.markup import Tree, text_of

_ISO = re.compile(
    r"(?P<day>(?:19|20)\d\d-\d{1,2}-\d{1,2})"
    r"(?:[T\s]+(?P<time>\d{1,2}:\d\d)(?::(?P<second>\d\d))?(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|z|UTC|GMT|[+\-−]\d\d:?(?:\d\d)?)?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
# Names under which pages state the moment, in the order in which they were right.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "og:published_time", "pubdate", "publishdate", "publish-date", "publish_date", "published_time",
    "article.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "article:post_date", "dcterms.created", "dc.date.issued", "dcterms.issued", "dcterms.date",
    "dc.date.created", "dc.date", "dcterms.available", "publication_date", "article_date_original",
    "article:publish_date", "originalpublicationdate", "date.published", "rbpubdate",
    "vr:published_time", "displaydate", "bt:pubdate", "shareaholic:article_published_time",
    "created", "datecreated", "citation_publication_date", "citation_date", "date", "timestamp",
    "iso-8601-publish-date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod",
    "article:modified", "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
_NOT_OURS = re.compile(
    r"related|recommend|comment|sidebar|footer|most-|popular|teaser|latest|\bnav(?:bar|igation)?\b"
    r"|(?:^|\s)widget(?:[_\s]|-area|$)",
    re.IGNORECASE,
)
_EARLIEST = 1995
_HAS_YEAR_OR_TIME = re.compile(r"(?:19|20|13|14)\d\d|\d{1,2}[:.]\d\d|[۰-۹٠-٩]{4}")
# How far from its headline a page writes its date: among the next texts, seldom before it.
_NEAR, _TEXTS_BEFORE, _TEXTS_AFTER = 120, 8, 40


@dataclass(frozen=True, slots=True)
class Stated:
    """A moment as a page states it: aware where it states its zone; `has_time` of day or not."""

    moment: datetime
    has_time: bool

    @property
    def is_midnight(self) -> bool:
        """Whether the time of day may be only a filler."""
        return (self.moment.hour, self.moment.minute, self.moment.second) == (0, 0, 0)


def published(tree: Tree, *, linked: str, weak: str = "", now: datetime) -> Stated | None:
    """Return the first moment stated; its time and zone from a later statement of that day.

    `weak` is what JSON-LD says of a video or the page around the article: it goes last.
    """
    found = _most_exact(_statements(tree, linked, weak), now)
    if found is None or not found.has_time or found.is_midnight:
        shown = _most_exact(_near_headline(tree, now), now)
        if found is None or (shown and _completes(shown, found)):
            return shown
    return found


def _most_exact(statements: Iterable[Stated], now: datetime) -> Stated | None:
    found: Stated | None = None
    for stated in statements:
        if not _is_possible(stated.moment, now):
            continue
        if found is None or _completes(stated, found):
            found = stated
        if found.has_time and found.moment.tzinfo and not found.is_midnight:
            break
    return found


def updated(tree: Tree, *, linked: str, now: datetime) -> Stated | None:
    """Return the moment of the last change as JSON-LD or meta state it."""
    found = (read(text) for text in (linked, *_metas(tree, _UPDATED)))
    return next((one for one in found if one and _is_possible(one.moment, now)), None)


def _statements(tree: Tree, linked: str, weak: str) -> Iterator[Stated]:
    for text in (linked, *_metas(tree, _PUBLISHED), *_marked(tree), weak):
        if stated := read(text):
            yield stated


def _is_possible(moment: datetime, now: datetime) -> bool:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.year >= _EARLIEST and moment <= now + timedelta(days=2)


def _completes(more: Stated, found: Stated) -> bool:
    """Whether a later statement is the same moment, told more exactly."""
    if not more.has_time:
        return False
    if not found.has_time or found.is_midnight:
        return more.moment.date() == found.moment.date() and not more.is_midnight
    same_clock = more.moment.replace(tzinfo=None, second=0) == found.moment.replace(
        tzinfo=None, second=0
    )
    return found.moment.tzinfo is None and more.moment.tzinfo is not None and same_clock


def read(text: str) -> Stated | None:
    """Return the moment of a value written for machines; None if it holds none."""
    text = text.strip()[:60]
    if match := _ISO.match(text):
        return _iso(match)
    if match := _COMPACT.fullmatch(text):
        return _compact(match)
    if _EPOCH.fullmatch(text):
        return Stated(datetime.fromtimestamp(int(text[:10]), UTC), has_time=True)
    if re.match(r"[A-Z][a-z]{2}, \d", text):
        try:
            return Stated(parsedate_to_datetime(text), has_time=":" in text)
        except ValueError:
            return None
    return None


def _iso(match: re.Match[str]) -> Stated | None:
    year, month, day = map(int, match["day"].split("-"))
    hour, minute = map(int, (match["time"] or "0:0").split(":"))
    try:
        moment = datetime(year, month, day, hour, minute, int(match["second"] or 0))  # noqa: DTZ001
        return Stated(moment.replace(tzinfo=_offset(match["zone"])), bool(match["time"]))
    except ValueError:
        return None


def _compact(match: re.Match[str]) -> Stated | None:
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001
        return Stated(moment.replace(tzinfo=_offset(match[7])), bool(match[4]))
    except ValueError:
        return None


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return UTC
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(size if zone[0] == "+" else -size)


def _metas(tree: Tree, names: tuple[str, ...]) -> list[str]:
    """Return the values of these `meta` elements, in the order of the names."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]")[:400]:
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            found.setdefault((meta.get(attribute) or "").strip().lower(), meta.get("content"))
    return [found[name] for name in names if found.get(name)]


def _marked(tree: Tree) -> Iterator[str]:
    """Give the values of elements that are marked as the date: microdata first, then `time`."""
    for element in tree.xpath("//*[contains(@itemprop, 'datePublished')]")[:3]:
        yield element.get("datetime") or element.get("content") or text_of(element)
    times = tree.xpath("//time[@datetime]")[:30]
    is_sure = [one for one in times if one.get("pubdate") is not None]
    for element in [*is_sure, *(one for one in times if not _is_elsewhere(one))][:3]:
        yield element.get("datetime")


def _is_elsewhere(element: Tree) -> bool:
    """Whether an element belongs to another article's teaser, to a comment or to the frame."""
    for parent in element.iterancestors():
        if parent.tag in {"main", "body"}:
            return False
        if parent.tag in {"aside", "footer", "nav"}:
            return True
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if _NOT_OURS.search(marks):
            return True
    return False


def _near_headline(tree: Tree, now: datetime) -> Iterator[Stated]:
    """Give the dates written near the headline, those with a time of day first.

    A widget at the page's top shows today and no time; the article's own date has one.
    """
    texts = [text.strip() for text in tree.xpath("//body//text()[not(ancestor::script)]")[:4000]]
    places = [index for index, text in enumerate(texts) if text]
    headings = tree.xpath("//h1//text()")
    title = next((text.strip() for text in headings if text.strip()), None)
    texts = [texts[index] for index in places]
    place = texts.index(title) if title in texts else 0
    near = texts[max(0, place - _TEXTS_BEFORE) : place + _TEXTS_AFTER]
    found = []
    for text in near:
        if len(text) <= _NEAR and _HAS_YEAR_OR_TIME.search(text):
            line = read_line(" ".join(text.split()), received_at=now)
            moment = line and (line.published or line.updated)
            if moment:
                found.append(Stated(moment.wall, moment.precision == "minute"))
    yield from sorted(found, key=lambda one: not one.has_time)[:3]
