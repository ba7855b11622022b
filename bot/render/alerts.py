"""Alerts as messages: one event at once, several held over night, and enough for one day."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message
from bot.render.visible import fits
from config.limits import ALERTS_A_DAY
from storage.dyad import Scope
from storage.events import Event

HELD_SHOWN = 10


def alert_message(
    catalogue: Catalogue, event: Event, scope: Scope, *, number: int, zone: str, now: datetime
) -> Message:
    """Write an alert on one event, the `number`-th of its day."""
    first = event.reports[0]
    topic = items.topic_name(catalogue, event.topics[0]) if event.topics else ""
    name = items.scope_name(catalogue, scope)
    today = now.astimezone(ZoneInfo(zone)).date()
    lines = [
        catalogue.html("alert.heading_topic", scope=name, topic=topic)
        if topic
        else catalogue.html("alert.heading", scope=name),
        items.headline(catalogue, first),
    ]
    if first.summary:
        lines.append(items.summary(first.summary))
    lines.append(items.source_line(catalogue, event, scope))
    if first.published_at and first.published_precision == "minute":
        published = dates.moment(catalogue, first.published_at, zone=zone)
        lines.append(catalogue.html("alert.published", moment=published))
    else:
        lines.append(items.day_line(catalogue, event, scope=scope, today=today))
    lines += [Html(""), catalogue.html("alert.why", number=number, most=ALERTS_A_DAY)]
    return Message(Html("\n".join(lines)), (_row(catalogue, scope),))


def held_message(
    catalogue: Catalogue, held: Sequence[tuple[Event, Scope]], *, zone: str, now: datetime
) -> Message:
    """Write what came during the quiet hours as one message; what does not fit is counted."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for shown, brief in ((HELD_SHOWN, False), (HELD_SHOWN, True), (HELD_SHOWN // 2, True)):
        blocks = [catalogue.html("alert.held_heading", count=len(held))]
        for event, scope in held[:shown]:
            name = catalogue.html("digest.group", scope=items.scope_name(catalogue, scope))
            block = items.event_block(catalogue, event, scope=scope, today=today, brief=brief)
            blocks.append(Html(f"{name}\n{block}"))
        if left := len(held[shown:]):
            blocks.append(catalogue.html("alert.held_more", count=left))
        blocks.append(catalogue.html("alert.held_why"))
        text = Html("\n\n".join(blocks))
        if fits(text):
            break
    return Message(text, (_row(catalogue),))


def enough_message(catalogue: Catalogue, *, most: int) -> Message:
    """Say that no more alerts come on this day."""
    return Message(catalogue.html("alert.enough", most=most), (_row(catalogue),))


def _row(catalogue: Catalogue, scope: Scope | None = None) -> tuple[Button, ...]:
    words = catalogue.text
    mute = Button(words("digest.button.mute", count=MUTE_DAYS), data=encode("mute", MUTE_DAYS))
    if scope is None:
        return (mute, Button(words("alert.button.change"), data=encode("set", "al")))
    off = Button(words("alert.button.digest"), data=encode("al", scope, "off"))
    return (off, mute)
