"""One event as readers see it: its day and topic, the headline, a summary, and who says so."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.briefing.sides import sides_of
from bot.countries.names import display_name
from bot.render import dates
from bot.render.html import isolated, outside, whole_sentences
from bot.render.i18n import Catalogue
from bot.render.message import Html, escape
from bot.render.struck import struck
from storage.dyad import Scope
from storage.events import Event, Report

TITLE_LENGTH = 200
SUMMARY_LENGTH = 400
NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Was:
    """What a report said before it was corrected; it is struck through beside what is right."""

    title: str
    summary: str
    event_day: date | None
    parties: tuple[str, ...]


def scope_name(catalogue: Catalogue, scope: Scope, *, order: tuple[str, ...] = ()) -> str:
    """Name a scope: in the order in which it was asked for, else the shorter name first.

    Short before long is how people say pairs, and it is the same order everywhere.
    """
    as_asked = sorted(order) == sorted(scope.codes)
    names = [
        display_name(code, catalogue.language) for code in (order if as_asked else scope.codes)
    ]
    if not as_asked:
        names.sort(key=lambda name: (len(name), name))
    if len(names) == 1:
        return names[0]
    return catalogue.text("scope.dyad", first=names[0], second=names[1])


def topic_name(catalogue: Catalogue, topic: str) -> str:
    """Name a topic as people call it (military is shown as defence)."""
    return catalogue.text(f"topic.{topic}")


def headline(catalogue: Catalogue, report: Report, *, was: Was | None = None) -> Html:
    """Write the title, linked where the report has an address."""
    if was:
        title = struck(was.title, report.title, limit=TITLE_LENGTH)
    else:
        title = outside(report.title, limit=TITLE_LENGTH)
    title = Html(isolated(title))
    if report.url:
        return catalogue.html("item.linked", url=report.url, title=title)
    return catalogue.html("item.unlinked", title=title)


def summary(text: str, *, limit: int = SUMMARY_LENGTH, was: Was | None = None) -> Html:
    """Write a summary: as many of its sentences as fit."""
    if was:
        return struck(_sentences(was.summary, limit), _sentences(text, limit), limit=limit)
    return outside(_sentences(text, limit), limit=limit)


def _sentences(text: str, limit: int) -> str:
    return whole_sentences(" ".join(text[: 4 * limit].split()), limit)


def outlet(catalogue: Catalogue, report: Report, *, is_aside: bool = False) -> Html:
    """Name who says so: the outlet, its country and its label; aside, it stands in brackets."""
    name = Html(isolated(outside(report.outlet.name, limit=NAME_LENGTH)))
    about: list[Html] = []
    if report.outlet.country:
        about.append(escape(display_name(report.outlet.country, catalogue.language)))
    if report.outlet.label:
        about.append(outside(report.outlet.label, limit=NAME_LENGTH))
    if not about:
        return catalogue.html("item.outlet", name=name)
    key = "item.outlet_aside" if is_aside else "item.outlet_about"
    return catalogue.html(key, name=name, about=Html(", ".join(about)))


def source_line(
    catalogue: Catalogue, event: Event, scope: Scope, *, sides_key: str = "item.sides"
) -> Html:
    """Write who reports the event: the first outlet, how many more from where, and the sides."""
    first, *others = event.reports
    parts = [outlet(catalogue, first)]
    for country, count in Counter(report.outlet.country for report in others).most_common():
        if country:
            name = display_name(country, catalogue.language)
            parts.append(catalogue.html("item.more_from", count=count, country=name))
        else:
            parts.append(catalogue.html("item.more", count=count))
    line = " ".join(parts)
    sides = sides_of((report.outlet.country for report in event.reports), scope)
    if sides:
        line = f"{line} · {catalogue.html(f'{sides_key}.{sides.value}')}"
    return Html(line)


def event_day(catalogue: Catalogue, event: Event, *, today: date) -> str:
    """Write the day of an event, else of its publication, else say that it is unknown."""
    if event.event_day:
        return dates.day(catalogue, event.event_day, today=today)
    published = event.reports[0].published_at
    if published:
        words = dates.day(catalogue, published.date(), today=today)
        return catalogue.text("item.published_day", day=words)
    return catalogue.text("item.day_unknown")


def day_line(
    catalogue: Catalogue, event: Event, *, scope: Scope, today: date, was: Was | None = None
) -> Html:
    """Write the head of an item: day, topic, and who else is party to it."""
    parts = [event_day(catalogue, event, today=today)]
    parts += [topic_name(catalogue, topic) for topic in event.topics[:1]]
    if others := [code for code in event.parties if code not in scope.codes]:
        names = ", ".join(display_name(code, catalogue.language) for code in others)
        parts.append(catalogue.text("item.with", names=names))
    line = catalogue.html("item.head", parts=" · ".join(parts))
    if was and was.event_day and was.event_day != event.event_day:
        return Html(f"<s>{escape(dates.day(catalogue, was.event_day, today=today))}</s> {line}")
    return line


def event_block(
    catalogue: Catalogue,
    event: Event,
    *,
    scope: Scope,
    today: date,
    summary_length: int = SUMMARY_LENGTH,
    was: Was | None = None,
) -> Html:
    """Write one event in three or four lines; without a length the summary is left out."""
    first = event.reports[0]
    lines = [
        day_line(catalogue, event, scope=scope, today=today, was=was),
        headline(catalogue, first, was=was),
    ]
    if first.summary and summary_length:
        lines.append(summary(first.summary, limit=summary_length, was=was))
    lines.append(source_line(catalogue, event, scope))
    return Html("\n".join(lines))
