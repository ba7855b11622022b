"""The buttons that turn alerts on and off, and the hours in which they wait."""

import re
from datetime import time

from bot.errors import BadInput, Gone
from bot.render import items
from bot.render.html import clean
from bot.render.message import Message
from bot.render.settings import alerts_message, pairs_message, quiet_words
from bot.subscribing import subscriptions
from bot.subscribing.alerts import set_quiet_hours, switch_alerts
from handlers.chat import kept_chat
from handlers.context import Asked
from handlers.latest import scope_of

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|until)\s*(\d{1,2})(?:[:.](\d{2}))?")
_BUTTON = re.compile(r"(\d{2})(\d{2})-(\d{2})(\d{2})")
_OFF = ("off", "no", "none")
_WORD_LENGTH = 60


async def on_alerts_button(asked: Asked, scope_text: str, wanted: str, where: str = "") -> None:
    """Turn alerts of a pair on or off: in its list, in the settings, or below what was read."""
    if wanted not in ("on", "off"):
        raise Gone("error.button_old")
    scope, order = scope_of(scope_text)
    chat = await kept_chat(asked)
    done = await switch_alerts(
        asked.services.database, chat.id, scope, wanted=wanted == "on", thread_id=asked.thread_id
    )
    name = items.scope_name(asked.catalogue, scope, order=order)
    if not done.was_there:
        raise Gone("subscribe.not_followed", pair=name)
    if where == "l":
        await show_alerts(asked, as_list=True)
        return
    if where == "s":
        await show_alerts(asked)
        return
    quiet = quiet_words(asked.catalogue, done.chat.quiet_from, done.chat.quiet_until)
    key = "alert.on" if wanted == "on" else "alert.off"
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(Message(asked.html(key, pair=name, quiet=quiet)))


async def take_alerts(asked: Asked, words: str) -> None:
    """Turn the alerts of all pairs on or off where the words say so, then show them."""
    wanted = words.strip().lower()
    if wanted in ("on", *_OFF):
        chat = await kept_chat(asked)
        database, thread_id = asked.services.database, asked.thread_id
        async with database.reader() as reader:
            seen = await subscriptions.overview(reader, chat.id, thread_id=thread_id)
        for scope in seen.scopes:
            await switch_alerts(
                database, chat.id, scope, wanted=wanted == "on", thread_id=thread_id
            )
    await show_alerts(asked)


async def show_alerts(asked: Asked, *, as_list: bool = False) -> None:
    """Show which pairs alert, with the quiet hours; or the plain list of pairs."""
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
    if as_list:
        await asked.show(
            pairs_message(
                asked.catalogue,
                seen.scopes,
                alerting=seen.alerting,
                words=seen.words,
                place=seen.schedules,
            )
        )
        return
    await asked.show(
        alerts_message(
            asked.catalogue,
            seen.scopes,
            alerting=seen.alerting,
            quiet=(seen.chat.quiet_from, seen.chat.quiet_until),
        )
    )


async def on_quiet_button(asked: Asked, hours: str) -> None:
    """Set the quiet hours of a button."""
    found = _BUTTON.fullmatch(hours)
    if found is None and hours != "off":
        raise Gone("error.button_old")
    chat = await kept_chat(asked)
    quiet = _read(found) if found else None
    await set_quiet_hours(asked.services.database, chat.id, quiet, now=asked.now)
    await show_alerts(asked)


async def set_quiet(asked: Asked, words: str) -> None:
    """Take `22:00-07:00`, `22-7` or `off`."""
    typed = words.strip().lower()
    found = _HOURS.fullmatch(typed)
    hours = _read(found) if found else None
    if hours is None and typed not in _OFF:
        typed = clean(words, limit=_WORD_LENGTH)
        raise BadInput("settings.quiet_unreadable", words=typed)
    chat = await kept_chat(asked)
    chat = await set_quiet_hours(asked.services.database, chat.id, hours, now=asked.now)
    quiet = quiet_words(asked.catalogue, chat.quiet_from, chat.quiet_until)
    await asked.show(Message(asked.html("settings.quiet_set", quiet=quiet)))


def _read(found: re.Match[str]) -> tuple[time, time] | None:
    first, first_minute, second, second_minute = (int(part or 0) for part in found.groups())
    if max(first, second) > 23 or max(first_minute, second_minute) > 59:
        return None
    return time(first, first_minute), time(second, second_minute)
