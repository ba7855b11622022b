"""Join what the reader, the country tagger and the topic ranking make of one document."""

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Any

from bot.countries.reasons import IN_LEAD
from bot.ingest import event_day, outlets, topics
from bot.ingest.document import Document, Precision
from bot.ingest.event_day import EventDay
from bot.ingest.outlets import KnownOutlet
from bot.ingest.summary import two_sentences

# The tagger weighs words by where they stand; what is behind this adds nothing but time.
_TAGGED_LENGTH = 20_000
# A country under this score that is no party: a namesake town, named once.
_FAINT = 0.15
# Named once in the lead as who does it, no passing mention.
_PROPOSED = 0.3


@dataclass(frozen=True, slots=True)
class Country:
    """A country that the article names: whether it is a party of the event, and why we think so."""

    code: str
    score: float
    party: bool
    reasons: tuple[str, ...]

    @property
    def is_led(self) -> bool:
        """Whether the lead names it."""
        return IN_LEAD in self.reasons


@dataclass(frozen=True, slots=True)
class Understood:
    """A document with everything that an editor is asked to check."""

    document: Document
    countries: tuple[Country, ...]
    topics: tuple[str, ...]
    event_day: EventDay
    summary: str
    outlet: KnownOutlet | None

    @property
    def parties(self) -> tuple[str, ...]:
        """The codes of the countries whose event it is, the surest first."""
        return tuple(country.code for country in self.countries if country.party)

    def as_dict(self) -> dict[str, Any]:
        """Return a plain view with moments on the source's own clock, for scoring from outside."""
        document = self.document
        return {
            "title": document.title,
            "title_derived": document.title_derived,
            "body": document.body,
            "published": _shown_moment(document),
            "precision": str(document.precision or "none"),
            "updated": document.local_updated.isoformat() if document.local_updated else None,
            "ambiguous_date": document.ambiguous_date is not None,
            "dateline_place": document.dateline_place,
            "agency": document.agency,
            "byline": document.byline,
            "language": document.language,
            "countries": [one.code for one in self.countries if one.party or one.score >= _FAINT],
            "topics": list(self.topics),
            "summary": self.summary,
            "source_url": document.source_url,
            "event_day": self.event_day.day.isoformat() if self.event_day.day else None,
            "outlet": self.outlet.name if self.outlet else document.outlet_name,
            "telegram_html": escape(f"{document.title}\n\n{document.body}", quote=False),
            "error": "too_short" if document.is_too_short else None,
        }


def understand(document: Document, *, today: date) -> Understood:
    """Return the document with its countries, topics, event day, summary and outlet."""
    day = event_day.find(document, today=today)
    return Understood(
        document=document,
        countries=_countries(document, day.day or document.published_day or today),
        topics=topics.rank(document.title, document.body),
        event_day=day,
        summary=two_sentences(document),
        outlet=outlets.known(domain=document.outlet_domain, name=document.outlet_name),
    )


def _countries(document: Document, day: date) -> tuple[Country, ...]:
    from bot.countries.tagger import tag  # noqa: PLC0415  # loads all names: when first needed

    text = document.body[:_TAGGED_LENGTH]
    if document.hashtags:
        text += "\n\n" + " ".join(tag.replace("_", " ") for tag in document.hashtags)
    found = tag(document.title, text, dateline_place=document.dateline_place, day=day)
    countries = [Country(one.code, one.score, one.party, one.reasons) for one in found]
    return tuple(_with_proposed(countries))


def _with_proposed(countries: list[Country]) -> list[Country]:
    """Propose the countries of the lead where the headline leaves out who it is about.

    An editor takes a wrong one away by a tap, and has to look for one that is not there.
    """
    parties = [one for one in countries if one.party]
    led = [one for one in countries if not one.party and one.is_led and one.score >= _PROPOSED]
    wanted = {2 - len(parties)} if parties else {1, 2, 3, 4}
    if len(parties) > 1 or len(led) not in wanted:
        return countries
    return [replace(one, party=True) if one in led else one for one in countries]


def _shown_moment(document: Document) -> str | None:
    moment = document.local_published
    if moment is None:
        return None
    return moment.date().isoformat() if document.precision is Precision.DAY else moment.isoformat()
