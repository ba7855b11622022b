"""Read one article out of the text that a clipboard, a forward or a file holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.ingest import addresses, language, outlets, zones
from bot.ingest.clean import clean, join_parts
from bot.ingest.date_scan import scan
from bot.ingest.dateline import Dateline, read_dateline
from bot.ingest.dates import DateLine, Moment, read_line
from bot.ingest.document import (
    BODY_LENGTH,
    SHORTEST_BODY,
    TITLE_LENGTH,
    Document,
    Dropped,
    Hint,
    Precision,
)
from bot.ingest.embargo import Embargo
from bot.ingest.embargo import part as part_embargo
from bot.ingest.furniture import why_furniture
from bot.ingest.head import Head, HeadReader, head_day
from bot.ingest.sentences import first_sentence
from bot.ingest.tail import Tail, trim
from bot.ingest.title import comparable, shown_title
from bot.ingest.wrapping import Line, lines_of

_NOON = time(12)
# "As reported by the correspondent of the agency Tasnim, ...", the opening of Persian agencies.
_REPORTS = re.compile(
    r"به گزارش (?:خبرنگار (?:\S+ ){0,2}?)?(?:خبرگزاری |گروه \S+ )?((?:[^\s،,]+ ?){1,3})"
)
# Articles of the trials had 60 at most; each line costs a few dozen patterns.
_MOST_LINES = 1_000


def read(parts: Sequence[str], *, received_at: datetime, hint: Hint | None = None) -> Document:
    """Return the article in one message or several that Telegram cut.

    Never raises for any text; see `Document.is_too_short`. Missing years and "3 hours ago" count
    from `received_at`, or from the forward's own moment in the hint.
    """
    hint = hint or Hint()
    received_at = (hint.published or received_at).astimezone(UTC)

    def stands_alone(line: str) -> bool:
        return bool(
            addresses.alone_on(line)
            or read_line(line, received_at=received_at)
            or why_furniture(line, "end")
        )

    lines = lines_of(clean(join_parts(parts)), stands_alone=stands_alone)[:_MOST_LINES]
    hint = _with_source(hint, lines)
    lines, embargo = part_embargo(lines, received_at=received_at, zone=hint.zone)
    head = HeadReader(lines, received_at=received_at, hint=hint).read()
    document = _Assembly(lines, head, hint, received_at).document()
    return _under(document, embargo) if embargo else document


def _under(document: Document, embargo: Embargo) -> Document:
    return replace(
        document,
        embargo_line=embargo.line,
        embargo_until=embargo.until,
        embargo_zone=embargo.zone,
        dropped=(Dropped(embargo.line, "embargo"), *document.dropped),
    )


def _with_source(hint: Hint, lines: list[Line]) -> Hint:
    """Complete the hint by an address among the lines: it tells the source's order of d/m."""
    found = (addresses.alone_on(line.text) for line in lines[:12] + lines[-6:])
    pages = (url for url in found if url and addresses.names_a_page(url))
    url = hint.source_url or next(pages, None)
    domain = hint.outlet_domain or (addresses.domain(url) if url else None)
    outlet = outlets.known(domain=domain, name=hint.outlet_name)
    country = outlet.country if outlet else addresses.country_of(domain)
    day_first = hint.day_first
    if day_first is None and country:
        day_first = country != "US"
    return Hint(
        published=hint.published,
        outlet_name=hint.outlet_name or (outlet.name if outlet else None),
        outlet_domain=domain,
        source_url=addresses.canonical(url) if url else None,
        zone=hint.zone or (outlet.zone if outlet else None),
        day_first=day_first,
    )


_WRITTEN_DAY = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}\b|\b\d{1,2} [A-Z][a-z]{2,8}\b")


@dataclass(slots=True)
class _Assembly:
    """Puts head, body and tail together."""

    lines: list[Line]
    head: Head
    hint: Hint
    received_at: datetime

    def document(self) -> Document:
        title = shown_title(self.head.title or "")
        texts, dateline = self._body_lines(title)
        tail = trim(texts, title=title)
        title, is_derived = self._headline(title, tail)
        body = "\n\n".join(tail.paragraphs)[:BODY_LENGTH]
        tongue = language.detect(f"{title}\n{body}")
        moments = self._moments(dateline, tongue, tail)
        day = self._dateline_day(dateline, moments.get("published"))
        return Document(
            title=title[:TITLE_LENGTH],
            title_derived=is_derived,
            body=body,
            deck=" ".join(self.head.deck),
            byline=self.head.byline,
            dateline_place=dateline.place if dateline else None,
            dateline_day=day,
            agency=self._agency(dateline, tail),
            language=tongue,
            outlet_name=self.head.outlet_name or self.hint.outlet_name,
            outlet_domain=self.hint.outlet_domain,
            source_url=self.head.source_url or self.hint.source_url or tail.source_url,
            hashtags=tuple(dict.fromkeys(tail.hashtags))[:20],
            dropped=(*self.head.dropped, *tail.dropped),
            **moments,
        )

    def _body_lines(self, title: str) -> tuple[list[str], Dateline | None]:
        """Return the lines from the body on, the dateline taken from the first of them."""
        texts = [line.text for line in self.lines[self.head.body :]]
        if texts and title and comparable(texts[0]) == comparable(title):
            self.head.dropped.append(Dropped(texts.pop(0), "headline again"))
        dateline = self.head.dateline
        found = read_dateline(texts[0]) if texts else None
        if found:
            texts[0] = texts[0][found.end :]
            dateline = found if dateline is None else dateline
        return self._without_dates([text for text in texts if text]), dateline

    def _without_dates(self, texts: list[str]) -> list[str]:
        """Take date lines out of the body: a page may have its date at its foot."""
        kept: list[str] = []
        for text in texts:
            found = (
                read_line(text, received_at=self.received_at, day_first=self.hint.day_first)
                if kept
                else None
            )
            if found is None:
                kept.append(text)
                continue
            self.head.dates.append(found)
            self.head.dropped.append(Dropped(text, "date"))
        return kept

    def _headline(self, title: str, tail: Tail) -> tuple[str, bool]:
        """Return the headline, and whether it had to be made of the first sentence."""
        is_sentence = title.endswith((".", "!", "…", "؟"))
        if title and is_sentence and sum(map(len, tail.paragraphs)) < SHORTEST_BODY:
            tail.paragraphs.insert(0, title)
        elif title:
            return title, False
        if not tail.paragraphs:
            return "", False
        return shown_title(first_sentence(tail.paragraphs[0])).rstrip(".。"), True

    def _agency(self, dateline: Dateline | None, tail: Tail) -> str | None:
        """Return who sent it: by the dateline, the byline, or the Persian "reports ..."."""
        named = (dateline.agency if dateline else None) or self.head.agency or tail.agency
        if named is None and (match := _REPORTS.search("\n".join(tail.paragraphs[:2])[:600])):
            words = match[1].split()
            tries = (" ".join(words[:count]) for count in range(len(words), 0, -1))
            named = next((name for name in tries if outlets.known(name=name)), None)
        return named

    def _dateline_day(self, dateline: Dateline | None, published: datetime | None) -> date | None:
        """Return the dateline's day; without a year it is the last one before publication."""
        return head_day(dateline.stamp, published or self.received_at) if dateline else None

    def _moments(self, dateline: Dateline | None, tongue: str | None, tail: Tail) -> dict[str, Any]:
        published, updated = self._found_moments()
        if published is None and self.hint.published:
            return {
                "published": self.hint.published.astimezone(UTC),
                "precision": Precision.MINUTE,
                # Telegram tells a moment, not a time on some clock.
                "zone": self.hint.zone or "Etc/UTC",
            }
        day = head_day(dateline.stamp, self.received_at) if dateline else None
        if published is None and day:
            published = Moment(datetime.combine(day, time()), Precision.DAY)
        if published is None:
            return {}
        zone, is_guess = self._zone(published, dateline)
        if zone is None and updated:
            zone = updated.zone
        published = _by_text(published, tail)
        published = _settled(published, day, tongue, self._country(dateline))
        return {
            "published": _utc(published, zone),
            "precision": published.precision,
            "zone": zone,
            "zone_guessed": is_guess,
            "updated": _utc(updated, updated.zone or zone) if updated else None,
            "ambiguous_date": published.ambiguous,
        }

    def _found_moments(self) -> tuple[Moment | None, Moment | None]:
        """Return the first plain date and the first update; an update alone has to do for both."""
        dates: list[DateLine] = self.head.dates
        published = next((line.published for line in dates if line.published), None)
        updated = next((line.updated for line in dates if line.updated), None)
        return (published or updated), updated

    def _zone(self, moment: Moment, dateline: Dateline | None) -> tuple[str | None, bool]:
        """Return the clock of a date line and whether it is a guess.

        What the line writes, the outlet's clock, the agency's own, then the city of the dateline
        if no agency of elsewhere sent it; Solar Hijri dates are written in Iran or Afghanistan.
        """
        agency = (dateline.agency if dateline else None) or self.head.agency
        sender = outlets.known(name=agency) if agency else None
        outlet = outlets.known(name=self.head.outlet_name) if self.head.outlet_name else None
        own = (
            (outlet.zone if outlet else None) or self.hint.zone or (sender.zone if sender else None)
        )
        place = dateline.place if dateline else None
        has_no_clock = sender is not None and sender.is_worldwide
        guess = zones.of_place(place.split("/")[0]) if place and not has_no_clock else None
        if moment.is_solar and not guess:
            guess = "Asia/Kabul" if moment.is_afghan else "Asia/Tehran"
        if moment.zone:
            return self._named(moment, own or guess or (zones.of_place(place) if place else None))
        return (own, False) if own else (guess, guess is not None)

    def _country(self, dateline: Dateline | None) -> str | None:
        """Return where the outlet sits, or the agency if it has one clock and so one habit."""
        outlet = outlets.known(name=self.head.outlet_name) if self.head.outlet_name else None
        agency = (dateline.agency if dateline else None) or self.head.agency
        sender = outlets.known(name=agency) if agency else None
        found = outlet or (sender if sender and sender.zone else None)
        return found.country if found else None

    @staticmethod
    def _named(moment: Moment, likely: str | None) -> tuple[str | None, bool]:
        """Name a written offset by the zone that is likely meant, if that has this offset."""
        written = moment.zone
        if likely and written and zones.same_offset(likely, written, moment.wall):
            return likely, False
        return written, False


def _by_text(moment: Moment, tail: Tail) -> Moment:
    """Settle 05/04/2025 by an "April 5" in the lead."""
    lead = "\n".join(tail.paragraphs[:3])[:1_000]
    days = [scan(match.group()).published.day for match in _WRITTEN_DAY.finditer(lead)]
    named = {(day.month, day.day) for day in days if day}
    fitting = [day for day in moment.ambiguous or () if (day.month, day.day) in named]
    if len(fitting) != 1:
        return moment
    wall = datetime.combine(fitting[0], moment.wall.time())
    return replace(moment, wall=wall, ambiguous=None)


def _settled(
    moment: Moment, dateline_day: date | None, tongue: str | None, country: str | None
) -> Moment:
    """Settle 05/04/2025 by the dateline's day, the source's country or its language.

    All our languages but American English write the day first.
    """
    if moment.ambiguous is None:
        return moment
    day_first, month_first = moment.ambiguous
    if dateline_day in moment.ambiguous:
        day = dateline_day
    elif country == "US":
        day = month_first
    elif country or tongue not in {None, "en"}:
        day = day_first
    else:
        return moment
    return replace(moment, wall=datetime.combine(day, moment.wall.time()), ambiguous=None)


def _utc(moment: Moment, zone: str | None) -> datetime:
    if moment.precision is Precision.DAY:
        return datetime.combine(moment.wall.date(), _NOON, UTC)
    return zones.to_utc(moment.wall, moment.zone or zone)
