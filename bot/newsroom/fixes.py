"""What an editor may mend on a card, each as one pure step from a draft to the next."""

import re
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.countries.query import Understanding
from bot.countries.topics import TOPICS, topic_of
from bot.errors import BadInput, Gone
from bot.ingest import zones
from bot.ingest.dates import DateLine, Moment, read_line
from bot.ingest.document import TITLE_LENGTH, Precision
from bot.ingest.event_day import Basis
from bot.newsroom.draft_article import DraftArticle, DraftCountry
from bot.render.html import clean

PARTIES: Final = 6  # above it an event is on no pair
TOPICS_KEPT: Final = 3
SUMMARY_LENGTH: Final = 800
_NOON = time(12)
_PUBLISHED = re.compile(r"\s*published\b:?", re.IGNORECASE)
_SUMMARY = re.compile(r"\s*(?:summary\s*:|[-–—])\s*", re.IGNORECASE)


def with_country_tapped(content: DraftArticle, code: str) -> DraftArticle:
    """Make a party a mere mention, or a mention a party; Gone for a country that is not there."""
    if code not in {country.code for country in content.countries}:
        raise Gone("error.button_old")
    changed = (
        country.model_copy(update={"party": not country.party}) if country.code == code else country
        for country in content.countries
    )
    return content.model_copy(update={"countries": tuple(changed)})


def with_one_country(content: DraftArticle) -> DraftArticle:
    """Mark the article as being about one country alone, or take the mark away."""
    return content.model_copy(update={"one_country": not content.one_country})


def with_countries(content: DraftArticle, understood: Understanding) -> DraftArticle:
    """Take an answer to whom it is about: one name is added, several are the whole list."""
    if not understood.codes or understood.question or understood.suggestion:
        raise BadInput("draft.countries_unclear")
    named = understood.codes[:PARTIES]
    if len(named) == 1:
        named = (*(code for code in content.parties if code != named[0]), *named)
    known = {country.code: country for country in content.countries}
    parties = [
        known.get(code, DraftCountry(code=code)).model_copy(update={"party": True})
        for code in named
    ]
    others = [
        country.model_copy(update={"party": False})
        for country in content.countries
        if country.code not in named
    ]
    return content.model_copy(update={"countries": (*parties, *others), "asking": None})


def with_topic(content: DraftArticle, topic: str) -> DraftArticle:
    """Set the one topic; Gone for what is none."""
    if topic not in TOPICS:
        raise Gone("error.button_old")
    return content.model_copy(update={"topics": (topic,), "asking": None})


def with_topics_named(content: DraftArticle, text: str) -> DraftArticle:
    """Take an answer of one to three topics in any of the six languages."""
    words = [word for part in re.split(r"[,;/\n]", text) if (word := part.strip(" #."))]
    topics = [topic_of(word) for word in words]
    if not topics or len(topics) > TOPICS_KEPT or None in topics:
        raise BadInput("draft.topic_unclear")
    kept = tuple(dict.fromkeys(topics))
    return content.model_copy(update={"topics": kept, "asking": None})


def with_words(content: DraftArticle, text: str) -> DraftArticle:
    """Take a new title, a title and below it a summary, or behind a dash a summary alone."""
    title, _, rest = text.strip().partition("\n")
    update: dict[str, object] = {"asking": None}
    if only := _SUMMARY.match(text):
        title, rest = "", text[only.end() :]
    if title := clean(title, limit=TITLE_LENGTH):
        update |= {"title": title, "title_proposed": False}
    if summary := clean(rest, limit=SUMMARY_LENGTH):
        update |= {"summary": summary, "summary_written": True}
    if len(update) == 1:
        raise BadInput("draft.text_empty")
    return content.model_copy(update=update)


def with_dates_named(content: DraftArticle, text: str, *, now: datetime) -> DraftArticle:
    """Take the event day, or behind `published` the day and hour of publication."""
    published = _PUBLISHED.match(text)
    line = text[published.end() :] if published else text
    found: DateLine | None = read_line(line.strip(), received_at=now)
    moment = found.published if found else None
    if moment is None:
        raise BadInput("draft.date_unclear")
    if moment.ambiguous:
        if not published:
            raise BadInput("draft.date_ambiguous")
        update: dict[str, object] = {"ambiguous_days": moment.ambiguous}
        return _published(content, moment).model_copy(update=update)
    if published:
        return _published(content, moment).model_copy(update={"asking": None})
    return _with_event_day(content, moment.wall.date())


def _published(content: DraftArticle, moment: Moment) -> DraftArticle:
    zone = moment.zone or content.zone
    if moment.precision is Precision.DAY:
        at = datetime.combine(moment.wall.date(), _NOON, UTC)
    else:
        at = zones.to_utc(moment.wall, zone)
    update = {
        "published_at": at,
        "precision": moment.precision,
        "zone": zone,
        "zone_guessed": moment.zone is None and content.zone_guessed,
        "ambiguous_days": None,
    }
    return content.model_copy(update=update)


def _with_event_day(content: DraftArticle, day: date | None) -> DraftArticle:
    update = {"event_day": day, "event_day_basis": Basis.NONE, "event_day_quote": ""}
    return content.model_copy(update=update | {"asking": None})


def with_date_tapped(content: DraftArticle, choice: str) -> DraftArticle:
    """Settle an ambiguous d/m, or set the event day to that of publication or to unknown."""
    if choice == "unknown":
        return _with_event_day(content, None)
    if choice == "published" and content.published_day:
        return _with_event_day(content, content.published_day)
    days = {day.isoformat(): day for day in content.ambiguous_days or ()}
    if choice not in days or content.published_at is None:
        raise Gone("error.button_old")
    chosen = days[choice]
    wall = content.published_at.astimezone(ZoneInfo(content.zone or "UTC"))
    moved = datetime.combine(chosen, wall.time())
    update: dict[str, object] = {
        "published_at": zones.to_utc(moved, content.zone),
        "ambiguous_days": None,
        "asking": None,
    }
    # A day that was guessed from the wrong reading of the date is wrong with it.
    if content.event_day_basis is Basis.PUBLISHED:
        update["event_day"] = chosen
    return content.model_copy(update=update)


def without_question(content: DraftArticle) -> DraftArticle:
    """Close whichever fix is open on the card."""
    return content.model_copy(update={"asking": None})
