"""What a chat gets and when, in words; a time never stands without its zone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.countries.cities import cities
from bot.render import dates, items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows, escape
from config.limits import ALERTS_A_DAY
from storage.dyad import Scope
from storage.schedules import EVERY_DAY, WEEKDAYS

CITIES_A_COUNTRY = 3
HOURS = ("06:00", "07:00", "08:00", "09:00", "12:00", "18:00", "20:00", "22:00")
PAIRS_SHOWN = 20
MONDAY = 1
QUIET_OFFERED = (("22:00", "07:00", "2200-0700"), ("23:00", "08:00", "2300-0800"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a chat has chosen; `daily` is its hour and next due moment, None where it has none."""

    zone: str | None
    scopes: Sequence[Scope]
    daily: tuple[str, datetime | None] | None
    muted_until: datetime | None
    alerting: int
    quiet: tuple[time | None, time | None]
    days: int = EVERY_DAY


def _what_comes(catalogue: Catalogue, choices: Choices) -> list[Html]:
    """Write the lines on digests and alerts."""
    scopes, daily = choices.scopes, choices.daily
    if not scopes:
        return [catalogue.html("settings.no_pairs")]
    names = "; ".join(items.scope_name(catalogue, scope) for scope in scopes[:PAIRS_SHOWN])
    lines = [catalogue.html("settings.daily_off", pairs=names)]
    if daily and daily[1]:
        rhythm = dates.rhythm(catalogue, choices.days)
        rhythm = rhythm[:1].upper() + rhythm[1:]
        lines = [
            catalogue.html("settings.daily", rhythm=rhythm, time=daily[0], pairs=names),
            catalogue.html("settings.quiet_days"),
        ]
    quiet = quiet_words(catalogue, *choices.quiet)
    lines.append(
        catalogue.html("settings.alerts", count=choices.alerting, quiet=quiet)
        if choices.alerting
        else catalogue.html("settings.alerts_off")
    )
    return lines


def settings_message(catalogue: Catalogue, choices: Choices, *, now: datetime) -> Message:
    """Show all choices."""
    zone, scopes, daily = choices.zone, choices.scopes, choices.daily
    lines = [catalogue.html("settings.heading")]
    if zone:
        city, clock = dates.zone_city(zone), clock_face(now, zone)
        lines.append(catalogue.html("settings.zone", city=city, clock=clock))
    else:
        lines.append(catalogue.html("settings.zone_unknown"))
    lines += [Html(""), catalogue.html("settings.what_you_get")]
    running = bool(daily and daily[1])
    lines += _what_comes(catalogue, choices)
    muted = choices.muted_until if choices.muted_until and choices.muted_until > now else None
    if muted:
        until = when(catalogue, muted, zone or "UTC")
        lines.append(catalogue.html("settings.muted", until=until))
    if scopes and daily and daily[1] and zone:
        at = when(catalogue, daily[1], zone)
        lines += [Html(""), catalogue.html("settings.next", when=at)]
    rows = _rows(catalogue, len(scopes), running=running, muted=bool(muted))
    return Message(Html("\n".join(lines)), rows)


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
    alerts = Button(words("settings.button.alerts"), data=encode("set", "al"))
    return (first, (alerts, mute), (switch,)) if pairs else (first[2:],)


def hours_message(catalogue: Catalogue, zone: str) -> Message:
    """Offer hours for the daily digest."""
    buttons = [Button(hour, data=encode("set", "at", hour.replace(":", ""))) for hour in HOURS]
    rhythms = tuple(
        Button(catalogue.text(f"settings.button.{name}"), data=encode("set", "days", days))
        for name, days in (("daily", EVERY_DAY), ("weekdays", WEEKDAYS), ("weekly", MONDAY))
    )
    text = catalogue.html("settings.ask_time", city=dates.zone_city(zone))
    return Message(text, (*rows_of(buttons, wide=4), rhythms))


def quiet_words(catalogue: Catalogue, start: time | None, end: time | None) -> str:
    """Write quiet hours: `22:00–07:00`, or that there are none."""
    if start is None or end is None:
        return catalogue.text("settings.quiet_none")
    return catalogue.text("settings.quiet", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def alerts_message(
    catalogue: Catalogue,
    scopes: Sequence[Scope],
    *,
    alerting: Collection[Scope],
    quiet: tuple[time | None, time | None],
) -> Message:
    """Show which pairs alert and when they are quiet, all of it to be changed by a tap."""
    if not scopes:
        return Message(catalogue.html("subscribe.none"))
    text = catalogue.html(
        "settings.ask_alerts", quiet=quiet_words(catalogue, *quiet), most=ALERTS_A_DAY
    )
    rows = [
        (_alerts_button(catalogue, scope, alerting, where="s", named=True),)
        for scope in scopes[:PAIRS_SHOWN]
    ]
    words = catalogue.text
    hours = [
        Button(words("settings.quiet", start=start, end=end), data=encode("quiet", data))
        for start, end, data in QUIET_OFFERED
    ]
    none = Button(words("settings.button.quiet_none"), data=encode("quiet", "off"))
    return Message(text, (*rows, (*hours, none)))


def _alerts_button(
    catalogue: Catalogue,
    scope: Scope,
    alerting: Collection[Scope],
    *,
    where: str,
    named: bool = False,
) -> Button:
    is_on = scope in alerting
    key = "alert.button.on" if is_on else "alert.button.off"
    label = catalogue.text(key)
    if named:
        label = f"{items.scope_name(catalogue, scope)}: {label}"
    return Button(label, data=encode("al", scope, "off" if is_on else "on", where))


def pairs_message(
    catalogue: Catalogue, scopes: Sequence[Scope], *, alerting: Collection[Scope] = ()
) -> Message:
    """List what a chat follows, with a button each to end it, and one for its alerts."""
    if not scopes:
        return Message(catalogue.html("subscribe.none"))
    lines = [catalogue.html("subscribe.list_heading", count=len(scopes))]
    shown = scopes[:PAIRS_SHOWN]
    names = [items.scope_name(catalogue, scope) for scope in shown]
    lines += [escape(name) for name in names]
    rows = tuple(
        (
            Button(catalogue.text("subscribe.button.end", pair=name), data=encode("unf", scope)),
            _alerts_button(catalogue, scope, alerting, where="l"),
        )
        for name, scope in zip(names, shown, strict=True)
    )
    return Message(Html("\n".join(lines)), rows)
