"""The beginning of a draft: an editor gets its card, a contributor's waits for an editor."""

from bot.errors import BadInput
from bot.newsroom import drafting
from bot.newsroom.draft_article import DraftArticle
from bot.render.message import Html, Message
from handlers.context import Asked
from handlers.editor.show import card_of, show_card
from storage.drafts import Draft, DraftState


async def begin(asked: Asked, content: DraftArticle, *, message_id: int | None = None) -> None:
    """Keep a draft and tell of it, in the message with that id if there is one."""
    if await asked.is_editor():
        draft = await keep(asked, content)
        await tell(asked, draft, message_id)
        return
    known = await drafting.known(asked.services.database, content)
    if known is None:
        await keep(asked, content, state=DraftState.QUEUED)
    elif content.url:
        raise BadInput("queue.known", title=known.title)
    words = [asked.html("queue.thanks")]
    if content.trouble:
        words.insert(0, asked.html(content.trouble, **content.trouble_arguments))
    await put(asked, Message(Html("\n".join(words))), message_id)


async def keep(
    asked: Asked, content: DraftArticle, *, state: DraftState = DraftState.OPEN
) -> Draft:
    """Keep a new draft of the person who acts."""
    return await drafting.begin(
        asked.services.database,
        content,
        author_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
        state=state,
    )


async def put(asked: Asked, message: Message, message_id: int | None) -> None:
    """Answer in the message with that id if there is one, else anew."""
    if message_id is None:
        await asked.reply(message)
    else:
        await asked.edit_message(asked.chat_id, message_id, message)


async def tell(asked: Asked, draft: Draft, message_id: int | None) -> None:
    """Show a draft's card, in the message with that id if there is one."""
    if message_id is None:
        await show_card(asked, draft)
        return
    await asked.edit_message(asked.chat_id, message_id, await card_of(asked, draft))
    await drafting.set_card(asked.services.database, draft, message_id)
