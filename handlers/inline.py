"""`@bot iran azerbaijan` in any chat: events to share, or the way into the private chat."""

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.briefing.latest import Filter, latest
from bot.render import items
from bot.render.html import clean
from bot.render.message import escape
from handlers.context import Asked
from handlers.latest import read_query
from storage.dyad import Scope
from storage.events import Event

CACHE_S = 60


async def on_inline(asked: Asked, query: InlineQuery) -> None:
    """Offer the newest events of the scope that the words name."""
    understood = read_query(asked, query.query)
    clear = 1 <= len(understood.codes) <= 2 and not understood.question
    if not clear:
        button = InlineQueryResultsButton(
            asked.catalogue.text("inline.hint"), start_parameter="start"
        )
        await query.answer([], cache_time=CACHE_S, button=button)
        return
    scope = Scope.of(*understood.codes)
    narrowed = Filter(understood.topic, understood.first_day, understood.last_day)
    async with asked.services.database.reader() as reader:
        found = await latest(reader, scope, narrowed=narrowed)
    events = found.events if found else ()
    label = asked.catalogue.text("inline.open" if events else "inline.none")
    link = "_".join(("country" if scope.is_country else "pair", *understood.codes))
    await query.answer(
        [_result(asked, event, scope) for event in events],
        cache_time=CACHE_S,
        button=InlineQueryResultsButton(label, start_parameter=link),
    )


def _result(asked: Asked, event: Event, scope: Scope) -> InlineQueryResultArticle:
    today = asked.now.date()
    block = items.event_block(asked.catalogue, event, scope=scope, today=today)
    name = items.scope_name(asked.catalogue, scope)
    first = event.reports[0]
    return InlineQueryResultArticle(
        id=str(event.id),
        title=clean(first.title, limit=items.TITLE_LENGTH),
        description=clean(f"{name} · {first.outlet.name}", limit=items.TITLE_LENGTH),
        input_message_content=InputTextMessageContent(
            f"<b>{escape(name)}</b>\n{block}",
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
