"""`/settings`, `/stop`, and the buttons for hour, time zone, stopping and coming back."""

import re
from datetime import time

from bot.countries.cities import find_city
from bot.errors import BadInput, Gone
from bot.render import dates
from bot.render.html import clean
from bot.render.message import Message
from bot.render.settings import Choices, hours_message, settings_message, when, zone_rows
from bot.subscribing import schedules, subscriptions
from bot.subscribing.schedules import Change, NextDigest
from handlers.alerts import set_quiet, show_alerts
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from handlers.subscribe import on_subscriptions
from storage.schedules import EVERY_DAY, WEEKDAYS, Cadence

_TIME = re.compile(r"(\d{1,2})[:.h]?(\d{2})?", re.IGNORECASE)
WORD_LENGTH = 60
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RHYTHMS = {"daily": EVERY_DAY, "weekdays": WEEKDAYS, "weekly": 1}


async def on_settings(asked: Asked) -> None:
    """Show the chat's choices, or change its hour or city where one is named."""
    if asked.words:
        await change(asked, asked.words)
        return
    await _show(asked)


async def _show(asked: Asked) -> None:
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
    daily, found = None, seen.schedules.get(Cadence.DAILY)
    if found is not None:
        daily = (f"{found.local_time:%H:%M}", found.next_due_at)
    choices = Choices(
        zone=seen.chat.zone,
        scopes=seen.scopes,
        daily=daily,
        muted_until=seen.chat.muted_until,
        alerting=len(seen.alerting),
        days=found.days if found else EVERY_DAY,
        quiet=(seen.chat.quiet_from, seen.chat.quiet_until),
    )
    await asked.show(settings_message(asked.catalogue, choices, now=asked.now))


async def change(asked: Asked, words: str) -> None:
    """Take `07:30` or `Berlin`."""
    first, _, rest = words.partition(" ")
    days = _read_days(words)
    if days:
        await _set_days(asked, days)
    elif first.lower() == "quiet":
        await set_quiet(asked, rest)
    elif words[:1].isdigit():
        await _set_time(asked, _read_time(words))
    else:
        await set_city(asked, words)


def _read_days(words: str) -> int:
    """Read days of the week: `weekdays`, `mon wed fri`, `mondays`; 0 for what names none."""
    days = 0
    for word in words.lower().replace(",", " ").replace(" and ", " ").split():
        if word in _RHYTHMS:
            days |= _RHYTHMS[word]
            continue
        found = [n for n, day in enumerate(_DAYS) if word in (day[:3], day, f"{day}s")]
        if not found:
            return 0
        days |= 1 << found[0]
    return days


async def _set_days(asked: Asked, days: int) -> None:
    chat = await kept_chat(asked)
    # One day of the week alone means a weekly digest instead of the daily one.
    is_weekly = days.bit_count() == 1
    following = await _change(
        asked,
        chat.id,
        Change(days=days, ends_daily=is_weekly),
        Cadence.WEEKLY if is_weekly else Cadence.DAILY,
    )
    if following is None:
        await _ask_zone(asked)
        return
    rhythm = dates.rhythm(asked.catalogue, days)
    words = asked.html("settings.days_set", rhythm=rhythm, when=_when(asked, following))
    await asked.show(Message(words))


def _read_time(words: str) -> time:
    """Read a time of day: `07:30`, `7.30`, `0730`, `7`."""
    found = _TIME.fullmatch(words.strip())
    hour, minute = (int(part or 0) for part in found.groups()) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise BadInput("settings.time_unreadable", time=clean(words, limit=WORD_LENGTH))
    return time(hour, minute)


async def set_city(asked: Asked, words: str) -> None:
    """Set the time zone by a city's name."""
    city = find_city(words)
    if city is None:
        raise BadInput("settings.city_unknown", city=clean(words, limit=WORD_LENGTH))
    await _set_zone(asked, city.zone)


async def takes_city(asked: Asked, text: str) -> bool:
    """Take a typed city from somebody who was asked for one and has not answered; else False."""
    city = find_city(text)
    chat = await known_chat(asked) if city is not None else None
    if city is None or chat is None or chat.zone is not None:
        return False
    async with asked.services.database.reader() as reader:
        waits = bool((await subscriptions.overview(reader, chat.id)).scopes)
    if waits:
        await _set_zone(asked, city.zone)
    return waits


async def on_zone_button(asked: Asked, zone: str) -> None:
    """Set the time zone of a button, or ask for another city."""
    if zone != "other":
        await _set_zone(asked, zone)
        return
    await asked.acknowledge()
    asked.pressed = None
    await asked.say("settings.ask_city")


async def _set_zone(asked: Asked, zone: str) -> None:
    chat = await kept_chat(asked)
    first_time = chat.zone is None
    try:
        following = await schedules.set_zone(
            asked.services.database, chat.id, zone, now=asked.now, thread_id=asked.thread_id
        )
    except ValueError:
        raise Gone("error.button_old") from None
    city = dates.zone_city(zone)
    if following is None:
        await asked.show(Message(asked.html("settings.zone_set_off", city=city)))
        return
    is_first = first_time and following.is_first
    key = "settings.zone_first" if is_first else "settings.zone_set"
    await asked.show(Message(asked.html(key, city=city, when=_when(asked, following))))


async def _set_time(asked: Asked, local_time: time) -> None:
    chat = await kept_chat(asked)
    following = await _change(asked, chat.id, Change(local_time=local_time))
    if following is None:
        await _ask_zone(asked)
        return
    await asked.show(
        Message(
            asked.html(
                "settings.time_set",
                time=f"{local_time:%H:%M}",
                city=dates.zone_city(following.zone),
                when=_when(asked, following),
            )
        )
    )


async def _ask_zone(asked: Asked) -> None:
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
    rows = zone_rows(asked.catalogue, seen.scopes)
    await asked.show(Message(asked.html("settings.ask_zone"), rows))


async def on_settings_button(asked: Asked, what: str, value: str = "") -> None:
    """Open one setting, or set what the button says."""
    if what == "at" and re.fullmatch(r"\d{4}", value):
        await _set_time(asked, _read_time(value))
    elif what == "days" and re.fullmatch(r"1|31|127", value):
        await _set_days(asked, int(value))
    elif what == "time":
        await _ask_time(asked)
    elif what == "tz":
        await _ask_zone(asked)
    elif what == "al":
        await show_alerts(asked)
    elif what == "pairs":
        await on_subscriptions(asked)
    elif what == "on":
        await _switch(asked, wanted=True)
    else:
        raise Gone("error.button_old")


async def _ask_time(asked: Asked) -> None:
    chat = await kept_chat(asked)
    if chat.zone is None:
        await _ask_zone(asked)
    else:
        await asked.show(hours_message(asked.catalogue, chat.zone))


async def on_stop(asked: Asked) -> None:
    """End all pushes to this chat at once; what it chose is kept."""
    chat = await known_chat(asked)
    if chat is not None:
        await subscriptions.stop(asked.services.database, chat.id)
    await asked.say("settings.stopped")


async def on_stop_button(asked: Asked, what: str) -> None:
    """Stop the daily digest from its own footer or from the settings."""
    if what != "daily":
        raise Gone("error.button_old")
    await _switch(asked, wanted=False)


async def _switch(asked: Asked, *, wanted: bool) -> None:
    chat = await kept_chat(asked)
    following = await _change(asked, chat.id, Change(wanted=wanted))
    if not wanted:
        words = asked.html("settings.stopped_daily")
    elif following is None:
        await _ask_zone(asked)
        return
    else:
        words = asked.html("settings.started_daily", when=_when(asked, following))
    # The digest itself stays as it is; only a settings screen is rewritten.
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(Message(words))


async def on_resume_button(asked: Asked, choice: str) -> None:
    """Take digests up again, or leave them off."""
    if choice != "yes":
        await asked.show(Message(asked.html("start.stays_off")))
        return
    chat = await kept_chat(asked)
    seen = await subscriptions.resume(asked.services.database, chat.id, now=asked.now)
    if seen.next is None:
        await asked.show(Message(asked.html("start.resumed_plain")))
        return
    await asked.show(Message(asked.html("start.resumed", when=_when(asked, seen.next))))


async def _change(
    asked: Asked, chat_id: int, changed: Change, cadence: Cadence = Cadence.DAILY
) -> NextDigest | None:
    return await schedules.change(
        asked.services.database,
        chat_id,
        changed,
        now=asked.now,
        cadence=cadence,
        thread_id=asked.thread_id,
    )


def _when(asked: Asked, following: NextDigest) -> str:
    return when(asked.catalogue, following.at, following.zone)
