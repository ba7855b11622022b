"""What a contributor sends: searches are answered, articles wait for an editor's review."""

from telegram import Message

from bot.newsroom import intent
from bot.newsroom.intent import Intent
from handlers.context import Asked
from handlers.editor.incoming import links_of, text_of
from handlers.editor.link import begin_from_links
from handlers.editor.post import begin_from_message, is_first_of_album, take_file
from handlers.latest import answer, read_query


async def on_contribution(asked: Asked, message: Message) -> None:
    """Take whatever a contributor sends in private without a command."""
    if message.document is not None:
        await take_file(asked, message, message.document)
        return
    text = text_of(message)
    if not text.strip():
        if is_first_of_album(message):
            await asked.say("unknown.not_text")
    elif message.forward_origin is None and (links := links_of(message)):
        await begin_from_links(asked, links)
    elif message.forward_origin is not None or intent.is_article(text):
        await begin_from_message(asked, message)
    else:
        understood = read_query(asked, text)
        if intent.intent_of(text, understood) is Intent.DRAFT:
            await begin_from_message(asked, message)
        else:
            await answer(asked, understood)
