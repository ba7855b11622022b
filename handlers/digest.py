"""`/digest`, and `/mute` with its buttons: a digest now, or none for some days."""

import re
from datetime import datetime, timedelta

from bot.errors import BadInput, Gone
from bot.newsroom.moments import read_moment
from bot.render import dates, items
from bot.render.callback_data import encode
from bot.render.digest import MUTE_DAYS
from bot.render.html import clean
from bot.render.message import Button, Message, Rows
from bot.render.settings import LONG_MUTE_DAYS
from bot.subscribing import schedules
from bot.subscribing.alerts import mute_alerts
from bot.subscribing.digest_now import digest_now
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from handlers.latest import scope_of

LONGEST_MUTE_DAYS = 90
_WORD_LENGTH = 60
_LENGTH = re.compile(r"(?:for\s+)?(?P<count>\d{1,3}|an?)?\s*(?P<unit>d|days?|w|weeks?|months?)?")
_DAYS_OF = {"d": 1, "w": 7, "m": 30}
_UNTIL = re.compile(r"(?:until|till|to)\s+(?P<day>.+)")
_OFF = ("off", "no", "undo", "end", "stop")


async def on_digest(asked: Asked) -> None:
    """Answer with what is new since the last digest; the one at its hour comes all the same."""
    chat = await known_chat(asked, change=False)
    if chat is None:
        await asked.say("subscribe.none")
        return
    async with asked.services.database.reader() as reader:
        found = await digest_now(
            reader, chat.id, catalogue=asked.catalogue, now=asked.now, thread_id=asked.thread_id
        )
    if not found.scopes:
        await asked.say("subscribe.none")
    elif found.message:
        await asked.reply(found.message)
    elif found.next:
        at = dates.when(asked.catalogue, found.next.at, found.next.zone)
        await asked.say("digest.nothing_until", when=at, count=len(found.scopes))
    else:
        await asked.say("digest.nothing", count=len(found.scopes))


async def on_mute(asked: Asked) -> None:
    """Push nothing for a while: `/mute`, `/mute 7 days`, `/mute until friday`, `/mute off`."""
    words = asked.words.strip().lower()
    if until := _UNTIL.fullmatch(words):
        await _mute(asked, await _morning_of(asked, until["day"]))
    else:
        await _mute(asked, None if words in _OFF else _in_days(asked, _days(words)))


async def on_unmute(asked: Asked) -> None:
    """End a pause before its time."""
    await _mute(asked, None)


async def on_mute_button(asked: Asked, what: str, days: str = "") -> None:
    """Mute for the days of a button, the chat or the alerts of one pair, or end that.

    The digest or the alert above stays as it is.
    """
    scope_text, days = (what, days) if days else ("", what)
    if days not in ("off", str(MUTE_DAYS), str(LONG_MUTE_DAYS)):
        raise Gone("error.button_old")
    if scope_text:
        await _mute_alerts(asked, scope_text, None if days == "off" else int(days))
        return
    await _mute(asked, None if days == "off" else _in_days(asked, int(days)))


def _in_days(asked: Asked, days: int) -> datetime:
    # Said in minutes, so meant in minutes: the digest of that very minute comes.
    return asked.now.replace(second=0, microsecond=0) + timedelta(days=days)


async def _morning_of(asked: Asked, day: str) -> datetime:
    """Return when a day begins on the chat's clock: `friday`, `9 march`, `tomorrow`."""
    chat = await kept_chat(asked)
    try:
        until = read_moment(f"{day} 00:00", now=asked.now, zone=chat.zone or "UTC").at
    except BadInput:
        raise _unreadable(f"until {day}") from None
    if until - asked.now > timedelta(days=LONGEST_MUTE_DAYS):
        raise _unreadable(f"until {day}")
    return until


def _days(words: str) -> int:
    """Read for how many days: `7 days`, `7`, `2 weeks`, `a week`; a week where nothing is said."""
    found = _LENGTH.fullmatch(words)
    if found is None:
        raise _unreadable(words)
    count, unit = found["count"], found["unit"] or ("w" if not found["count"] else "d")
    days = (int(count) if (count or "").isdigit() else 1) * _DAYS_OF[unit[0]]
    if not 1 <= days <= LONGEST_MUTE_DAYS:
        raise _unreadable(words)
    return days


def _unreadable(words: str) -> BadInput:
    typed = clean(words, limit=_WORD_LENGTH)
    return BadInput("mute.unreadable", words=typed, most=LONGEST_MUTE_DAYS)


async def _mute(asked: Asked, until: datetime | None) -> None:
    chat = await kept_chat(asked)
    following = await schedules.pause(
        asked.services.database, chat.id, until, now=asked.now, thread_id=asked.thread_id
    )
    at = dates.when(asked.catalogue, following.at, following.zone) if following else None
    words = asked.catalogue.text
    buttons: Rows = ()
    if until is None:
        text = asked.html("mute.ended", when=at) if at else asked.html("mute.ended_plain")
    else:
        day = dates.when(asked.catalogue, until, chat.zone or "UTC")
        text = (
            asked.html("mute.set", until=day, when=at)
            if at
            else asked.html("mute.set_plain", until=day)
        )
        buttons = ((Button(words("mute.button.undo"), data=encode("mute", "off")),),)
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(Message(text, buttons))


async def _mute_alerts(asked: Asked, scope_text: str, days: int | None) -> None:
    scope, order = scope_of(scope_text)
    chat = await kept_chat(asked)
    until = None if days is None else asked.now + timedelta(days=days)
    is_followed = await mute_alerts(
        asked.services.database, chat.id, scope, until, thread_id=asked.thread_id
    )
    name = items.scope_name(asked.catalogue, scope, order=order)
    if not is_followed:
        raise Gone("subscribe.not_followed", pair=name)
    buttons: Rows = ()
    if until is None:
        text = asked.html("mute.alerts_ended", pair=name)
    else:
        day = dates.when(asked.catalogue, until, chat.zone or "UTC")
        text = asked.html("mute.alerts_set", pair=name, until=day)
        undo = asked.catalogue.text("mute.button.undo")
        buttons = ((Button(undo, data=encode("mute", scope, "off")),),)
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(Message(text, buttons))
