"""`/settings`, `/stop`, and the buttons for all that a chat may choose."""

from bot.errors import BadInput, Gone
from bot.render import dates
from bot.render.callback_data import encode
from bot.render.html import clean
from bot.render.message import Button, Message
from bot.render.settings import Choices, pause_message, settings_message
from bot.render.times import letter_of
from bot.subscribing import less, schedules, subscriptions
from bot.subscribing.schedules import Change
from bot.subscribing.wishes import read_wish
from handlers.alerts import set_quiet, show_alerts, take_alerts
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from handlers.subscribe import on_subscriptions
from handlers.times import apply, on_times_button, open_times, show_times, take_wish
from handlers.zones import WORD_LENGTH, ask_zone, set_place
from storage.schedules import Cadence

_CADENCES = tuple(Cadence)
_OF_ZONES = ("zone", "tz", "timezone", "city")
_OPENERS = {
    "times": show_times, "time": open_times, "hour": open_times, "tz": ask_zone,
    "zone": ask_zone, "timezone": ask_zone, "city": ask_zone, "al": show_alerts,
    "alerts": show_alerts, "pairs": on_subscriptions,
}  # fmt: skip


async def on_settings(asked: Asked) -> None:
    """Show the chat's choices, or change what the words name."""
    if asked.words:
        await change(asked, asked.words)
    else:
        await show_settings(asked)


async def show_settings(asked: Asked) -> None:
    """Show all that a chat or a topic has chosen."""
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
        left_out = await less.left_out(reader, chat.id, thread_id=asked.thread_id)
    choices = Choices(
        zone=seen.chat.zone,
        scopes=seen.scopes,
        place=seen.schedules,
        next_at=seen.next.at if seen.next else None,
        muted_until=seen.chat.muted_until,
        alerting=len(seen.alerting),
        quiet=(seen.chat.quiet_from, seen.chat.quiet_until),
        left_out=left_out,
        narrowed=len(seen.words),
    )
    await asked.show(settings_message(asked.catalogue, choices, now=asked.now))


async def change(asked: Asked, words: str) -> None:
    """Take `07:30`, `weekly fri 18:30`, `Berlin`, `zone Baku` or `quiet 22-7`."""
    first, _, rest = words.partition(" ")
    wish = read_wish(words)
    if wish is not None:
        await take_wish(asked, wish)
    elif first.lower() in _OF_ZONES and rest:
        await set_place(asked, rest)
    elif first.lower() == "quiet":
        await _set_quiet(asked, rest)
    elif words.lower() in _OPENERS:
        await _OPENERS[words.lower()](asked)
    elif first.lower() == "alerts":
        await take_alerts(asked, rest)
    elif words.lower() in ("pause", "mute"):
        await asked.show(pause_message(asked.catalogue))
    elif words[:1].isdigit() or first.lower() in _CADENCES:
        raise BadInput("settings.time_unreadable", time=clean(words, limit=WORD_LENGTH))
    else:
        await set_place(asked, words)


async def _set_quiet(asked: Asked, words: str) -> None:
    """Take quiet hours, or `days on` and `days off` for what is said on days without news."""
    days, _, wanted = words.lower().partition(" ")
    if days == "days" and wanted in ("on", "off"):
        await _tell_quiet_days(asked, wanted=wanted == "on")
        await show_settings(asked)
    else:
        await set_quiet(asked, words)


async def _tell_quiet_days(asked: Asked, *, wanted: bool) -> None:
    chat = await kept_chat(asked)
    await schedules.tell_quiet_days(
        asked.services.database, chat.id, wanted=wanted, thread_id=asked.thread_id
    )


async def on_settings_button(asked: Asked, what: str, value: str = "") -> None:
    """Open one setting, or set what the button says."""
    if what in _OPENERS:
        await _OPENERS[what](asked)
    elif what == "all":
        await show_settings(asked)
    elif what == "pause":
        await kept_chat(asked)
        await asked.show(pause_message(asked.catalogue))
    elif what == "quiet" and value in ("on", "off"):
        await _tell_quiet_days(asked, wanted=value == "on")
        await show_settings(asked)
    elif what in ("at", "days", "on"):
        await _of_an_older_screen(asked, what, value)
    else:
        raise Gone("error.button_old")


async def _of_an_older_screen(asked: Asked, what: str, value: str) -> None:
    """Serve buttons that stand in messages from before there were weekly digests."""
    if what == "on":
        await on_times_button(asked, "d", "start")
    elif what == "at":
        await on_times_button(asked, "d", "at", value)
    elif value == "1":
        await on_times_button(asked, "w", "on", value)
    else:
        await on_times_button(asked, "d", "on", value)


async def on_stop(asked: Asked) -> None:
    """End all pushes to this chat at once; what it chose is kept."""
    chat = await known_chat(asked)
    if chat is not None:
        await subscriptions.stop(asked.services.database, chat.id)
        asked.services.worker.drop(chat.telegram_id)
    await asked.acknowledge()
    asked.pressed = None
    await asked.say("settings.stopped")


async def on_stop_button(asked: Asked, what: str) -> None:
    """Stop one digest from its own footer, or all; the digest itself stays as it is."""
    if what == "all":
        await on_stop(asked)
        return
    if what not in _CADENCES:
        raise Gone("error.button_old")
    cadence = Cadence(what)
    await apply(asked, cadence, Change(wanted=False))
    words = asked.catalogue.text
    again = Button(words("times.button.start"), data=encode("sch", letter_of(cadence), "start"))
    await asked.acknowledge()
    asked.pressed = None
    await asked.say("times.stopped", (again,), cadence=words(f"times.{cadence}"))


async def on_resume_button(asked: Asked, choice: str) -> None:
    """Take digests up again, or leave them off."""
    if choice != "yes":
        await asked.show(Message(asked.html("start.stays_off")))
        return
    chat = await kept_chat(asked)
    seen = await subscriptions.resume(
        asked.services.database, chat.id, now=asked.now, thread_id=asked.thread_id
    )
    if seen.next is None:
        # A group's other topics may have theirs.
        has_any = bool(seen.scopes) or not asked.is_private
        key = "start.resumed_kept" if has_any else "start.resumed_plain"
        await asked.show(Message(asked.html(key)))
        return
    at = dates.when(asked.catalogue, seen.next.at, seen.next.zone)
    await asked.show(Message(asked.html("start.resumed", when=at)))
