"""What a chat gets and when, in words; a time never stands without its zone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.i18n import Catalogue
from bot.render.less import Named, name_of
from bot.render.message import Button, Html, Message, Rows, escape
from bot.render.times import is_on, summary, times_lines
from bot.render.words import words_line
from config.limits import ALERTS_A_DAY, UNDO_WITHIN
from storage.dyad import Scope
from storage.narrowing import NO_WORDS, Words
from storage.schedules import Cadence, Schedule

PAIRS_SHOWN = 20
QUIET_OFFERED = (("22:00", "07:00", "2200-0700"), ("23:00", "08:00", "2300-0800"))
LONG_MUTE_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a chat has chosen, and when it hears from us next."""

    zone: str | None
    scopes: Sequence[Scope]
    place: Mapping[Cadence, Schedule]
    next_at: datetime | None
    muted_until: datetime | None
    alerting: int
    quiet: tuple[time | None, time | None]
    left_out: Sequence[Named] = ()  # topics and outlets
    narrowed: int = 0  # pairs with words of their own

    @property
    def tells_quiet(self) -> bool:
        """Whether a day with nothing new is said in a line."""
        return any(schedule.tells_quiet for schedule in self.place.values())

    @property
    def last_look(self) -> datetime | None:
        """When a schedule last looked whether there is anything new."""
        ends = [
            each.window_end for each in self.place.values() if each.window_end and each.last_day
        ]
        return max(ends) + UNDO_WITHIN if ends else None


def _what_comes(catalogue: Catalogue, choices: Choices) -> list[Html]:
    """Write the lines on digests and alerts."""
    scopes, place = choices.scopes, choices.place
    if not scopes:
        return [catalogue.html("settings.no_pairs")]
    names = "; ".join(items.scope_name(catalogue, scope) for scope in scopes[:PAIRS_SHOWN])
    daily, *others = (summary(catalogue, cadence, place.get(cadence)) for cadence in Cadence)
    lines = [
        catalogue.html("settings.digest", summary=daily, pairs=names),
        escape(" · ".join(others)),
    ]
    quiet = quiet_words(catalogue, *choices.quiet)
    lines.append(
        catalogue.html("settings.alerts", count=choices.alerting, quiet=quiet)
        if choices.alerting
        else catalogue.html("settings.alerts_off")
    )
    if any(map(is_on, place.values())):
        key = "settings.quiet_days_told" if choices.tells_quiet else "settings.quiet_days"
        lines.append(catalogue.html(key))
    return lines + _left_out(catalogue, choices)


def _left_out(catalogue: Catalogue, choices: Choices) -> list[Html]:
    """Write what is left out of all that: nothing is ever hidden without standing here."""
    lines = []
    if choices.left_out:
        names = ", ".join(name_of(catalogue, named) for named in choices.left_out)
        lines.append(catalogue.html("settings.left_out", names=names))
    if choices.narrowed:
        lines.append(catalogue.html("settings.narrowed", count=choices.narrowed))
    return lines


def _when_it_comes(catalogue: Catalogue, choices: Choices, *, now: datetime) -> list[Html]:
    """Write when the last look for news was, when the next one is, and until when none is."""
    zone = choices.zone or "UTC"
    lines = []
    if choices.muted_until and choices.muted_until > now:
        until = dates.when(catalogue, choices.muted_until, zone)
        lines.append(catalogue.html("settings.muted", until=until))
    if choices.scopes and choices.next_at:
        key = "settings.next_told" if choices.tells_quiet else "settings.next"
        lines.append(catalogue.html(key, when=dates.when(catalogue, choices.next_at, zone)))
    if choices.scopes and choices.last_look:
        lines.append(
            catalogue.html("settings.last", when=dates.when(catalogue, choices.last_look, zone))
        )
    return [Html(""), *lines] if lines else []


def settings_message(catalogue: Catalogue, choices: Choices, *, now: datetime) -> Message:
    """Show all choices."""
    lines = [catalogue.html("settings.heading")]
    if choices.zone:
        city, clock = dates.zone_city(choices.zone), dates.clock_face(now, choices.zone)
        lines.append(catalogue.html("settings.zone", city=city, clock=clock))
    else:
        lines.append(catalogue.html("settings.zone_unknown"))
    lines += [Html(""), catalogue.html("settings.what_you_get")]
    lines += _what_comes(catalogue, choices)
    lines += _when_it_comes(catalogue, choices, now=now)
    return Message(Html("\n".join(lines)), _rows(catalogue, choices, now=now))


def _rows(catalogue: Catalogue, choices: Choices, *, now: datetime) -> Rows:
    words = catalogue.text
    zone = Button(words("settings.button.zone"), data=encode("set", "tz"))
    if not choices.scopes:
        return ((zone,),)
    muted = choices.muted_until is not None and choices.muted_until > now
    told = choices.tells_quiet
    return (
        (
            Button(
                words("settings.button.pairs", count=len(choices.scopes)),
                data=encode("set", "pairs"),
            ),
            Button(words("settings.button.times"), data=encode("set", "times")),
        ),
        (
            zone,
            Button(words("settings.button.alerts"), data=encode("set", "al")),
            *_left_out_button(catalogue, choices),
        ),
        (
            Button(
                words("settings.button.untell" if told else "settings.button.tell"),
                data=encode("set", "quiet", "off" if told else "on"),
            ),
            Button(words("mute.button.undo"), data=encode("mute", "off"))
            if muted
            else Button(words("settings.button.pause"), data=encode("set", "pause")),
        ),
    )


def _left_out_button(catalogue: Catalogue, choices: Choices) -> tuple[Button, ...]:
    if not choices.left_out:
        return ()
    label = catalogue.text("settings.button.left_out", count=len(choices.left_out))
    return (Button(label, data=encode("less", "list")),)


def pause_message(catalogue: Catalogue) -> Message:
    """Offer to be left alone: for some days, or until further notice."""
    words = catalogue.text
    mutes = tuple(
        Button(words("digest.button.mute", count=days), data=encode("mute", days))
        for days in (MUTE_DAYS, LONG_MUTE_DAYS)
    )
    stop = Button(words("settings.button.stop_all"), data=encode("stop", "all"))
    back = Button(words("settings.button.back"), data=encode("set", "all"))
    return Message(catalogue.html("settings.ask_pause"), (mutes, (stop, back)))


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
    catalogue: Catalogue,
    scopes: Sequence[Scope],
    *,
    alerting: Collection[Scope] = (),
    words: Mapping[Scope, Words] | None = None,
    place: Mapping[Cadence, Schedule],
) -> Message:
    """List what a chat follows and when it hears of it, with buttons for each."""
    if not scopes:
        return Message(catalogue.html("subscribe.none"))
    lines = [catalogue.html("subscribe.list_heading", count=len(scopes))]
    shown = scopes[:PAIRS_SHOWN]
    names = [items.scope_name(catalogue, scope) for scope in shown]
    known = words or {}
    for name, scope in zip(names, shown, strict=True):
        about = words_line(catalogue, known.get(scope, NO_WORDS))
        lines.append(escape(f"{name} · {about}" if about else name))
    if times := times_lines(catalogue, place):
        lines += [Html(""), *times]
    rows = tuple(
        (
            Button(catalogue.text("subscribe.button.end", pair=name), data=encode("unf", scope)),
            _alerts_button(catalogue, scope, alerting, where="l"),
            Button(catalogue.text("words.button.card"), data=encode("words", scope)),
        )
        for name, scope in zip(names, shown, strict=True)
    )
    return Message(Html("\n".join(lines)), rows)
