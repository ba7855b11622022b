"""What a chat gets and when, in words; a time never stands without its zone."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.countries.cities import cities
from bot.render import dates, items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows, escape
from storage.dyad import Scope

CITIES_A_COUNTRY = 3
HOURS = ("06:00", "07:00", "08:00", "09:00", "12:00", "18:00", "20:00", "22:00")
PAIRS_SHOWN = 20


def when(catalogue: Catalogue, at: datetime, zone: str) -> str:
    """Write a due moment as its reader's clock shows it: `Monday 2 March, 08:00 Baku`."""
    local = at.astimezone(ZoneInfo(zone))
    return catalogue.text(
        "settings.when",
        day=dates.weekday(catalogue, local.date()),
        time=f"{local:%H:%M}",
        city=dates.zone_city(zone),
    )


def clock_face(at: datetime, zone: str) -> Html:
    """Write what the reader's clock should say now."""
    local = at.astimezone(ZoneInfo(zone))
    return Html(f'<tg-time unix="{int(at.timestamp())}" format="t">{local:%H:%M}</tg-time>')


def zone_rows(catalogue: Catalogue, scopes: Sequence[Scope]) -> Rows:
    """Offer the cities of the followed countries as time zones, and the way to any other."""
    codes = dict.fromkeys(code for scope in scopes for code in scope.codes)
    shown = [city for code in codes for city in cities(code)[:CITIES_A_COUNTRY]]
    buttons = [
        Button(city.name, data=encode("tz", city.zone))
        for city in {city.zone: city for city in reversed(shown)}.values()
    ]
    other = Button(catalogue.text("settings.other_city"), data=encode("tz", "other"))
    return (*rows_of(list(reversed(buttons))[:6], wide=3), (other,))


def settings_message(
    catalogue: Catalogue,
    *,
    zone: str | None,
    now: datetime,
    scopes: Sequence[Scope],
    daily: tuple[str, datetime | None] | None,
    muted_until: datetime | None = None,
) -> Message:
    """Show all choices; `daily` is the hour and the next due moment, None where there is none."""
    lines = [catalogue.html("settings.heading")]
    if zone:
        city, clock = dates.zone_city(zone), clock_face(now, zone)
        lines.append(catalogue.html("settings.zone", city=city, clock=clock))
    else:
        lines.append(catalogue.html("settings.zone_unknown"))
    lines += [Html(""), catalogue.html("settings.what_you_get")]
    names = "; ".join(items.scope_name(catalogue, scope) for scope in scopes[:PAIRS_SHOWN])
    running = bool(daily and daily[1])
    if not scopes:
        lines.append(catalogue.html("settings.no_pairs"))
    elif daily and running:
        lines.append(catalogue.html("settings.daily", time=daily[0], pairs=names))
        lines.append(catalogue.html("settings.quiet_days"))
    else:
        lines.append(catalogue.html("settings.daily_off", pairs=names))
    muted = muted_until is not None and muted_until > now
    if muted and muted_until:
        until = when(catalogue, muted_until, zone or "UTC")
        lines.append(catalogue.html("settings.muted", until=until))
    if scopes and daily and daily[1] and zone:
        at = when(catalogue, daily[1], zone)
        lines += [Html(""), catalogue.html("settings.next", when=at)]
    return Message(
        Html("\n".join(lines)), _rows(catalogue, len(scopes), running=running, muted=muted)
    )


def _rows(catalogue: Catalogue, pairs: int, *, running: bool, muted: bool) -> Rows:
    words = catalogue.text
    first = (
        Button(words("settings.button.pairs", count=pairs), data=encode("set", "pairs")),
        Button(words("settings.button.time"), data=encode("set", "time")),
        Button(words("settings.button.zone"), data=encode("set", "tz")),
    )
    switch = (
        Button(words("settings.button.stop"), data=encode("stop", "daily"))
        if running
        else Button(words("settings.button.resume"), data=encode("set", "on"))
    )
    mute = (
        Button(words("mute.button.undo"), data=encode("mute", "off"))
        if muted
        else Button(words("digest.button.mute", count=MUTE_DAYS), data=encode("mute", MUTE_DAYS))
    )
    return (first, (mute, switch)) if pairs else (first[2:],)


def hours_message(catalogue: Catalogue, zone: str) -> Message:
    """Offer hours for the daily digest."""
    buttons = [Button(hour, data=encode("set", "at", hour.replace(":", ""))) for hour in HOURS]
    text = catalogue.html("settings.ask_time", city=dates.zone_city(zone))
    return Message(text, rows_of(buttons, wide=4))


def pairs_message(catalogue: Catalogue, scopes: Sequence[Scope]) -> Message:
    """List what a chat follows, with a button each to end it."""
    if not scopes:
        return Message(catalogue.html("subscribe.none"))
    lines = [catalogue.html("subscribe.list_heading", count=len(scopes))]
    shown = scopes[:PAIRS_SHOWN]
    names = [items.scope_name(catalogue, scope) for scope in shown]
    lines += [escape(name) for name in names]
    buttons = [
        Button(catalogue.text("subscribe.button.end", pair=name), data=encode("unf", scope))
        for name, scope in zip(names, shown, strict=True)
    ]
    return Message(Html("\n".join(lines)), rows_of(buttons, wide=1))
