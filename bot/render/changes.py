"""A week or a month against those before it, in words that claim no more than the counts."""

from bot.briefing.change import ENOUGH, Change, Period, Span
from bot.render import dates, items
from bot.render.i18n import Catalogue
from bot.render.message import Html


def span_words(catalogue: Catalogue, span: Span) -> str:
    """Write the days of a span, with the year once: `24 February – 1 March 2020`."""
    return catalogue.text(
        "change.span",
        first=dates.day(catalogue, span.first, today=span.last),
        last=dates.full_day(catalogue, span.last),
    )


def heading(catalogue: Catalogue, change: Change) -> str:
    """Name the period that is told of."""
    key = f"change.heading.{change.period}"
    return catalogue.text(key, span=span_words(catalogue, change.span))


def lines(catalogue: Catalogue, change: Change) -> list[Html]:
    """Write how much there was, against the period before and the usual one, and what is new."""
    parts = [
        catalogue.html(
            "change.counts",
            events=catalogue.text("change.events", count=change.events),
            reports=catalogue.text("change.reports", count=change.reports),
        )
    ]
    if change.before is not None:
        before = catalogue.text("change.events", count=change.before)
        parts.append(catalogue.html(f"change.before.{change.period}", events=before))
    if change.usual is not None:
        key = f"change.usual.{change.period}"
        usual = f"{change.usual:g}"
        parts.append(catalogue.html(key, usual=usual, shown=change.shown))
    told = [Html(" ".join(parts))]
    if change.shown >= ENOUGH and change.events:
        told.append(_what_changed(catalogue, change))
    return told


def _what_changed(catalogue: Catalogue, change: Change) -> Html:
    said = []
    period = catalogue.text(f"change.periods.{change.period}", count=change.shown)
    if change.is_first:
        said.append(catalogue.text("change.first", periods=period))
    if change.is_most:
        said.append(catalogue.text("change.most", periods=period))
    said += [
        catalogue.text(
            "change.first_topic", topic=items.topic_name(catalogue, topic), periods=period
        )
        for topic in change.new_topics
    ]
    if change.absent_leader:
        leader = items.topic_name(catalogue, change.absent_leader)
        said.append(catalogue.text("change.no_leader", topic=leader))
    if not said:
        return catalogue.html("change.nothing")
    return catalogue.html("change.what", changes="; ".join(said))


def note(catalogue: Catalogue, changes: list[Change]) -> Html:
    """Say what these numbers are counts of, and where they are too few to mean much."""
    text = catalogue.text("change.note")
    thin = [change for change in changes if change.is_thin]
    if thin and len(changes) == 1:
        text += " " + catalogue.text("change.note_thin", count=thin[0].total)
    elif thin:
        text += " " + catalogue.text("change.note_thin_some")
    return catalogue.html("change.note_line", note=text)


def period_of(cadence: str) -> Period | None:
    """Return what a digest of this cadence is set against; None for a daily one."""
    return {"weekly": Period.WEEK, "monthly": Period.MONTH}.get(cadence)
