"""Alerts as messages: one event at once, several held over night, and enough for one day."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from bot.render.parts import Form
from bot.render.told import Teller
from bot.render.visible import fits
from config.limits import ALERTS_A_DAY
from storage.dyad import Scope
from storage.events import Event

HELD_SHOWN = 10


def alert_message(
    catalogue: Catalogue,
    event: Event,
    scopes: Sequence[Scope],
    *,
    number: int,
    zone: str,
    now: datetime,
) -> Message:
    """Write an alert on one event, the `number`-th of its day, told under the first scope."""
    scope, *others = scopes
    topic = items.topic_name(catalogue, event.topics[0]) if event.topics else ""
    name = items.scope_name(catalogue, scope)
    today = now.astimezone(ZoneInfo(zone)).date()
    lines = [
        catalogue.html("alert.heading_topic", scope=name, topic=topic)
        if topic
        else catalogue.html("alert.heading", scope=name),
        Teller(catalogue, today, zone).tell(Form.ALERT, event, scope),
    ]
    if others:
        names = ", ".join(items.scope_name(catalogue, other) for other in others)
        lines.append(catalogue.html("digest.also", scopes=names))
    sent = dates.clock(now, zone=zone)
    why = catalogue.html("alert.why", scope=name, number=number, most=ALERTS_A_DAY, sent=sent)
    lines += [Html(""), why]
    return _message(catalogue, lines, _rows_of_one(catalogue, event, scope), today=today, zone=zone)


def held_message(
    catalogue: Catalogue, held: Sequence[tuple[Event, Scope]], *, zone: str, now: datetime
) -> Message:
    """Write what came during the quiet hours as one message; what does not fit is counted."""
    today = now.astimezone(ZoneInfo(zone)).date()
    teller = Teller(catalogue, today, zone)
    for shown, form in (
        (HELD_SHOWN, Form.BLOCK),
        (HELD_SHOWN, Form.BRIEF),
        (HELD_SHOWN // 2, Form.BRIEF),
    ):
        blocks = [catalogue.html("alert.held_heading", count=len(held))]
        for event, scope in held[:shown]:
            name = catalogue.html("digest.group", scope=items.scope_name(catalogue, scope))
            blocks.append(Html(f"{name}\n{teller.tell(form, event, scope)}"))
        if left := len(held[shown:]):
            blocks.append(catalogue.html("alert.held_more", count=left))
        blocks.append(catalogue.html("alert.held_why"))
        text = Html("\n\n".join(blocks))
        if fits(text):
            break
    return _message(catalogue, [text], (_row(catalogue),), today=today, zone=zone)


def _message(
    catalogue: Catalogue,
    lines: Sequence[str],
    rows: Rows,
    *,
    today: date,
    zone: str,
) -> Message:
    return Message.telling(
        "\n".join(lines), rows, language=catalogue.language, day=today, zone=zone
    )


def enough_message(catalogue: Catalogue, *, most: int) -> Message:
    """Say that no more alerts come on this day."""
    return Message(catalogue.html("alert.enough", most=most), (_row(catalogue),))


def _row(catalogue: Catalogue) -> tuple[Button, ...]:
    words = catalogue.text
    mute = Button(words("digest.button.mute", count=MUTE_DAYS), data=encode("mute", MUTE_DAYS))
    return (mute, Button(words("alert.button.change"), data=encode("set", "al")))


def _rows_of_one(catalogue: Catalogue, event: Event, scope: Scope) -> Rows:
    words = catalogue.text
    off = Button(words("alert.button.digest"), data=encode("al", scope, "off"))
    less = Button(words("digest.button.less"), data=encode("less", "e", event.id))
    mute = Button(
        words("alert.button.mute", count=MUTE_DAYS), data=encode("mute", scope, MUTE_DAYS)
    )
    change = Button(words("alert.button.change"), data=encode("set", "al"))
    return ((off, less), (mute, change))
