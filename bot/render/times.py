"""The screens for the hours and days of digests: all of them, one of them, its hour, its days."""

from collections.abc import Iterable, Mapping

from bot.render import dates
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.i18n import Catalogue
from bot.render.message import Button, Html, Message, Rows
from storage.schedules import (
    EVERY_DAY,
    LAST_OF_MONTH,
    WEEKDAYS,
    Cadence,
    Schedule,
    month_day,
    monthly_on,
)

#: How buttons name a cadence.
LETTERS = {"d": Cadence.DAILY, "w": Cadence.WEEKLY, "m": Cadence.MONTHLY}
HOURS = ("06:00", "07:00", "08:00", "09:00", "12:00", "18:00", "20:00", "22:00")
MONTH_DAYS = (1, 5, 10, 15, 20, 25)
_WIDE = 4


def letter_of(cadence: Cadence) -> str:
    """Return how buttons name a cadence."""
    return next(letter for letter, named in LETTERS.items() if named is cadence)


def is_on(schedule: Schedule | None) -> bool:
    """Tell whether its reader wants it."""
    return schedule is not None and schedule.wanted


def summary(catalogue: Catalogue, cadence: Cadence, schedule: Schedule | None) -> str:
    """Write what is chosen of one cadence: `Weekly on Monday at 08:00`, or `Weekly: off`."""
    if schedule is None or not schedule.wanted:
        return catalogue.text("times.off", cadence=catalogue.text(f"times.{cadence}"))
    rhythm = dates.rhythm(catalogue, schedule.days)
    return catalogue.text(
        "times.on", rhythm=rhythm[:1].upper() + rhythm[1:], time=f"{schedule.local_time:%H:%M}"
    )


def times_lines(catalogue: Catalogue, place: Mapping[Cadence, Schedule]) -> list[Html]:
    """Write in short what comes when, and which of it comes next."""
    wanted = {cadence: each for cadence, each in place.items() if each.wanted}
    if not wanted:
        return [catalogue.html("times.none")] if place else []
    named = " · ".join(summary(catalogue, cadence, each) for cadence, each in wanted.items())
    coming = [(each.next_due_at, each.zone) for each in wanted.values() if each.next_due_at]
    lines = [catalogue.html("times.line", summary=named)]
    if coming:
        lines.append(catalogue.html("times.next", when=dates.when(catalogue, *min(coming))))
    return lines


def times_message(
    catalogue: Catalogue, place: Mapping[Cadence, Schedule], *, zone: str, example: str
) -> Message:
    """Show what comes daily, weekly and monthly, each to be opened by a tap."""
    lines = [catalogue.html("times.heading", city=dates.zone_city(zone))]
    lines += [
        catalogue.html("times.line", summary=summary(catalogue, cadence, place.get(cadence)))
        for cadence in Cadence
    ]
    lines += [Html(""), catalogue.html("times.hint", example=example)]
    openers = [
        Button(catalogue.text(f"times.{cadence}"), data=encode("sch", letter))
        for letter, cadence in LETTERS.items()
    ]
    zone_button = Button(catalogue.text("settings.button.zone"), data=encode("set", "tz"))
    back = Button(catalogue.text("settings.button.back"), data=encode("set", "all"))
    return Message(Html("\n".join(lines)), (tuple(openers), (zone_button, back)))


def cadence_message(
    catalogue: Catalogue, cadence: Cadence, schedule: Schedule | None, *, zone: str, example: str
) -> Message:
    """Show one of them, with its hours (daily) or its days (the others) as buttons."""
    lines = [catalogue.html("times.title", summary=summary(catalogue, cadence, schedule))]
    if schedule is not None and schedule.next_due_at is not None:
        at = dates.when(catalogue, schedule.next_due_at, zone)
        lines.append(catalogue.html("times.next", when=at))
    city = dates.zone_city(zone)
    lines.append(catalogue.html(f"times.ask_{cadence}", city=city, example=example))
    return Message(Html("\n".join(lines)), _rows(catalogue, cadence, schedule))


def hours_message(
    catalogue: Catalogue, cadence: Cadence, schedule: Schedule | None, *, zone: str, example: str
) -> Message:
    """Ask for the hour of one of them."""
    text = catalogue.html("times.ask_hour", city=dates.zone_city(zone), example=example)
    letter = letter_of(cadence)
    return Message(text, (*_hour_rows(letter, schedule), (_back(catalogue, "sch", letter),)))


def days_message(catalogue: Catalogue, schedule: Schedule | None, *, example: str) -> Message:
    """Ask for the days of the week on which the daily one comes."""
    days = schedule.days if schedule is not None else EVERY_DAY
    weekdays = [
        Button(
            _mark(catalogue.text(f"weekday_short.{n}"), days >> n & 1),
            data=encode("sch", "d", "flip", n),
        )
        for n in range(7)
    ]
    sets = tuple(
        Button(
            _mark(catalogue.text(f"settings.button.{name}"), days == number),
            data=encode("sch", "d", "on", number),
        )
        for name, number in (("daily", EVERY_DAY), ("weekdays", WEEKDAYS))
    )
    back = _back(catalogue, "sch", "d")
    text = catalogue.html("times.ask_days", example=example)
    return Message(text, (*rows_of(weekdays, wide=_WIDE), (*sets, back)))


def _rows(catalogue: Catalogue, cadence: Cadence, schedule: Schedule | None) -> Rows:
    words, letter = catalogue.text, letter_of(cadence)
    switch = (
        Button(words("times.button.off"), data=encode("sch", letter, "off"))
        if is_on(schedule)
        else Button(words("times.button.start"), data=encode("sch", letter, "start"))
    )
    back = _back(catalogue, "set", "times")
    if cadence is Cadence.DAILY:
        days = Button(words("times.button.days"), data=encode("sch", letter, "days"))
        return (*_hour_rows(letter, schedule), (days, switch, back))
    hour = Button(words("times.button.hour"), data=encode("sch", letter, "hour"))
    return (
        *rows_of(list(_day_buttons(catalogue, letter, schedule)), wide=_WIDE),
        (hour, switch, back),
    )


def _hour_rows(letter: str, schedule: Schedule | None) -> Rows:
    now = f"{schedule.local_time:%H:%M}" if schedule is not None and schedule.wanted else None
    buttons = [
        Button(_mark(hour, hour == now), data=encode("sch", letter, "at", hour.replace(":", "")))
        for hour in HOURS
    ]
    return rows_of(buttons, wide=_WIDE)


def _day_buttons(catalogue: Catalogue, letter: str, schedule: Schedule | None) -> Iterable[Button]:
    """Yield the days of the week of a weekly digest, or days of the month of a monthly one."""
    chosen = schedule.days if schedule is not None and schedule.wanted else None
    if LETTERS[letter] is Cadence.WEEKLY:
        named = [(catalogue.text(f"weekday_short.{n}"), 1 << n) for n in range(7)]
    else:
        last = catalogue.text("times.button.last")
        named = [(str(n), monthly_on(n)) for n in MONTH_DAYS] + [(last, LAST_OF_MONTH)]
        if chosen is not None and chosen not in (days for _, days in named):
            named.insert(len(MONTH_DAYS), (str(month_day(chosen)), chosen))
    for name, days in named:
        yield Button(_mark(name, days == chosen), data=encode("sch", letter, "on", days))


def _mark(label: str, chosen: object) -> str:
    return f"✓ {label}" if chosen else label


def _back(catalogue: Catalogue, *where: str) -> Button:
    return Button(catalogue.text("settings.button.back"), data=encode(*where))
