"""Where a chat's clock stands: asked with cities, typed, or taken from where somebody is."""

from bot.countries.cities import find_cities
from bot.countries.places import zone_at
from bot.errors import BadInput, Gone
from bot.render import dates
from bot.render.html import clean
from bot.render.message import Html, Message
from bot.render.zones import which_city_message, zone_rows
from bot.subscribing import schedules, subscriptions
from bot.subscribing.time_rule import zone_named
from handlers.chat import kept_chat
from handlers.context import Asked
from storage import chats

WORD_LENGTH = 60


async def ask_zone(asked: Asked, note: Html | None = None) -> None:
    """Ask where the clock stands; a `note` says what waits for the answer."""
    chat = await kept_chat(asked)
    async with asked.services.database.transaction() as tx:
        seen = await subscriptions.overview(tx, chat.id, thread_id=asked.thread_id)
        await chats.set_asking(tx, chat.id, "zone", asked.now)
    question = asked.html(_question(asked, "settings.ask_zone"))
    text = Html(f"{note}\n{question}") if note else question
    rows = zone_rows(asked.catalogue, seen.scopes, here=asked.takes_plain_answers)
    await asked.show(Message(text, rows))


def _question(asked: Asked, key: str) -> str:
    """Choose the words that ask: a plain text answers in the private chat, elsewhere a command."""
    if asked.acting_for is not None:
        return "settings.ask_zone_channel"
    return key if asked.is_private else "settings.ask_zone_group"


async def set_place(asked: Asked, words: str) -> None:
    """Set the time zone by a city's name or an IANA one; a name of several cities is asked."""
    zone = zone_named(words)
    named = () if zone else find_cities(words)
    if len(named) > 1:
        await kept_chat(asked)
        await asked.show(which_city_message(asked.catalogue, named))
    elif zone or named:
        await set_zone(asked, zone or named[0].zone)
    else:
        raise BadInput("settings.city_unknown", city=clean(words, limit=WORD_LENGTH))


def is_place(words: str) -> bool:
    """Tell whether words name a city or a zone."""
    return bool(zone_named(words) or find_cities(words))


async def on_zone_button(asked: Asked, zone: str) -> None:
    """Set the time zone of a button, ask for another city, or for where the person is."""
    if zone not in ("other", "here"):
        await set_zone(asked, zone)
        return
    chat = await kept_chat(asked)
    await asked.acknowledge()
    asked.pressed = None
    if zone == "other":
        async with asked.services.database.transaction() as tx:
            await chats.set_asking(tx, chat.id, "zone", asked.now)
        await asked.say(_question(asked, "settings.ask_city"))
    elif asked.takes_plain_answers:
        label = asked.catalogue.text("zone.button.share")
        await asked.ask_location(asked.html("zone.ask_location"), label)
    else:
        raise Gone("error.button_old")


async def on_location(asked: Asked, latitude: float, longitude: float) -> None:
    """Set the zone of the place that is nearest to a shared location, which is not kept."""
    zone = zone_at(latitude, longitude)
    if zone is None:
        raise BadInput("settings.ask_city")
    await set_zone(asked, zone, ends_keyboard=True)


async def set_zone(asked: Asked, zone: str, *, ends_keyboard: bool = False) -> None:
    """Move a chat's clock and say what comes next, or that nothing does."""
    chat = await kept_chat(asked)
    first_time = chat.zone is None
    database = asked.services.database
    try:
        following = await schedules.set_zone(
            database, chat.id, zone, now=asked.now, thread_id=asked.thread_id
        )
    except ValueError:
        raise Gone("error.button_old") from None
    async with database.transaction() as tx:
        await chats.set_asking(tx, chat.id, None, asked.now)
    clock = {"city": dates.zone_city(zone), "clock": dates.clock_face(asked.now, zone)}
    if following is None:
        message = Message(asked.html("settings.zone_set_off", **clock))
    else:
        at = dates.when(asked.catalogue, following.at, following.zone)
        text = asked.html("settings.zone_set", when=at, **clock)
        if first_time and following.first_window:
            days = following.first_window.days
            text = asked.html("settings.zone_first", when=at, count=days, **clock)
        message = Message(text)
    if ends_keyboard:
        await asked.end_keyboard(message.html)
    else:
        await asked.show(message)
