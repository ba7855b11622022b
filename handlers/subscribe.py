"""`/subscribe`, `/unsubscribe`, `/subscriptions` and the buttons that follow and leave a pair."""

from bot.render import dates, items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode
from bot.render.message import Button, Message
from bot.render.settings import pairs_message
from bot.render.zones import zone_rows
from bot.subscribing import subscriptions
from bot.subscribing.subscriptions import Subscribed
from handlers.chat import kept_chat, known_chat
from handlers.context import Asked
from handlers.latest import clear_scope, read_query, scope_of
from storage.dyad import Scope


async def on_subscribe(asked: Asked) -> None:
    """Follow the pair or country that the words name."""
    if not asked.words:
        await asked.say("subscribe.usage")
        return
    understood = read_query(asked, asked.words)
    scope = await clear_scope(asked, understood, action="fol", parts=("e",))
    if scope is not None:
        await follow(asked, scope, order=understood.codes)


async def on_follow_button(asked: Asked, scope_text: str, in_place: str = "") -> None:
    """Follow the pair of a button; the answer comes below what was read."""
    scope, order = scope_of(scope_text)
    if in_place != "e":
        await asked.acknowledge()
        asked.pressed = None
    await follow(asked, scope, order=order)


async def follow(asked: Asked, scope: Scope, *, order: tuple[str, ...]) -> None:
    """Put the scope on the chat's list and say what comes of it, or ask for the time zone."""
    chat = await kept_chat(asked)
    done = await subscriptions.subscribe(
        asked.services.database, chat.id, scope, now=asked.now, thread_id=asked.thread_id
    )
    name = items.scope_name(asked.catalogue, scope, order=order)
    if done.needs_zone:
        text = asked.html("subscribe.ask_zone", pair=name)
        rows = zone_rows(asked.catalogue, [scope], here=asked.takes_plain_answers)
        await asked.show(Message(text, rows))
        return
    await asked.show(_outcome(asked, done, name))


def _outcome(asked: Asked, done: Subscribed, name: str) -> Message:
    words = asked.html
    if done.next is None:
        key = "subscribe.added_off" if done.is_new else "subscribe.already_off"
        return Message(words(key, pair=name))
    at = dates.when(asked.catalogue, done.next.at, done.next.zone)
    if not done.is_new:
        return Message(words("subscribe.already", pair=name, when=at))
    text = words("subscribe.added", pair=name, when=at)
    if done.next.first_window:
        days = done.next.first_window.days
        text = words("subscribe.added_first", pair=name, when=at, count=days)
    undo = Button(asked.catalogue.text("subscribe.button.undo"), data=encode("unf", done.scope))
    alerts = Button(asked.catalogue.text("alert.button.too"), data=encode("al", done.scope, "on"))
    return Message(text, ((undo, alerts),))


async def on_unsubscribe(asked: Asked) -> None:
    """Leave the pair that the words name; without words show the list to tap, or /stop."""
    if asked.words.strip().lower() in ("", "all", "everything"):
        await _show_pairs(asked, "subscribe.unsubscribe_usage")
        return
    understood = read_query(asked, asked.words)
    scope = await clear_scope(asked, understood, action="unf")
    if scope is not None:
        await _leave(asked, scope, order=understood.codes)


async def on_unfollow_button(asked: Asked, scope_text: str) -> None:
    """Leave the pair of a button."""
    scope, order = scope_of(scope_text)
    await _leave(asked, scope, order=order)


async def _leave(asked: Asked, scope: Scope, *, order: tuple[str, ...]) -> None:
    name = items.scope_name(asked.catalogue, scope, order=order)
    chat = await known_chat(asked)
    if chat is None:
        await asked.show(Message(asked.html("subscribe.not_followed", pair=name)))
        return
    done = await subscriptions.unsubscribe(
        asked.services.database, chat.id, scope, thread_id=asked.thread_id
    )
    key = "subscribe.removed" if done.was_there else "subscribe.not_followed"
    again = Button(asked.catalogue.text("subscribe.button.undo"), data=encode("fol", scope, "e"))
    rows = rows_of([again]) if done.was_there else ()
    await asked.show(Message(asked.html(key, pair=name), rows))


async def on_subscriptions(asked: Asked) -> None:
    """List what this chat follows."""
    await _show_pairs(asked)


async def _show_pairs(asked: Asked, note: str | None = None) -> None:
    chat = await known_chat(asked, change=False)
    if chat is None:
        await asked.show(Message(asked.html("subscribe.none")))
        return
    async with asked.services.database.reader() as reader:
        seen = await subscriptions.overview(reader, chat.id, thread_id=asked.thread_id)
    message = pairs_message(
        asked.catalogue, seen.scopes, alerting=seen.alerting, words=seen.words, place=seen.schedules
    )
    if note and seen.scopes:
        message = Message(asked.html(note), message.buttons)
    await asked.show(message)
