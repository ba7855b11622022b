"""How what was read becomes a draft's content: pasted text, a file, a page, or only its address."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from bot.countries.topics import topic_of
from bot.errors import BadInput
from bot.ingest import addresses, outlets
from bot.ingest.guard import target
from bot.ingest.pipeline import Understood
from bot.ingest.sources import Link
from bot.newsroom.draft_article import DraftArticle, DraftCountry, Fetched
from bot.newsroom.fixes import TOPICS_KEPT
from bot.newsroom.source import read_source, with_source

_HASHTAG = re.compile(r"#([\w-]+)")
# A last line by which whoever pasted a text, or its site, says who published it.
_SOURCE_LINE = re.compile(
    r"\s*(?:source|kaynak|mənbə|источник|منبع|المصدر)\s*:\s*(?P<name>\S.{1,300})", re.IGNORECASE
)
# What a link, a forward or an editor said of the source goes before what the text says.
_OF_THE_SOURCE = (
    "url",
    "outlet_name",
    "outlet_domain",
    "outlet_country",
    "outlet_label",
    "outlet_named",
)
_OF_THE_MESSAGE = ("fetched", "forwarded", "album", "note")


def from_understood(understood: Understood, *, allow: Collection[str] = ()) -> DraftArticle:
    """Return all that was understood, for an editor to look at.

    An address that leads inside is left out, since it must never stand below an article for
    readers to follow; `allow` lists the exceptions of FETCH_ALLOW.
    """
    document, outlet = understood.document, understood.outlet
    url = document.source_url
    leads_inside = url is not None and target(url, allow=allow) is None
    return DraftArticle(
        title=document.title,
        title_proposed=document.title_derived,
        summary=understood.summary,
        body=document.body,
        language=document.language,
        url=None if leads_inside else url,
        trouble="draft.link_left_out" if leads_inside else None,
        outlet_name=outlet.name if outlet else document.outlet_name,
        outlet_domain=None if leads_inside else document.outlet_domain,
        outlet_country=outlet.country if outlet else None,
        outlet_label=outlet.label if outlet else None,
        published_at=document.published,
        precision=document.precision,
        zone=document.zone,
        zone_guessed=document.zone_guessed,
        ambiguous_days=document.ambiguous_date,
        dateline_place=document.dateline_place,
        dateline_agency=document.agency,
        event_day=understood.event_day.day,
        event_day_basis=understood.event_day.basis,
        event_day_quote=understood.event_day.quote,
        countries=tuple(
            DraftCountry(
                code=tag.code, party=tag.party, score=round(tag.score, 3), reasons=tag.reasons
            )
            for tag in understood.countries
        ),
        guessed=understood.parties,
        topics=understood.topics,
        embargo_line=document.embargo_line or "",
        embargo_until=document.embargo_until,
        embargo_zone=document.embargo_zone,
        dropped=tuple((line.line, line.why) for line in document.dropped),
    )


def from_paste(
    understood: Understood, parts: tuple[str, ...], *, allow: Collection[str] = ()
) -> DraftArticle:
    """Return the draft of pasted text; its messages are kept, since a next one may follow."""
    content = from_understood(understood, allow=allow).model_copy(update={"parts": parts})
    return _with_named_source(content, allow)


def _with_named_source(content: DraftArticle, allow: Collection[str]) -> DraftArticle:
    """Take `Source: Caspian Wire` for the outlet of a text that names none otherwise."""
    lines = (_SOURCE_LINE.fullmatch(line) for line, _ in content.dropped)
    said = next((found["name"] for found in lines if found), None)
    if said is None or content.outlet_name is not None:
        return content
    try:
        source = read_source(said, allow=allow)
    except BadInput:
        return content
    return with_source(content, source) if source.name else content


def from_link(link: Link, *, allow: Collection[str] = ()) -> DraftArticle:
    """Return the draft of a page that was read, with what its server said."""
    content = from_understood(link.understood, allow=allow)
    is_inner = content.url is not None and target(content.url) is None
    checked = link.checked
    fetched = Fetched(
        status=checked.status, size=checked.size, kind=checked.kind, is_inner=is_inner
    )
    return content.model_copy(update={"fetched": fetched})


def from_address(url: str, trouble: BadInput | None = None) -> DraftArticle:
    """Return a draft of an address alone, to be filled in by hand; `trouble` says why."""
    domain = addresses.domain(url)
    outlet = outlets.known(domain=domain)
    arguments = trouble.arguments if trouble else {}
    return DraftArticle(
        url=url,
        outlet_domain=domain,
        outlet_name=outlet.name if outlet else None,
        outlet_country=outlet.country if outlet else None,
        outlet_label=outlet.label if outlet else None,
        trouble=trouble.key if trouble else None,
        trouble_arguments={name: str(value) for name, value in arguments.items()},
    )


def with_note(content: DraftArticle, note: str) -> DraftArticle:
    """Keep what the sender wrote beside a link; its hashtags say the topic."""
    named = (topic_of(tag) for tag in _HASHTAG.findall(note))
    topics = tuple(dict.fromkeys(topic for topic in named if topic))[:TOPICS_KEPT]
    return content.model_copy(update={"note": note, "topics": topics or content.topics})


def with_text(content: DraftArticle, text: DraftArticle) -> DraftArticle:
    """Fill the text into a draft that so far was only a link; the link's source stays."""
    kept = (*_OF_THE_SOURCE, *_OF_THE_MESSAGE)
    named = {name: getattr(content, name) for name in kept if getattr(content, name)}
    return text.model_copy(update=named)


def host_of(url: str) -> str:
    """Return the host as people know it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
