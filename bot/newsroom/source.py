"""Reading an editor's answer to "who published it?": a name, a link, or both."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.countries.query import iso_codes
from bot.errors import BadInput
from bot.ingest import addresses
from bot.ingest.guard import target
from bot.ingest.outlets import known
from bot.newsroom.draft_article import DraftArticle
from bot.render.html import clean

NAME_LENGTH = 80
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_ABOUT = re.compile(r"\(([^()]{2,80})\)\s*$")
_EDGES = " \t\n,;:-–—|"


@dataclass(frozen=True, slots=True)
class Source:
    """Who published an article; `name` is None where only an unknown site's address was given."""

    name: str | None
    url: str | None
    domain: str | None
    country: str | None
    label: str | None
    # The answer itself says where the outlet sits; a well-known one brings that along.
    is_placed: bool = False


def read_source(text: str, *, allow: Collection[str] = ()) -> Source:
    """Read `Tehran Times https://…`, `Caspian Wire (Azerbaijan)` or a link alone.

    A well-known outlet brings its country and label. BadInput for an empty answer or a broken link;
    `allow` lists the inner addresses of FETCH_ALLOW.
    """
    link = _LINK.search(text)
    url = domain = None
    if link is not None:
        try:
            url = addresses.canonical(link.group())
        except ValueError:
            raise BadInput("draft.bad_link") from None
        if target(url, allow=allow) is None:
            raise BadInput("draft.bad_link")
        domain = (urlsplit(url).hostname or "").removeprefix("www.") or None
        text = f"{text[: link.start()]} {text[link.end() :]}"
    name, country, label = _named(text)
    outlet = known(domain=domain) or (known(name=name) if name else None)
    if not name and outlet is None:
        if url is None:
            raise BadInput("draft.source_empty")
        return Source(None, url, domain, country, label)
    return Source(
        name=name or (outlet.name if outlet else None),
        url=url,
        domain=domain or (outlet.domains[0] if outlet and outlet.domains else None),
        country=country or (outlet.country if outlet else None),
        label=label or (outlet.label if outlet else None),
        is_placed=country is not None,
    )


def _named(text: str) -> tuple[str | None, str | None, str | None]:
    """Split `Name (Country, label)` into its parts."""
    text = clean(text, limit=300).strip(_EDGES)
    country = label = None
    about = _ABOUT.search(text)
    if about is not None:
        first, _, rest = about.group(1).partition(",")
        codes = iso_codes(first)
        if len(codes) == 1:
            country, label = codes[0], rest.strip() or None
            text = text[: about.start()].strip(_EDGES)
    return clean(text, limit=NAME_LENGTH) or None, country, label


def with_source(draft: DraftArticle, source: Source) -> DraftArticle:
    """Return the draft with its source set; what the answer left out is kept."""
    if source.name is None:
        changed = {"url": source.url, "outlet_domain": source.domain, "asking": "source"}
        return draft.model_copy(update=changed)
    return draft.model_copy(
        update={
            "outlet_name": source.name,
            "outlet_domain": source.domain or draft.outlet_domain,
            "outlet_country": source.country,
            "outlet_label": source.label,
            "outlet_named": source.is_placed,
            "url": source.url or draft.url,
            "asking": None,
        }
    )
