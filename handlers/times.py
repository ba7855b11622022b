"""The hours and days of digests: their screens, their buttons, and what is typed instead."""

import re
from datetime import timedelta

from bot.errors import BadInput, Gone
from bot.render import dates
from bot.render.callback_data import encode, number
from bot.render.html import clean
from bot.render.message import Button, Html, Message
from bot.render.times import (
    LETTERS,
    cadence_message,
    days_message,
    hours_message,
    letter_of,
    times_message,
)
from bot.subscribing import schedules, subscriptions
from bot.subscribing.schedules import Change
from bot.subscribing.wishes import Wish, read_time, read_wish
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from handlers.zones import WORD_LENGTH, ask_zone, is_place, set_place
from storage import chats
from storage.chats import Chat
from storage.schedules import EVERY_DAY, LAST_OF_MONTH, Cadence, Schedule, month_day

# For so long a short text may answer the last screen; after that it means what it always means.
ANSWERED_WITHIN = timedelta(minutes=15)
# What the screen of all three asks for; the others ask for one, by its letter.
_ANY = "any"
_LIKE_A_TIME = re.compile(r"\d[\d\s:.,h]*\s*(?:[ap]\.?m?\.?)?", re.IGNORECASE)


async def open_times(asked: Asked) -> None:
    """Answer "Change time" below a digest, which stays: with the one that comes, or with all."""
    await asked.acknowledge()
    asked.pressed = None
    _, place = await _opened(asked, _ANY)
    wanted = [cadence for cadence, schedule in place.items() if schedule.wanted]
    if len(wanted) == 1:
        await _show_one(asked, wanted[0])
    else:
        await show_times(asked)


async def show_times(asked: Asked) -> None:
    """Show what comes daily, weekly and monthly."""
    chat, place = await _opened(asked, _ANY)
    if chat.zone is None:
        await ask_zone(asked)
    else:
        example = _example(asked, "weekly fri 18:30")
        await asked.show(times_message(asked.catalogue, place, zone=chat.zone, example=example))


async def on_times_button(asked: Asked, letter: str, what: str = "", value: str = "") -> None:
    """Open one cadence, its hours or its days, or set what a button says."""
    cadence = LETTERS.get(letter)
    if cadence is None:
        raise Gone("error.button_old")
    if what in ("", "hour", "days"):
        await _show_one(asked, cadence, what)
        return
    if what == "flip":
        await _flip(asked, number(value))
        return
    changed = _change_of(cadence, what, value)
    await apply(asked, cadence, changed)
    await _show_one(asked, cadence, "days" if (letter, what) == ("d", "on") else "", changed=True)


def _change_of(cadence: Cadence, what: str, value: str) -> Change:
    """Read what a button changes; Gone for what we never wrote on one."""
    local_time = read_time(value) if what == "at" else None
    if local_time is not None:
        return Change(local_time=local_time)
    if what == "on" and _fits(cadence, number(value)):
        return Change(days=number(value))
    if what in ("start", "off"):
        return Change(wanted=what == "start")
    raise Gone("error.button_old")


def _fits(cadence: Cadence, days: int) -> bool:
    """Tell whether a schedule of that cadence can run on these days."""
    if cadence is Cadence.MONTHLY:
        return month_day(days) is not None and days <= LAST_OF_MONTH
    return 1 <= days <= EVERY_DAY and (cadence is Cadence.DAILY or days.bit_count() == 1)


async def _flip(asked: Asked, weekday: int) -> None:
    """Take a day of the week to the daily digest, or from it; one of them is always left."""
    _, place = await _opened(asked, "d")
    daily = place.get(Cadence.DAILY)
    days = (daily.days if daily is not None else EVERY_DAY) ^ (1 << weekday % 7)
    if not days:
        await asked.acknowledge(asked.catalogue.text("times.one_day_left"), alert=True)
        return
    await apply(asked, Cadence.DAILY, Change(days=days))
    await _show_one(asked, Cadence.DAILY, "days", changed=True)


async def apply(asked: Asked, cadence: Cadence, changed: Change) -> schedules.NextDigest | None:
    """Change one schedule of this place; return when it comes next."""
    chat = await kept_chat(asked)
    return await schedules.change(
        asked.services.database,
        chat.id,
        changed,
        now=asked.now,
        cadence=cadence,
        thread_id=asked.thread_id,
    )


async def _show_one(
    asked: Asked, cadence: Cadence, what: str = "", *, changed: bool = False
) -> None:
    chat, place = await _opened(asked, letter_of(cadence))
    if chat.zone is None:
        await ask_zone(asked, asked.html("times.kept") if changed else None)
        return
    schedule, words = place.get(cadence), asked.catalogue
    prefix = "" if cadence is Cadence.DAILY else f"{cadence} "
    if what == "days":
        example = _example(asked, "mon wed fri")
        await asked.show(days_message(words, schedule, example=example))
    elif what == "hour":
        example = _example(asked, f"{'' if asked.takes_plain_answers else prefix}7:45")
        await asked.show(hours_message(words, cadence, schedule, zone=chat.zone, example=example))
    else:
        typed = {Cadence.DAILY: "7:45", Cadence.WEEKLY: "fri 18:30", Cadence.MONTHLY: "15 18:30"}
        example = _example(asked, f"{'' if asked.takes_plain_answers else prefix}{typed[cadence]}")
        await asked.show(cadence_message(words, cadence, schedule, zone=chat.zone, example=example))


async def _opened(asked: Asked, asking: str) -> tuple[Chat, dict[Cadence, Schedule]]:
    """Read a place's schedules, and remember what a short text would answer now."""
    chat = await kept_chat(asked)
    async with asked.services.database.transaction() as tx:
        if asked.takes_plain_answers:
            await chats.set_asking(tx, chat.id, asking, asked.now)
        return chat, await schedules.of_place(tx, chat.id, thread_id=asked.thread_id)


def _example(asked: Asked, words: str) -> str:
    """Write how the words are sent here: alone, or behind the command."""
    if asked.takes_plain_answers:
        return words
    return f"/settings {'@channel ' if asked.acting_for else ''}{words}"


async def take_wish(asked: Asked, wish: Wish, *, default: Cadence | None = None) -> None:
    """Do what somebody typed, and say what comes of it."""
    chat = await kept_chat(asked)
    cadence = wish.cadence or default or await _only_one(asked, chat)
    ends_daily = cadence is Cadence.WEEKLY and wish.ends_daily
    changed = Change(
        local_time=wish.local_time, days=wish.days, wanted=not wish.is_off, ends_daily=ends_daily
    )
    following = await apply(asked, cadence, changed)
    letter = letter_of(cadence)
    if wish.is_off:
        again = Button(
            asked.catalogue.text("times.button.start"), data=encode("sch", letter, "start")
        )
        text = asked.html("times.stopped", cadence=asked.catalogue.text(f"times.{cadence}"))
        await asked.show(Message(text, ((again,),)))
    elif following is None:
        await ask_zone(asked, asked.html("times.kept"))
    else:
        await asked.show(_outcome(asked, following, ends_daily=ends_daily))


def _outcome(asked: Asked, following: schedules.NextDigest, *, ends_daily: bool) -> Message:
    words, buttons = asked.catalogue.text, []
    lines = [
        asked.html(
            "times.set",
            rhythm=dates.rhythm(asked.catalogue, following.days),
            time=f"{following.local_time:%H:%M}",
            city=dates.zone_city(following.zone),
            when=dates.when(asked.catalogue, following.at, following.zone),
        )
    ]
    if ends_daily:
        lines.append(asked.html("times.daily_ended"))
        buttons.append(Button(words("times.button.daily_too"), data=encode("sch", "d", "start")))
    buttons.append(Button(words("settings.button.times"), data=encode("set", "times")))
    return Message(Html("\n".join(lines)), (tuple(buttons),))


async def _only_one(asked: Asked, chat: Chat) -> Cadence:
    """Return which digest a bare hour is for: the daily one, or the only one that comes."""
    async with asked.services.database.reader() as reader:
        place = await schedules.of_place(reader, chat.id, thread_id=asked.thread_id)
    wanted = [cadence for cadence, schedule in place.items() if schedule.wanted]
    return wanted[0] if len(wanted) == 1 else Cadence.DAILY


async def takes_answer(asked: Asked, text: str) -> bool:
    """Take a short text that answers the settings' last question; False where it does not."""
    wish, of_month = read_wish(text), read_wish(f"monthly {text}")
    like_a_time = of_month is not None or _LIKE_A_TIME.fullmatch(text.strip()) is not None
    names_place = wish is None and is_place(text)
    # Most texts are none of these, and cost no look into the store.
    if not (wish or like_a_time or names_place):
        return False
    chat = await known_chat(asked)
    if chat is None:
        return False
    if names_place:
        return await _takes_place(asked, chat, text)
    asking = _asking(asked, chat)
    if asking not in (*LETTERS, _ANY):
        return False
    wish = (of_month or wish) if asking == "m" else wish
    if wish is None:
        raise BadInput("settings.time_unreadable", time=clean(text, limit=WORD_LENGTH))
    await take_wish(asked, wish, default=LETTERS.get(asking))
    return True


async def _takes_place(asked: Asked, chat: Chat, text: str) -> bool:
    """Take a city from somebody who was asked for one, just now or when the zone was missing."""
    waits = _asking(asked, chat) == "zone"
    if not waits and chat.zone is None:
        async with asked.services.database.reader() as reader:
            waits = bool((await subscriptions.overview(reader, chat.id)).scopes)
    if waits:
        await set_place(asked, text)
    return waits


def _asking(asked: Asked, chat: Chat) -> str:
    """Return what the chat was asked for and may still answer."""
    is_fresh = chat.asked_at is not None and asked.now - chat.asked_at <= ANSWERED_WITHIN
    return (chat.asking or "") if is_fresh else ""
