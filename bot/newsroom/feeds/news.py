"""From a feed's entry to the draft that an editor reviews: its page, its words, its source."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import BadInput
from bot.ingest import addresses, outlets
from bot.ingest.document import Document, Precision
from bot.ingest.entries import Candidate, is_teaser, without_tail
from bot.ingest.hosts import HostTurns
from bot.ingest.sources import Sources
from bot.ingest.title import shown_title
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.reading import from_understood
from storage.feeds import Feed

# A feed may be wrong about its clock, but nothing is published tomorrow.
_AHEAD = timedelta(hours=1)
_LONGEST_DECK = 600


_PARTS = re.compile(r"\s+[-–—|»>›•·]\s+|\s*[|»›]\s*|:\s+")
# What feeds of any outlet are called; in the six languages.
_SECTION_WORDS = (
    "the a all and of in on for from latest top breaking main home front page news newsfeed feed "
    "feeds rss rss2.0 atom xml headlines stories articles posts updates world international global "
    "politics political economy business defense defence military energy region regional english "
    "en ru fa az tr ar новости лента главная мир политика экономика xəbərlər son dünya siyasət "
    "haberler haber gündem dünya politika ekonomi اخبار خبر جهان سیاسی سیاست اقتصاد أخبار الأخبار "
    "العالم سياسة اقتصاد"
)
_SECTIONS = frozenset(_SECTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads and understands entries; everything outside is asked in turn."""

    sources: Sources
    turns: HostTurns

    async def draft(self, feed: Feed, one: Candidate, *, now: datetime) -> DraftArticle | None:
        """Return what an editor is to review; None where there is nothing to read.

        The title is the feed's. The text is the page's where the feed has only a teaser; a page
        that can't be read leaves the teaser.
        """
        document = _of_feed(feed, one)
        if one.link and is_teaser(one.summary):
            page = await self._page(one.link, now=now)
            document = merged(document, page, now=now) if page else document
        if not document.title:
            return None
        understood = await self.sources.understand(document, today=now.date())
        content = from_understood(understood, allow=self.allow)
        return _of_outlet(feed, content)

    @property
    def allow(self) -> Collection[str]:
        """The inner addresses that may be read all the same."""
        return self.sources.fetcher.allow

    async def _page(self, link: str, *, now: datetime) -> Document | None:
        try:
            async with self.turns.turn(link):
                found = await self.sources.read_link(link, received_at=now)
        except BadInput:  # the feed's own words are what is left, and the card shows them
            return None
        return found.understood.document


def merged(entry: Document, page: Document, *, now: datetime) -> Document:
    """Complete an entry by its page: title and teaser of the feed, text of the page."""
    moment = _earlier(entry, page)
    published = moment.published and min(moment.published, now + _AHEAD)
    return replace(
        page,
        title=entry.title or page.title,
        title_derived=page.title_derived and not entry.title,
        deck=entry.body if 0 < len(entry.body) <= _LONGEST_DECK else page.deck,
        published=published,
        precision=moment.precision,
        zone=moment.zone,
        zone_guessed=moment.zone_guessed,
        ambiguous_date=None if moment is entry else page.ambiguous_date,
        language=entry.language or page.language,
        source_url=page.source_url or entry.source_url,
        outlet_name=entry.outlet_name or page.outlet_name,
        outlet_domain=entry.outlet_domain or page.outlet_domain,
    )


def _earlier(entry: Document, page: Document) -> Document:
    """Choose whose moment of publication counts: the earlier, by the day where that is all.

    Feeds date anew what was touched; a page's wall time without a zone may be hours off.
    """
    if page.published is None or entry.published is None:
        return page if entry.published is None else entry
    if page.precision is Precision.MINUTE and page.zone is not None:
        return page if page.published < entry.published else entry
    return page if page.published.date() < entry.published.date() else entry


def _of_feed(feed: Feed, one: Candidate) -> Document:
    return Document(
        title=shown_title(one.title),
        body=without_tail(one.summary),
        published=one.published,
        precision=Precision.MINUTE if one.published else None,
        zone="UTC" if one.published else None,
        language=feed.language,
        source_url=one.link,
        outlet_name=feed.outlet_name,
        outlet_domain=addresses.domain(one.link or ""),
    )


def outlet_in(title: str) -> str:
    """Return the outlet that a feed's title names, without the section; the title if unclear."""
    parts = [part.strip() for part in _PARTS.split(title) if part.strip()]
    known = next((one for part in parts if (one := outlets.known(name=part))), None)
    if known is not None:
        return known.name
    names = [part for part in parts if not set(part.casefold().split()) <= _SECTIONS]
    return names[0] if len(names) == 1 else title


def _of_outlet(feed: Feed, content: DraftArticle) -> DraftArticle:
    """Name the outlet as the feed's editors do; what they left open stays as understood."""
    chosen: dict[str, object] = {"from_feed": feed.title}
    if feed.outlet_name:
        if feed.outlet_name != content.outlet_name:
            chosen |= {"outlet_country": None, "outlet_label": None}
        chosen["outlet_name"] = feed.outlet_name
    elif not content.outlet_name:
        chosen["outlet_name"] = outlet_in(feed.title)
    if feed.outlet_country:
        chosen["outlet_country"] = feed.outlet_country
        # What an editor said of this feed goes before what was said of its site elsewhere.
        chosen["outlet_named"] = bool(feed.outlet_name)
    return content.model_copy(update=chosen)
