"""The buttons below a digest or an alert that ask for more of it, or for less like it."""

from bot.errors import Gone
from bot.render import less as page
from bot.render.callback_data import number
from bot.render.message import Message
from bot.subscribing import less
from bot.subscribing.retold import send_rest, window_of
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from storage.narrowing import Excluded, Exclusion


async def on_all_button(asked: Asked, after: str, until: str) -> None:
    """Send what stands under the fold of a digest, in full, as further parts of it."""
    window = window_of(number(after), number(until), now=asked.now)
    chat = await known_chat(asked)
    message = asked.message
    if chat is None or message is None:
        raise Gone("error.button_old")
    count = await send_rest(
        asked.services.database,
        chat,
        window,
        catalogue=asked.catalogue,
        message_id=message.message_id,
        now=asked.now,
        thread_id=asked.thread_id,
    )
    asked.services.worker.wake()
    key = "digest.rest_comes" if count else "digest.rest_none"
    await asked.acknowledge(asked.catalogue.text(key, count=count))


async def on_less_button(asked: Asked, what: str, value: str = "", more: str = "") -> None:
    """Ask what somebody wants less of, take the answer, or take it back."""
    if what in page.KINDS and not more:
        await _exclude(asked, Exclusion(page.KINDS[what], _value(page.KINDS[what], value)))
    elif what == "undo" and value in page.KINDS:
        await _include(asked, Exclusion(page.KINDS[value], _value(page.KINDS[value], more)))
    elif what == "keep":
        await asked.show(Message(asked.html("less.kept")))
    elif what == "list":
        await show_left_out(asked)
    else:
        await _ask(asked, what, value)


async def _ask(asked: Asked, what: str, value: str) -> None:
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        if what == "e":
            event_id = number(value)
            meant = await less.meant_in_alert(reader, chat.id, event_id, thread_id=asked.thread_id)
        else:
            window = window_of(number(what), number(value), now=asked.now)
            meant = await less.meant_in_digest(reader, chat.id, window, thread_id=asked.thread_id)
    await asked.acknowledge()
    asked.pressed = None
    await asked.reply(page.question(asked.catalogue, meant))


async def show_left_out(asked: Asked) -> None:
    """List the topics and outlets that this chat leaves out."""
    chat = await kept_chat(asked)
    async with asked.services.database.reader() as reader:
        found = await less.left_out(reader, chat.id, thread_id=asked.thread_id)
    await asked.show(page.listing(asked.catalogue, found))


async def _exclude(asked: Asked, exclusion: Exclusion) -> None:
    chat = await kept_chat(asked)
    database = asked.services.database
    outlet = await less.exclude(database, chat.id, exclusion, thread_id=asked.thread_id)
    await asked.show(page.excluded(asked.catalogue, (exclusion, outlet)))


async def _include(asked: Asked, exclusion: Exclusion) -> None:
    chat = await kept_chat(asked)
    database = asked.services.database
    outlet = await less.include(database, chat.id, exclusion, thread_id=asked.thread_id)
    await asked.show(page.included(asked.catalogue, (exclusion, outlet)))


def _value(kind: Excluded, value: str) -> str:
    return value if kind is Excluded.TOPIC else str(number(value))
