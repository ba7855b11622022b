"""Where a draft's card stands in a chat: sent, and rewritten in place."""

from collections.abc import Sequence
from itertools import combinations

from bot.newsroom import drafting
from bot.newsroom.card import card
from bot.render import spread
from bot.render.i18n import Catalogue
from bot.render.message import Html, Message
from handlers.context import Asked
from storage import articles, outdated, subscriptions
from storage.database import Reader
from storage.drafts import Draft
from storage.dyad import Scope


async def card_of(asked: Asked, draft: Draft, *, in_queue: bool = False) -> Message:
    """Draw a draft's card as it stands, by itself or in the queue."""
    content = drafting.content_of(draft)
    async with asked.services.database.reader() as reader:
        readers = await subscriptions.reach(reader, scopes_of(content.parties))
        copies = await _copies(reader, asked.catalogue, content.corrects)
    return card(
        asked.catalogue, draft.id, content, readers=readers, in_queue=in_queue, copies=copies
    )


def scopes_of(parties: Sequence[str]) -> list[Scope]:
    """List the countries and pairs that something on these parties stands under."""
    alone = [Scope.of(code) for code in parties]
    return alone + [Scope.of(one, other) for one, other in combinations(parties, 2)]


async def _copies(reader: Reader, words: Catalogue, article_id: str | None) -> Html | None:
    """Say how many copies a repair goes to."""
    article = await articles.get(reader, article_id) if article_id else None
    if article is None:
        return None
    return spread.reach(words, await outdated.spread(reader, article.id, article.added_at))


async def show_card(asked: Asked, draft: Draft) -> None:
    """Send a draft's card and remember which message it is."""
    sent = await asked.reply(await card_of(asked, draft))
    await drafting.set_card(asked.services.database, draft, sent.message_id)


async def edit_card(asked: Asked, draft: Draft) -> None:
    """Rewrite a draft's card where it stands; a lost card is sent anew."""
    if draft.card_message_id is None:
        await show_card(asked, draft)
        return
    await asked.edit_message(draft.chat_id, draft.card_message_id, await card_of(asked, draft))
