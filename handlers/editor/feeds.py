"""`/feeds`: the list of feeds, the card of each, and what its buttons and short answers change."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from bot.countries.topics import TOPICS
from bot.errors import BadInput, Gone
from bot.newsroom import drafting
from bot.newsroom.feeds import roster
from bot.newsroom.feeds.card import ASKED, PAGE, Page, feed_card, feed_list, removal
from bot.newsroom.feeds.decide import NAME_LENGTH
from bot.newsroom.feeds.filter import FeedFilter, filter_of
from bot.newsroom.intent import ANSWER_LENGTH
from bot.render.callback_data import encode, number
from bot.render.html import clean, outside
from bot.render.message import Button, Message
from handlers.chat import kept_chat
from handlers.context import Asked
from handlers.latest import read_query
from storage import feed_entries, feeds
from storage.database import Reader
from storage.feeds import Feed, Question

_WEEK: Final = timedelta(weeks=1)
_ANSWER_WITHIN: Final = timedelta(minutes=15)
#: How long an editor's hand waits for a feed to be read; after that its card says what is known.
READ_WITHIN_S: Final = 6.0
# "none" and "all" in the six languages.
_NOTHING = re.compile(
    r"\W*(?:none|all|any|every\w*|no|-|нет|все|любые|yox|hamısı|bütün|yok|hepsi|هیچ|همه|لا|الكل|كل)\W*",
    re.IGNORECASE,
)


async def require_desk(asked: Asked) -> None:
    """Refuse all but editors, as if there were no such command, and answer in private only."""
    await asked.require_editor()
    if not asked.is_private:
        raise BadInput("error.private_only")


async def on_feed_button(asked: Asked, what: str, feed_id: str, value: str = "") -> None:
    """Do what a button of the list or of a card says; rights are checked at each press."""
    await require_desk(asked)
    action = _ACTIONS.get(what)
    if action is None:
        raise Gone("error.button_old")
    await action(asked, number(feed_id), value)


async def list_of(asked: Asked, skip: int) -> Message:
    """Draw a page of the list."""
    async with asked.services.database.reader() as reader:
        page = Page(
            feeds=await feeds.listed(reader, limit=PAGE, skip=skip),
            skip=skip,
            total=await feeds.count(reader),
            failing=await feeds.count_failing(reader),
        )
    return feed_list(asked.catalogue, page, now=asked.now)


async def card_of_feed(asked: Asked, feed_id: int, *, asking: str | None = None) -> Message:
    """Draw a feed's card as it stands."""
    async with asked.services.database.reader() as reader:
        feed = await roster.standing(reader, feed_id)
        fates = await feed_entries.fates(reader, feed_id, since=asked.now - _WEEK)
    return feed_card(asked.catalogue, feed, fates, asking=asking)


async def takes_feed_answer(asked: Asked, text: str) -> bool:
    """Take a short text for the answer to what a feed's card asks; False where none asks."""
    if len(text) > ANSWER_LENGTH or "\n" in text.strip() or "://" in text:
        return False
    async with asked.services.database.reader() as reader:
        question = await feeds.asked(reader, asked.person_id)
        if question is None or not await _is_open(asked, reader, question):
            return False
        feed = await roster.standing(reader, question.feed_id)
    chosen = _ANSWERED[question.what](asked, feed, text)
    await _choose(asked, feed.id, **chosen)
    async with asked.services.database.transaction() as tx:
        await feeds.drop_question(tx, asked.person_id)
    card = await card_of_feed(asked, feed.id)
    await asked.edit_message(asked.chat_id, question.message_id, card)
    return True


async def _is_open(asked: Asked, reader: Reader, question: Question) -> bool:
    """Whether a question still waits: not for long, and not behind one that a draft asks."""
    if asked.now - question.asked_at > _ANSWER_WITHIN:
        return False
    draft = await drafting.newest_open(reader, asked.person_id, asked.chat_id)
    asks_later = draft is not None and draft.changed_at > question.asked_at
    return not (draft and asks_later and drafting.content_of(draft).asking)


def _outlet(asked: Asked, feed: Feed, text: str) -> Mapping[str, Any]:  # noqa: ARG001
    if _NOTHING.fullmatch(text):
        return {"outlet_name": None}
    name = clean(text, limit=NAME_LENGTH)
    if not name:
        raise BadInput("feed.no_outlet")
    return {"outlet_name": name}


def _country(asked: Asked, feed: Feed, text: str) -> Mapping[str, Any]:  # noqa: ARG001
    codes = _codes(asked, text)
    if len(codes) > 1:
        raise BadInput("feed.no_country")
    return {"outlet_country": codes[0] if codes else None}


def _countries(asked: Asked, feed: Feed, text: str) -> Mapping[str, Any]:
    wanted = filter_of(feed).model_copy(update={"countries": _codes(asked, text)})
    return {"filter": wanted}


def _codes(asked: Asked, text: str) -> tuple[str, ...]:
    if _NOTHING.fullmatch(text):
        return ()
    understood = read_query(asked, text)
    if not understood.codes or understood.question or understood.suggestion:
        raise BadInput("feed.no_country")
    return understood.codes


_ANSWERED: dict[str, Callable[[Asked, Feed, str], Mapping[str, Any]]] = {
    "outlet": _outlet,
    "country": _country,
    "countries": _countries,
}


async def _choose(asked: Asked, feed_id: int, **chosen: object) -> None:
    await roster.choose(
        asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now, **chosen
    )


async def _list(asked: Asked, skip: int, _value: str) -> None:
    await asked.show(await list_of(asked, skip))


async def _show(asked: Asked, feed_id: int, _value: str) -> None:
    async with asked.services.database.transaction() as tx:
        await feeds.drop_question(tx, asked.person_id)
    await asked.show(await card_of_feed(asked, feed_id))


async def _take(asked: Asked, feed_id: int, _value: str) -> None:
    await kept_chat(asked)  # or nobody could be told when the feed breaks
    await roster.take(asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now)
    await _read(asked, feed_id)


async def _ask(asked: Asked, feed_id: int, what: str) -> None:
    message = asked.message
    if what not in ASKED or message is None:
        raise Gone("error.button_old")
    card = await card_of_feed(asked, feed_id, asking=what)
    question = Question(
        author_id=asked.person_id,
        feed_id=feed_id,
        what=what,
        message_id=message.message_id,
        asked_at=asked.now,
    )
    async with asked.services.database.transaction() as tx:
        await feeds.ask(tx, question)
    await asked.show(card)


async def _language(asked: Asked, feed_id: int, code: str) -> None:
    if not code:
        await asked.show(await card_of_feed(asked, feed_id, asking="language"))
        return
    if code != "pages" and code not in roster.LANGUAGES:
        raise Gone("error.button_old")
    await _choose(asked, feed_id, language=None if code == "pages" else code)
    await asked.show(await card_of_feed(asked, feed_id))


async def _topics(asked: Asked, feed_id: int, topic: str) -> None:
    """Switch a topic and leave the menu open: most filters have more than one."""
    if topic and topic not in TOPICS:
        raise Gone("error.button_old")
    if topic:
        await _choose(asked, feed_id, filter=(await _filter(asked, feed_id)).with_topic(topic))
    await asked.show(await card_of_feed(asked, feed_id, asking="topics"))


async def _pairs(asked: Asked, feed_id: int, _value: str) -> None:
    wanted = await _filter(asked, feed_id)
    switched = wanted.model_copy(update={"only_pairs": not wanted.only_pairs})
    await _choose(asked, feed_id, filter=switched)
    await asked.show(await card_of_feed(asked, feed_id))


async def _filter(asked: Asked, feed_id: int) -> FeedFilter:
    async with asked.services.database.reader() as reader:
        return filter_of(await roster.standing(reader, feed_id))


async def _now(asked: Asked, feed_id: int, _value: str) -> None:
    await roster.poll_now(
        asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now
    )
    await _read(asked, feed_id)


async def _read(asked: Asked, feed_id: int) -> None:
    """Have a feed read while the editor looks, and show its card with what that gave."""
    await asked.acknowledge(asked.catalogue.text("feed.reading"))
    await asked.services.feeds.read(feed_id, within_s=READ_WITHIN_S)
    await asked.edit(await card_of_feed(asked, feed_id))


async def _pause(asked: Asked, feed_id: int, _value: str) -> None:
    await roster.pause(asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now)
    await asked.acknowledge(asked.catalogue.text("feed.paused"))
    await asked.edit(await card_of_feed(asked, feed_id))


async def _resume(asked: Asked, feed_id: int, _value: str) -> None:
    await roster.resume(asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now)
    await _read(asked, feed_id)


async def _remove(asked: Asked, feed_id: int, _value: str) -> None:
    async with asked.services.database.reader() as reader:
        feed = await roster.standing(reader, feed_id)
    await asked.show(removal(asked.catalogue, feed))


async def _removed(asked: Asked, feed_id: int, _value: str) -> None:
    feed = await roster.remove(
        asked.services.database, feed_id, editor_id=asked.person_id, now=asked.now
    )
    everything = Button(asked.catalogue.text("feed.button.all"), data=encode("fd", "list", 0))
    title = outside(feed.title, limit=NAME_LENGTH)
    await asked.show(Message(asked.html("feed.removed", title=title), ((everything,),)))


_ACTIONS: dict[str, Callable[[Asked, int, str], Awaitable[None]]] = {
    "list": _list,
    "show": _show,
    "take": _take,
    "ask": _ask,
    "language": _language,
    "topics": _topics,
    "pairs": _pairs,
    "now": _now,
    "pause": _pause,
    "resume": _resume,
    "remove": _remove,
    "removed": _removed,
}
