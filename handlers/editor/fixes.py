"""The fixes of a card: opened by a button, made by a second one or by one short reply."""

from collections.abc import Callable
from datetime import datetime

from bot.errors import Gone
from bot.newsroom import drafting, fixes
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.outlet_memory import with_country
from bot.newsroom.source import read_source, with_source
from handlers.context import Asked
from handlers.editor.correct import take_reason
from handlers.editor.schedule import take_moment
from handlers.editor.show import card_of, edit_card
from handlers.latest import read_query
from storage.drafts import Draft

OPENED = ("source", "countries", "topic", "text", "dates", "schedule", "reason")


async def on_fix(asked: Asked, draft_id: int, what: str, value: str) -> None:
    """Open a fix on the card, or make it where the button says which."""
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_draft(reader, draft_id)
    content = drafting.content_of(draft)
    if not value:
        fixed = content.model_copy(update={"asking": what})
    elif what in _TAPPED:
        fixed = _TAPPED[what](content, value)
    else:
        raise Gone("error.button_old")
    await _change(asked, draft, fixed)


async def on_back(asked: Asked, draft_id: int) -> None:
    """Close the open fix; nothing else changes."""
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_draft(reader, draft_id)
    await _change(asked, draft, fixes.without_question(drafting.content_of(draft)))


async def _change(asked: Asked, draft: Draft, content: DraftArticle) -> None:
    draft = await _kept(asked, draft, content)
    await asked.show(await card_of(asked, draft))


async def _kept(asked: Asked, draft: Draft, content: DraftArticle) -> Draft:
    database = asked.services.database
    return await drafting.change(database, draft, content, asked.now, by=asked.person_id)


async def take_answer(asked: Asked, draft: Draft, what: str, text: str) -> None:
    """Apply a short answer to the draft and rewrite its card where it stands."""
    if what == "schedule":
        await take_moment(asked, draft, text)
        return
    if what == "reason":
        await take_reason(asked, draft, text)
        return
    content = drafting.content_of(draft)
    if what == "countries":
        fixed = fixes.with_countries(content, read_query(asked, text))
    elif what == "source":
        fixed = _with_source(asked, content, text)
    else:
        fixed = _ANSWERED[what](content, text, asked.now)
    draft = await _kept(asked, draft, fixed)
    if what == "source" and fixed.outlet_name is None:
        await asked.say("draft.source_name_missing")
        return
    await edit_card(asked, draft)


def _with_source(asked: Asked, content: DraftArticle, text: str) -> DraftArticle:
    """Take an answer to who published it; of a named outlet a country alone says where it sits."""
    if content.outlet_name and "://" not in text:
        place = read_query(asked, text)
        if place.complete and len(place.codes) == 1:
            return with_country(content, place.codes[0])
    allow = asked.services.sources.fetcher.allow
    return with_source(content, read_source(text, allow=allow))


def _country_tapped(content: DraftArticle, value: str) -> DraftArticle:
    if value == "one":
        return fixes.with_one_country(content)
    return fixes.with_country_tapped(content, value)


_TAPPED: dict[str, Callable[[DraftArticle, str], DraftArticle]] = {
    "countries": _country_tapped,
    "source": with_country,
    "topic": fixes.with_topic,
    "dates": fixes.with_date_tapped,
}
_ANSWERED: dict[str, Callable[[DraftArticle, str, datetime], DraftArticle]] = {
    "topic": lambda content, text, _now: fixes.with_topics_named(content, text),
    "text": lambda content, text, _now: fixes.with_words(content, text),
    "dates": lambda content, text, now: fixes.with_dates_named(content, text, now=now),
}
