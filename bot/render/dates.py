"""Days and moments in words: a day never moves with a zone, a moment never lacks one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.render.i18n import Catalogue
from bot.render.message import Html, escape
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, WEEKDAYS, month_day

# So many days in a row are named by their first and last.
_RUN = 3


def month(catalogue: Catalogue, day: date) -> str:
    """Name the month."""
    return catalogue.text(f"month.{day.month}")


def day(catalogue: Catalogue, day: date, *, today: date) -> str:
    """Write a day, with its year where that is not this year's."""
    key = "date.day_month" if day.year == today.year else "date.full"
    return catalogue.text(key, day=day.day, month=month(catalogue, day), year=day.year)


def full_day(catalogue: Catalogue, day: date) -> str:
    """Write a day with its year."""
    return catalogue.text("date.full", day=day.day, month=month(catalogue, day), year=day.year)


def weekday(catalogue: Catalogue, day: date) -> str:
    """Write a day with its weekday, as in `Monday 2 March`."""
    return catalogue.text(
        "date.weekday",
        weekday=catalogue.text(f"weekday.{day.weekday()}"),
        day=day.day,
        month=month(catalogue, day),
    )


def rhythm(catalogue: Catalogue, days: int) -> str:
    """Write when something comes: `daily`, `on weekdays`, `weekly on Monday`, and so on."""
    if days == LAST_OF_MONTH:
        return catalogue.text("rhythm.month_end")
    if (nth := month_day(days)) is not None:
        return catalogue.text("rhythm.monthly", day=nth)
    if days == EVERY_DAY:
        return catalogue.text("rhythm.daily")
    if days == WEEKDAYS:
        return catalogue.text("rhythm.weekdays")
    numbers = _in_order(days)
    named = [catalogue.text(f"weekday.{number}") for number in numbers]
    if len(named) >= _RUN and (numbers[-1] - numbers[0]) % 7 == len(named) - 1:
        return catalogue.text("rhythm.span", first=named[0], last=named[-1])
    key = "rhythm.weekly" if len(named) == 1 else "rhythm.on"
    return catalogue.text(key, days=", ".join(named))


def _in_order(days: int) -> list[int]:
    """List days of the week; those that go over the week's end begin with their first one."""
    missing = [number for number in range(7) if not days >> number & 1]
    goes_over = bool(missing and days & 1 and days >> 6 & 1)
    first = missing[-1] + 1 if goes_over else 0
    return [n % 7 for n in range(first, first + 7) if days >> n % 7 & 1]


def zone_city(zone: str) -> str:
    """Name an IANA zone by its city: `America/New_York` is New York; UTC stays UTC.

    `Etc/GMT-4` is four hours ahead of UTC: its sign is the wrong way round, by the database's rule.
    """
    if zone.startswith(("Etc/GMT-", "Etc/GMT+")):
        return f"UTC{'+' if zone[7] == '-' else '-'}{zone[8:]}"
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def when(catalogue: Catalogue, at: datetime, zone: str) -> str:
    """Write a due moment as its reader's clock shows it: `Monday 2 March, 08:00 Baku`."""
    local = at.astimezone(ZoneInfo(zone))
    return catalogue.text(
        "settings.when",
        day=weekday(catalogue, local.date()),
        time=f"{local:%H:%M}",
        city=zone_city(zone),
    )


def clock_face(at: datetime, zone: str) -> Html:
    """Write what the reader's clock should say now."""
    local = at.astimezone(ZoneInfo(zone))
    return Html(f'<tg-time unix="{int(at.timestamp())}" format="t">{local:%H:%M}</tg-time>')


def moment(catalogue: Catalogue, when: datetime, *, zone: str | None) -> Html:
    """Write a moment that new clients show in the reader's zone, old ones with ours named."""
    local = when.astimezone(ZoneInfo(zone or "UTC"))
    words = catalogue.text(
        "date.moment",
        day=local.day,
        month=month(catalogue, local.date())[:3],
        year=local.year,
        time=f"{local:%H:%M}",
        zone=zone_city(zone or "UTC"),
    )
    return Html(f'<tg-time unix="{int(when.timestamp())}" format="Dt">{escape(words)}</tg-time>')


def moment_day(catalogue: Catalogue, when: datetime) -> Html:
    """Write the day of a moment; the inner text is the day in UTC."""
    words = full_day(catalogue, when.date())
    return Html(f'<tg-time unix="{int(when.timestamp())}" format="D">{escape(words)}</tg-time>')


def clock(when: datetime, *, zone: str) -> Html:
    """Write a moment of today by its time alone, with the zone that it is said in."""
    words = f"{when.astimezone(ZoneInfo(zone)):%H:%M}"
    shown = f'<tg-time unix="{int(when.timestamp())}" format="t">{words}</tg-time>'
    return Html(f"{shown} {escape(zone_city(zone))}")
