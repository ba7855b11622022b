"""Find the feeds that a page names; runs in the child process."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urljoin

from bot.ingest import markup
from bot.ingest.guard import target
from bot.ingest.markup import Tree, one_line, text_of

# Where sites keep their feed when no page names it; asked in this order.
USUAL_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed/")
_MOST = 10
_TYPE = re.compile(r"application/(?:rss|atom|rdf|xml)(?:\+xml)?|text/xml", re.IGNORECASE)
_ENDING = re.compile(
    r"(?:/|^)(?:feeds?|rss|atom|rdf)(?:\.xml|\.php)?/?$|\.(?:rss|atom|rdf)$|/rss/", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|комментари|yorum|şərh|دیدگاه|تعليق", re.IGNORECASE)


def feeds_named(html: bytes, url: str, allow: Collection[str] = ()) -> list[dict[str, str]]:
    """Return `{title, url}` of the feeds that a page names, at most ten, comments' feeds last.

    First those of its head, then those that its links end like; only what may be fetched,
    inner ones that `allow` lists included.
    """
    source = markup.tidy(markup.decode(html))
    markup.refuse_trap(source)
    tree = markup.parse(source)
    if tree is None:
        return []
    base = urljoin(url, next(iter(tree.xpath("//base/@href")), ""))
    found: dict[str, str] = {}
    for title, address in (*_stated(tree), *_linked(tree)):
        full = urljoin(base, address.strip())
        if target(full, allow=allow):
            found.setdefault(full, title)
    names = [{"title": title, "url": full} for full, title in found.items()]
    names.sort(key=lambda one: bool(_COMMENTS.search(f"{one['title']} {one['url']}")))
    return names[:_MOST]


def usual_addresses(url: str) -> list[str]:
    """Return where a site's feed may lie if its page names none."""
    return [urljoin(url, path) for path in USUAL_PATHS]


def _stated(tree: Tree) -> Iterator[tuple[str, str]]:
    for link in tree.xpath("//link[@href]")[:300]:
        if "alternate" in (link.get("rel") or "").lower().split() and _TYPE.fullmatch(
            (link.get("type") or "").partition(";")[0].strip()
        ):
            yield one_line(link.get("title"))[:100], link.get("href")


def _linked(tree: Tree) -> Iterator[tuple[str, str]]:
    for link in tree.xpath("//a[@href]")[:3000]:
        if _ENDING.search(link.get("href").strip()[:500].partition("?")[0]):
            yield text_of(link)[:100], link.get("href")
