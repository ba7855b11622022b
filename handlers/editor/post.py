"""How a draft begins: pasted text, a forward, a file or a link becomes a card."""

import asyncio
from dataclasses import replace
from datetime import UTC
from pathlib import PurePath

from telegram import (
    Document as TelegramDocument,
)
from telegram import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    ReplyParameters,
)

from bot.errors import BadInput, Gone
from bot.ingest.document import Hint
from bot.newsroom import drafting, intent
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.intent import Intent, Pending
from bot.render.callback_data import encode
from bot.render.message import Button
from bot.render.message import Message as OurMessage
from handlers.context import Asked
from handlers.editor.fixes import take_answer
from handlers.editor.show import edit_card, show_card
from handlers.latest import answer, read_query
from storage.drafts import Draft

FILE_BYTES = 5 * 1024 * 1024
FILE_KINDS = (".txt", ".html", ".htm")


async def on_post(asked: Asked) -> None:
    """Begin a draft from the words behind the command, or say how drafts begin."""
    await asked.require_editor()
    if not asked.words:
        await asked.say("draft.post_usage")
        return
    await begin_from_text(asked, asked.words)


async def on_editor_message(asked: Asked, message: Message) -> None:
    """Take whatever an editor sends in private without a command."""
    if message.document is not None:
        await begin_from_file(asked, message.document)
        return
    text = message.text or message.caption or ""
    if not text.strip():
        await asked.say("unknown.not_text")
    elif message.forward_origin is not None:
        await begin_from_text(asked, text, hint=hint_of(message))
    else:
        await _on_text(asked, message, text)


async def _on_text(asked: Asked, message: Message, text: str) -> None:
    """Decide between an answer to a card, a part of a paste, a search and a draft."""
    draft, pending = await _pending(asked, message)
    if draft and (what := intent.answers(text, pending)):
        await take_answer(asked, draft, what, text)
        return
    if draft and pending and intent.continues(pending, asked.now):
        await _continue(asked, draft, pending, text)
        return
    understood = read_query(asked, text)
    meant = intent.intent_of(text, understood)
    if draft and intent.could_be_source(text, pending) and meant is Intent.DRAFT:
        await take_answer(asked, draft, "source", text)
    elif meant is Intent.QUERY:
        await answer(asked, understood)
    elif meant is Intent.DRAFT:
        await begin_from_text(asked, text)
    else:
        await _ask_what(asked, message, could_be_source=intent.could_be_source(text, pending))


async def _pending(asked: Asked, message: Message) -> tuple[Draft | None, Pending | None]:
    """Find the draft that the message may belong to: the card that it answers, else the newest."""
    replied = message.reply_to_message
    async with asked.services.database.reader() as reader:
        draft = None
        if replied is not None:
            draft = await drafting.of_card(reader, asked.chat_id, replied.message_id)
        answers_card = draft is not None
        if draft is None:
            draft = await drafting.newest_open(reader, asked.person_id, asked.chat_id)
    if draft is None:
        return None, None
    content = drafting.content_of(draft)
    if answers_card and content.asking is None:
        content = content.model_copy(update={"asking": "source"})
    return draft, Pending(content, draft.changed_at)


async def begin_from_text(asked: Asked, text: str, *, hint: Hint | None = None) -> None:
    """Make a draft of pasted or forwarded text; a paste after a link fills the link's draft."""
    content = await asyncio.to_thread(
        drafting.from_parts, (text,), received_at=asked.now, hint=hint
    )
    async with asked.services.database.reader() as reader:
        draft = await drafting.newest_open(reader, asked.person_id, asked.chat_id)
    if draft is not None and content.body and not content.url:
        waiting = drafting.content_of(draft)
        if intent.fills(Pending(waiting, draft.changed_at), asked.now):
            filled = drafting.with_text(waiting, content)
            database = asked.services.database
            changed = await drafting.change(database, draft, filled, asked.now)
            await show_card(asked, changed)
            return
    await _begin(asked, content)


async def _continue(asked: Asked, draft: Draft, pending: Pending, text: str) -> None:
    """Add the next part of a cut paste and rewrite the card in place."""
    parts = (*pending.content.parts, text)
    content = await asyncio.to_thread(drafting.from_parts, parts, received_at=draft.created_at)
    changed = await drafting.change(asked.services.database, draft, content, asked.now)
    await edit_card(asked, changed)


async def begin_from_file(asked: Asked, file: TelegramDocument) -> None:
    """Make a draft of a text file or a saved page."""
    await _begin(asked, await content_of_file(asked, file))


async def content_of_file(asked: Asked, file: TelegramDocument) -> DraftArticle:
    """Read a text file or a saved page; BadInput says what is wrong with it."""
    name = PurePath(file.file_name or "").name
    if not name.lower().endswith(FILE_KINDS):
        raise BadInput("draft.file_kind")
    if (file.file_size or 0) > FILE_BYTES:
        raise BadInput("draft.file_too_big", megabytes=FILE_BYTES // 1024 // 1024)
    handle = await asked.bot.get_file(file.file_id)
    data = bytes(await handle.download_as_bytearray())
    # Reading a page takes long enough for others to notice.
    return await asyncio.to_thread(drafting.from_file, name, data, received_at=asked.now)


async def _begin(asked: Asked, content: DraftArticle) -> None:
    draft = await drafting.begin(
        asked.services.database,
        content,
        author_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
    )
    await show_card(asked, draft)


async def _ask_what(asked: Asked, message: Message, *, could_be_source: bool) -> None:
    """Ask with two buttons; the question answers the message, so that a press finds the text."""
    words = asked.catalogue.text
    buttons = [
        Button(words("draft.button.search"), data=encode("ed", "search")),
        Button(words("draft.button.make"), data=encode("ed", "make")),
    ]
    rows = [tuple(buttons)]
    if could_be_source:
        rows.append((Button(words("draft.button.is_source"), data=encode("ed", "source")),))
    question = OurMessage(asked.html("draft.search_or_draft"), tuple(rows))
    await asked.reply(question, quote=ReplyParameters(message.message_id))


async def on_what_button(asked: Asked, what: str) -> None:
    """Do what the editor chose for the text that the question answers."""
    await asked.require_editor()
    query = asked.update.callback_query
    shown = query.message if query else None
    original = shown.reply_to_message if isinstance(shown, Message) else None
    text = (original.text or original.caption or "") if original else ""
    if original is None or not text:
        raise Gone("error.button_old")
    await asked.acknowledge()
    asked.pressed = None
    if what == "search":
        await answer(asked, read_query(asked, text))
    elif what == "make":
        await begin_from_text(asked, text)
    elif what == "source":
        draft, _ = await _pending(asked, original)
        if draft is None:
            raise Gone("draft.gone")
        await take_answer(asked, draft, "source", text)
    else:
        raise Gone("error.button_old")


def hint_of(message: Message) -> Hint:
    """Keep what a forward says of its origin: its name, its time, and the post's link."""
    origin = message.forward_origin
    hint = Hint(published=origin.date.astimezone(UTC) if origin else None)
    if isinstance(origin, MessageOriginChannel):
        name = origin.chat.username
        link = f"https://t.me/{name}/{origin.message_id}" if name else None
        shown = f"{origin.chat.title} (@{name})" if name else origin.chat.title
        return replace(hint, outlet_name=shown, source_url=link)
    if isinstance(origin, MessageOriginChat):
        return replace(hint, outlet_name=origin.sender_chat.title)
    if isinstance(origin, MessageOriginHiddenUser):
        return replace(hint, outlet_name=f"{origin.sender_user_name} (hidden account)")
    if isinstance(origin, MessageOriginUser):
        return replace(hint, outlet_name=origin.sender_user.full_name)
    return hint
