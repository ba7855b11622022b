"""The buttons of a draft's card, and the list of open drafts; rights are checked at each press."""

from bot.errors import Gone
from bot.newsroom import drafting
from bot.newsroom.card import discarded_card, published_card
from bot.newsroom.load import NOBODY
from bot.newsroom.publish import publish, publish_update, undo
from bot.render import items
from bot.render.briefings import rows_of
from bot.render.callback_data import encode, number
from bot.render.html import outside
from bot.render.message import Button, Html, Message
from handlers.context import Asked
from handlers.editor.correct import on_repair
from handlers.editor.fixes import OPENED, on_back, on_fix
from handlers.editor.link import on_fetch
from handlers.editor.schedule import on_cancel, on_change, schedule_at
from handlers.editor.show import card_of, show_card
from storage import drafts

SHOWN = 10


async def on_card_button(asked: Asked, what: str, draft_id: str, value: str = "") -> None:
    """Do what a button of a card says, for editors only and only where it still stands."""
    await asked.require_editor()
    if what in OPENED:
        await on_fix(asked, number(draft_id), what, value)
        return
    action = _ACTIONS.get(what)
    if action is None:
        raise Gone("error.button_old")
    await action(asked, number(draft_id))


async def _publish(asked: Asked, draft_id: int, *, join: bool = False) -> None:
    draft, article = await publish(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now, join=join
    )
    content = drafting.content_of(draft)
    await asked.show(
        published_card(asked.catalogue, draft_id, content, article_id=article.id, joined=join)
    )


async def _when_lifted(asked: Asked, draft_id: int) -> None:
    """Publish what was under embargo, at the moment at which that ends."""
    async with asked.services.database.reader() as reader:
        content = drafting.content_of(await drafting.open_draft(reader, draft_id))
    until = content.embargo_until
    if until is None or until <= asked.now:
        await _publish(asked, draft_id)
        return
    await schedule_at(asked, draft_id, until, zone=content.embargo_zone or "UTC")


async def _lift(asked: Asked, draft_id: int) -> None:
    """Let an editor say that the line which reads as an embargo is none, or is over."""
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_draft(reader, draft_id)
    none = {"embargo_line": "", "embargo_until": None, "embargo_zone": None}
    content = drafting.content_of(draft).model_copy(update=none)
    changed = await drafting.change(
        asked.services.database, draft, content, asked.now, by=asked.person_id
    )
    await asked.acknowledge()
    await asked.edit(await card_of(asked, changed))


async def _join(asked: Asked, draft_id: int) -> None:
    await _publish(asked, draft_id, join=True)


async def _update(asked: Asked, draft_id: int) -> None:
    draft, article = await publish_update(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now
    )
    content = drafting.content_of(draft)
    await asked.show(published_card(asked.catalogue, draft_id, content, article_id=article.id))


async def _undo(asked: Asked, draft_id: int) -> None:
    draft = await undo(asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now)
    await asked.acknowledge(asked.catalogue.text("draft.undone"))
    await asked.edit(await card_of(asked, draft))


async def _discard(asked: Asked, draft_id: int) -> None:
    draft = await drafting.discard(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now
    )
    await asked.show(discarded_card(asked.catalogue, drafting.content_of(draft)))


async def _open(asked: Asked, draft_id: int) -> None:
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_again(reader, draft_id)
    await asked.acknowledge()
    asked.pressed = None
    await show_card(asked, draft)


_ACTIONS = {
    "publish": _publish,
    "embargo": _when_lifted,
    "noembargo": _lift,
    "join": _join,
    "update": _update,
    "undo": _undo,
    "discard": _discard,
    "back": on_back,
    "refile": on_repair,
    "cancel": on_cancel,
    "change": on_change,
    "open": _open,
    "fetch": on_fetch,
}


async def on_drafts(asked: Asked) -> None:
    """List the editor's open drafts and the loaded ones, newest first, each to be opened again."""
    await asked.require_editor()
    async with asked.services.database.reader() as reader:
        own = await drafts.open_of(reader, asked.person_id)
        opened = (own + await drafts.open_of(reader, NOBODY))[:SHOWN]
    if not opened:
        await asked.say("draft.none_open")
        return
    lines = [asked.html("draft.list_heading")]
    buttons = []
    for place, draft in enumerate(opened, start=1):
        content = drafting.content_of(draft)
        title = outside(content.title or content.url or content.body, limit=items.TITLE_LENGTH)
        lines.append(asked.html("draft.list_line", number=place, title=title))
        label = asked.catalogue.text("draft.button.open", number=place)
        buttons.append(Button(label, data=encode("e", "open", draft.id)))
    await asked.reply(Message(Html("\n".join(lines)), rows_of(buttons, wide=4)))
