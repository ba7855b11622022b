"""`/queue`: what waits for review, one at a time, each with approve, edit, skip and reject."""

from bot.errors import Gone
from bot.newsroom import drafting, queue
from bot.newsroom.publish import publish
from bot.newsroom.queue import Next
from bot.render.callback_data import encode, number
from bot.render.message import Button, Html, Message, Style
from handlers.context import Asked
from handlers.editor.show import card_of, show_card
from storage.drafts import Draft


async def on_queue(asked: Asked) -> None:
    """Show the draft that has waited longest."""
    await asked.require_editor()
    await asked.reply(await _after(asked, 0))


async def on_queue_button(asked: Asked, what: str, draft_id: str) -> None:
    """Do what the button says, for editors only, and show the next one in its place."""
    await asked.require_editor()
    shown = number(draft_id)
    if what == "approve":
        await _approve(asked, shown)
    elif what == "edit":
        draft = await _take(asked, shown)
        await asked.edit(await _after(asked, shown))
        await asked.acknowledge()
        asked.pressed = None
        await show_card(asked, draft)
    elif what == "skip":
        await asked.show(await _after(asked, shown))
    elif what == "reject":
        await drafting.discard(
            asked.services.database, shown, editor_id=asked.person_id, now=asked.now
        )
        await asked.acknowledge(asked.catalogue.text("queue.rejected"))
        await asked.edit(await _after(asked, shown))
    else:
        raise Gone("error.button_old")


async def _approve(asked: Asked, draft_id: int) -> None:
    await _take(asked, draft_id)
    await publish(asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now)
    await asked.acknowledge(asked.catalogue.text("queue.approved"))
    await asked.edit(await _after(asked, draft_id, undo=draft_id))


async def _take(asked: Asked, draft_id: int) -> Draft:
    return await queue.take_over(
        asked.services.database,
        draft_id,
        editor_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
    )


async def _after(asked: Asked, draft_id: int, *, undo: int | None = None) -> Message:
    """Draw what waits behind a draft; `undo` is one that was published a moment ago."""
    async with asked.services.database.reader() as reader:
        following = await queue.next_after(reader, draft_id)
    rows: list[tuple[Button, ...]] = []
    if following is None:
        words = asked.html("queue.empty")
    else:
        card = await card_of(asked, following.draft)
        heading = asked.html("queue.heading", count=following.waiting)
        words = Html(f"{heading}\n{card.html}")
        rows += _rows(asked, following)
    if undo is not None:
        label = asked.catalogue.text("queue.button.undo")
        rows.append((Button(label, data=encode("e", "undo", undo)),))
    return Message(words, tuple(rows))


def _rows(asked: Asked, following: Next) -> list[tuple[Button, ...]]:
    def button(what: str, style: Style | None = None) -> Button:
        label = asked.catalogue.text(f"queue.button.{what}")
        return Button(label, data=encode("q", what, following.draft.id), style=style)

    lacks = drafting.content_of(following.draft).lacks()
    first = () if lacks else (button("approve", "success"),)
    return [(*first, button("edit")), (button("skip"), button("reject", "danger"))]
