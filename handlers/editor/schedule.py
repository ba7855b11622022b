"""`/schedule 77 tomorrow 09:00`, the card's Schedule button, and taking back what waits."""

from datetime import datetime

from bot.errors import BadInput
from bot.newsroom import schedule
from bot.newsroom.moments import read_moment
from bot.newsroom.schedule import Waiting
from bot.render import dates, items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode, number
from bot.render.html import outside
from bot.render.message import Button, Html, Message
from handlers.context import Asked
from handlers.editor.show import card_of
from storage.drafts import Draft

SHOWN = 8


async def on_schedule(asked: Asked) -> None:
    """Schedule the draft that the words name, or list what waits."""
    await asked.require_editor()
    draft_id, _, moment = asked.words.strip().partition(" ")
    if not draft_id:
        await _list(asked)
        return
    if not (draft_id.isascii() and draft_id.isdecimal() and moment):
        raise BadInput("schedule.usage")
    named = number(draft_id, otherwise="draft.gone")
    waiting = await _planned(asked, named, moment)
    await asked.reply(_card(asked, waiting, named))


async def take_moment(asked: Asked, draft: Draft, text: str) -> None:
    """Take the answer to when, and say it back on the card."""
    waiting = await _planned(asked, draft.id, text)
    if draft.card_message_id is None:
        await asked.reply(_card(asked, waiting, draft.id))
        return
    shown = _card(asked, waiting, draft.id)
    await asked.edit_message(draft.chat_id, draft.card_message_id, shown)


async def schedule_at(asked: Asked, draft_id: int, at: datetime, *, zone: str) -> None:
    """Schedule a draft for a moment that its own text names, and say it back on the card."""
    waiting = await schedule.schedule(
        asked.services.database, draft_id, at, zone=zone, editor_id=asked.person_id, now=asked.now
    )
    await asked.show(_card(asked, waiting, draft_id))


async def on_cancel(asked: Asked, draft_id: int) -> None:
    """Make a scheduled draft an open one again."""
    await _take_back(asked, draft_id, asking=None)


async def on_change(asked: Asked, draft_id: int) -> None:
    """Take a scheduled draft back and ask for another moment."""
    await _take_back(asked, draft_id, asking="schedule")


async def _take_back(asked: Asked, draft_id: int, *, asking: str | None) -> None:
    draft = await schedule.unschedule(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now, asking=asking
    )
    await asked.acknowledge(asked.catalogue.text("schedule.cancelled"))
    await asked.edit(await card_of(asked, draft))


async def _planned(asked: Asked, draft_id: int, text: str) -> Waiting:
    database = asked.services.database
    async with database.reader() as reader:
        zone = await schedule.zone_of(reader, asked.chat_id)
    planned = read_moment(text, now=asked.now, zone=zone)
    return await schedule.schedule(
        database, draft_id, planned.at, zone=planned.zone, editor_id=asked.person_id, now=asked.now
    )


def _card(asked: Asked, waiting: Waiting, draft_id: int) -> Message:
    words = asked.catalogue.text
    button = (
        Button(words("schedule.button.change"), data=encode("e", "change", draft_id)),
        Button(words("schedule.button.cancel"), data=encode("e", "cancel", draft_id)),
    )
    return Message(asked.html("schedule.done", **_about(asked, waiting)), (button,))


def _about(asked: Asked, waiting: Waiting) -> dict[str, object]:
    article = waiting.article
    moment: Html | str = ""
    if article.publish_at is not None:
        moment = dates.moment(asked.catalogue, article.publish_at, zone=waiting.zone)
    return {"title": outside(article.title, limit=items.TITLE_LENGTH), "moment": moment}


async def _list(asked: Asked) -> None:
    async with asked.services.database.reader() as reader:
        found = await schedule.waiting(reader, limit=SHOWN)
    if not found:
        await asked.say("schedule.none")
        return
    lines = [asked.html("schedule.list_heading")]
    buttons = []
    for waiting in found:
        if waiting.draft is None:
            about = _about(asked, waiting)
            lines.append(asked.html("schedule.list_loaded", id=waiting.article.id, **about))
            continue
        number_ = waiting.draft.id
        lines.append(asked.html("schedule.list_line", number=number_, **_about(asked, waiting)))
        label = asked.catalogue.text("schedule.button.cancel_one", number=number_)
        buttons.append(Button(label, data=encode("e", "cancel", number_)))
    await asked.reply(Message(Html("\n".join(lines)), rows_of(buttons, wide=4)))
