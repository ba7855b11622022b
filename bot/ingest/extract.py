"""Read the article on a page: what it states of itself for machines, and its text by trafilatura.

Runs in the child process (`bot.ingest.jobs`); `as_dict` is the view that it is scored by.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.errors import BadInput
from bot.ingest import (
    addresses,
    language,
    linked_data,
    markup,
    outlets,
    page_dates,
    page_titles,
    zones,
)
from bot.ingest.byline import read_byline
from bot.ingest.clean import clean
from bot.ingest.dateline import Dateline, read_dateline
from bot.ingest.dates import read_line
from bot.ingest.document import BODY_LENGTH, Document, Dropped, Precision
from bot.ingest.linked_data import LinkedArticle
from bot.ingest.markup import Tree
from bot.ingest.page_dates import Stated
from bot.ingest.tail import trim
from bot.ingest.title import comparable, shown_title

_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "title")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher")
_DECKS = ("og:description", "description", "twitter:description")
_SHORTEST_DECK = 40
# A clock that is wrong by a little; what lies further ahead is a mistake and becomes this.
_AHEAD = timedelta(hours=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, before the rules for article texts are put to it."""

    title: str
    text: str  # a paragraph a line
    published: Stated | None
    updated: Stated | None
    site: str
    deck: str
    authors: tuple[str, ...]
    canonical: str | None


def as_dict(html: bytes, url: str | None) -> dict[str, Any]:
    """Return title, text and published (ISO 8601, the source's own offset if it states one)."""
    page = read_page(html, url, now=SystemClock().now())
    stated = page.published
    shown = None
    if stated:
        shown = stated.moment.isoformat() if stated.has_time else stated.moment.date().isoformat()
    return {"title": page.title, "text": page.text, "published": shown}


def warm() -> None:
    """Load what takes long to load."""
    sample = (
        b"<html><body><article><h1>A</h1><p>One sentence of a text.</p></article></body></html>"
    )
    read_page(sample, None, now=datetime(2020, 1, 1, tzinfo=UTC))


def extract(
    html: bytes, url: str | None, *, received_at: datetime, charset: str | None = None
) -> Document:
    """Return the article on a page; `charset` is what the server says of its letters.

    BadInput `fetch.no_text` for a page without one, `fetch.too_big` and `fetch.too_hard` for one
    that no parser should be given.
    """
    page = read_page(html, url, now=received_at, charset=charset)
    if not page.text:
        raise BadInput("fetch.no_text")
    document = _document(page, url, received_at)
    if document.is_too_short:
        raise BadInput("fetch.no_text")
    return document


def read_page(html: bytes, url: str | None, *, now: datetime, charset: str | None = None) -> Page:
    """Return what stands on a page; BadInput for a page that is a trap."""
    if len(html) > markup.LONGEST_PAGE:
        raise BadInput("fetch.too_big", megabytes=markup.LONGEST_PAGE // 1_000_000)
    source = markup.tidy(markup.decode(html, charset=charset))
    markup.refuse_trap(source)
    tree = markup.parse(source)
    if tree is None:
        raise BadInput("fetch.no_text")
    linked = linked_data.read(tree, url=url)
    metas = _metas(tree)
    site = next((metas[name] for name in _SITES if metas.get(name)), "") or linked.publisher
    title = page_titles.choose(
        tree,
        linked=linked.headline if linked.is_article else "",
        meta=[*(metas.get(name, "") for name in _TITLES), linked.headline],
        sites=(*(metas.get(name, "") for name in _SITES), linked.publisher),
        url=url,
    )
    return Page(
        title=title,
        text=_text(source, title),
        published=page_dates.published(
            tree,
            linked=linked.published if linked.is_article else "",
            weak=linked.published,
            now=now,
        )
        or _by_htmldate(source, now),
        updated=page_dates.updated(tree, linked=linked.updated, now=now),
        site=site,
        deck=_deck(linked, metas),
        authors=linked.authors or tuple(filter(None, [metas.get("author", "")])),
        canonical=_canonical(tree, url),
    )


def _metas(tree: Tree) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]")[:400]:
        for attribute in ("property", "name"):
            name = (meta.get(attribute) or "").strip().lower()
            if name:
                found.setdefault(name, markup.one_line(meta.get("content")))
    return found


def _text(source: str, title: str) -> str:
    """Return the body, a paragraph a line, without the headline that often opens it again."""
    import trafilatura  # noqa: PLC0415  # 30 MB: loaded when first needed

    text = trafilatura.extract(source, include_comments=False) or ""
    lines = text[: BODY_LENGTH * 2].split("\n")
    if lines and title and comparable(lines[0]) == comparable(title):
        lines = lines[1:]
    return "\n".join(lines)[:BODY_LENGTH].strip()


def _by_htmldate(source: str, now: datetime) -> Stated | None:
    from htmldate import find_date  # noqa: PLC0415  # loaded when the first page needs it

    latest = (now + timedelta(days=1)).date().isoformat()
    found = find_date(source, original_date=True, max_date=latest)
    # The first of January is what it makes of a bare year, in a copyright line for one.
    return page_dates.read(found) if found and not found.endswith("-01-01") else None


def _deck(linked: LinkedArticle, metas: dict[str, str]) -> str:
    """Return the publisher's own summary; none that is cut in the middle."""
    for text in (*(metas.get(name, "") for name in _DECKS), linked.description):
        if len(text) >= _SHORTEST_DECK and re.search(r"[.!?؟。…][\"'”’»)]*$", text):
            return "" if re.search(r"(?:…|\.\.\.|\[…\])$", text) else text
    return ""


def _canonical(tree: Tree, url: str | None) -> str | None:
    """Return the page's own name for itself, if that is an address on the same site.

    A saved page comes from nowhere: what it calls itself is all that there is.
    """
    links = tree.xpath("//link[@rel='canonical']/@href") + tree.xpath(
        "//meta[@property='og:url']/@content"
    )
    own = addresses.domain(url) if url else None
    for link in links[:3]:
        full = urljoin(url or "", link.strip())
        if (url is None or addresses.domain(full) == own) and addresses.names_a_page(full):
            return addresses.canonical(full)
    return addresses.canonical(url) if url else None


def _document(page: Page, url: str | None, received_at: datetime) -> Document:
    address = url or page.canonical
    domain = addresses.domain(address) if address else None
    outlet = outlets.known(domain=domain, name=page.site)
    title = shown_title(page.title)
    lines, dropped, byline = _body_lines(page, title, received_at)
    dateline = read_dateline(lines[0]) if lines else None
    if dateline:
        lines[0] = lines[0][dateline.end :]
    tail = trim([line for line in lines if line], title=title)
    body = "\n\n".join(tail.paragraphs)[:BODY_LENGTH]
    document = Document(
        title=title or _first_words(tail.paragraphs),
        title_derived=not title,
        body=body,
        deck="" if _repeats(page.deck, body) else page.deck,
        byline=_byline(page, outlet) or byline,
        dateline_place=dateline.place if dateline else None,
        agency=(dateline.agency if dateline else None) or tail.agency,
        language=language.detect(f"{title}\n{body}"),
        outlet_name=outlet.name if outlet else page.site or None,
        outlet_domain=domain,
        source_url=page.canonical or tail.source_url,
        hashtags=tuple(dict.fromkeys(tail.hashtags))[:20],
        dropped=(*dropped, *tail.dropped),
    )
    zone = (outlet.zone if outlet else None) or _dateline_zone(dateline)
    return _with_moments(document, page, zone, received_at)


def _body_lines(
    page: Page, title: str, received_at: datetime
) -> tuple[list[str], list[Dropped], str | None]:
    """Return the lines of the body; the headline, date and byline above it are left out."""
    lines = [line for line in clean(page.text).split("\n") if line]
    dropped: list[Dropped] = []
    byline: str | None = None
    while len(lines) > 1:
        line = lines[0]
        found = read_byline(line)
        if comparable(line) == comparable(title):
            dropped.append(Dropped(line, "headline again"))
        elif read_line(line, received_at=received_at):
            dropped.append(Dropped(line, "date"))
        elif found:
            byline = byline or found.name
            dropped.append(Dropped(line, "byline"))
        else:
            break
        lines = lines[1:]
    return lines, dropped, byline


def _first_words(paragraphs: Sequence[str]) -> str:
    from bot.ingest.sentences import first_sentence  # noqa: PLC0415  # loads its rules

    return shown_title(first_sentence(paragraphs[0])).rstrip(".") if paragraphs else ""


def _repeats(deck: str, body: str) -> bool:
    start = comparable(deck)[:60]
    return not start or comparable(body[:400]).startswith(start)


def _byline(page: Page, outlet: outlets.KnownOutlet | None) -> str | None:
    sites = {comparable(page.site), comparable(outlet.name) if outlet else ""}
    names = [name for name in page.authors if 2 < len(name) < 80 and comparable(name) not in sites]
    names = [name for name in names if "://" not in name]
    return ", ".join(names[:3]) or None


def _dateline_zone(dateline: Dateline | None) -> str | None:
    return zones.of_place(dateline.place.split("/")[0]) if dateline and dateline.place else None


def _with_moments(
    document: Document, page: Page, zone: str | None, received_at: datetime
) -> Document:
    stated = page.published
    if stated is None:
        return document
    if not stated.has_time:
        moment = datetime.combine(stated.moment.date(), _NOON, UTC)
        return replace(document, published=moment, precision=Precision.DAY, zone=zone)
    published = min(_utc(stated.moment, zone), received_at + _AHEAD)
    changed = page.updated if page.updated and page.updated.has_time else None
    later = _utc(changed.moment, zone) if changed else None
    return replace(
        document,
        published=published,
        precision=Precision.MINUTE,
        zone=_clock(stated.moment, zone),
        updated=later if later and later > published + timedelta(minutes=1) else None,
    )


def _utc(moment: datetime, zone: str | None) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else zones.to_utc(moment, zone)


def _clock(moment: datetime, zone: str | None) -> str | None:
    """Name the clock: the outlet's own; else the offset stated, if it is no machine's UTC."""
    offset = moment.utcoffset()
    if zone and (offset is None or not offset or _same(moment, zone)):
        return zone
    return zones.of_offset(moment.strftime("%z")) if offset is not None else zone


def _same(moment: datetime, zone: str) -> bool:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.utcoffset()
