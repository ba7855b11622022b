"""Read the lists of feeds that feed readers export (OPML); runs in the child process."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.errors import BadInput
from bot.ingest import addresses
from bot.ingest.guard import target
from bot.ingest.markup import one_line, refuse_flooded_tag

_LARGEST = 2_000_000
_MOST_FEEDS = 500


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a list names it; `refusal` is the key of why it can't be added."""

    title: str
    url: str
    refusal: str | None = None


def read_opml(data: bytes) -> list[dict[str, str]]:
    """Return `{title, url}` of each outline with a feed, in the file's order, at most 500.

    BadInput `feed.not_opml` for another file, `fetch.too_big` over 2 MB.
    """
    from lxml import etree  # noqa: PLC0415  # loaded when the first list comes

    if len(data) > _LARGEST:
        raise BadInput("fetch.too_big", megabytes=_LARGEST // 1_000_000)
    refuse_flooded_tag(data.decode("latin-1"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data.strip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise BadInput("feed.not_opml")
    found = []
    for outline in root.iter("{*}outline"):
        values = {name.lower(): value for name, value in outline.attrib.items()}
        if url := (values.get("xmlurl") or "").strip():
            title = one_line(values.get("title") or values.get("text"))[:100]
            found.append({"title": title, "url": url[: addresses.LONGEST_ADDRESS]})
    return found[:_MOST_FEEDS]


def sort_out(
    listed: Iterable[dict[str, str]],
    *,
    known: Collection[str] = (),
    allow: Collection[str] = (),
) -> tuple[list[ListedFeed], list[ListedFeed]]:
    """Return the feeds to add and those that can't be, each with the key of the reason.

    `known` holds the keys (`addresses.key`) of the feeds that are there already, `allow`
    the inner `host:port` that may be fetched all the same.
    """
    good: list[ListedFeed] = []
    refused: list[ListedFeed] = []
    seen = set(known)
    for one in listed:
        url, key = one["url"], addresses.key(one["url"])
        if target(url, allow=allow) is None:
            why = "fetch.address" if addresses.domain(url) else "feed.broken"
            refused.append(ListedFeed(one["title"], url, why))
        elif key in seen:
            refused.append(ListedFeed(one["title"], url, "feed.known"))
        else:
            seen.add(key)
            good.append(ListedFeed(one["title"], url))
    return good, refused
