"""How a draft begins: pasted text, a forward, a file or a link becomes a card."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from telegram import Document as TelegramDocument
from telegram import Message, ReplyParameters

from bot.errors import BadInput, Gone
from bot.ingest.document import Hint
from bot.newsroom import drafting, intent, reading
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.intent import Intent, Pending
from bot.render.callback_data import encode
from bot.render.message import Button
from bot.render.message import Message as OurMessage
from handlers.context import Asked
from handlers.editor.begin import begin
from handlers.editor.fixes import take_answer
from handlers.editor.incoming import NOTE_LENGTH, forwarded_of, hint_of, links_of, one_page, text_of
from handlers.editor.link import begin_from_links, lacks_source
from handlers.editor.records import is_records, take_records
from handlers.editor.show import edit_card, show_card
from handlers.latest import answer, read_query
from storage.drafts import Draft

# What a bot may fetch of Telegram.
FILE_BYTES = 20 * 1024 * 1024
# Each picture of an album comes by itself; one answer is enough. Lost in a restart without harm.
_ALBUMS: deque[str] = deque(maxlen=100)
FILE_KINDS = (".txt", ".html", ".htm", ".pdf", ".docx")


async def on_post(asked: Asked) -> None:
    """Begin a draft from the words behind the command, or say how drafts begin."""
    await asked.require_editor()
    message = asked.update.message
    if not asked.words or message is None:
        await asked.say("draft.post_usage")
    elif links := links_of(message, text=asked.words):
        await begin_from_links(asked, links)
    else:
        await begin_from_text(asked, asked.words)


async def on_editor_message(asked: Asked, message: Message) -> None:
    """Take whatever an editor sends in private without a command."""
    if message.document is not None:
        await take_file(asked, message, message.document)
        return
    draft, pending = await _pending(asked, message)
    if draft and pending and _is_of_album(message, pending.content):
        await _add_of_album(asked, draft, pending, text_of(message))
        return
    if not text_of(message).strip():
        if is_first_of_album(message):
            await asked.say("unknown.not_text")
    elif message.forward_origin is not None:
        await _on_forward(asked, message, draft, pending)
    else:
        await _on_text(asked, message, draft, pending)


async def _on_text(
    asked: Asked, message: Message, draft: Draft | None, pending: Pending | None
) -> None:
    """Decide between an answer to a card, a part of a paste, a link, a search and a draft."""
    text = text_of(message)
    if draft and (what := intent.answers(text, pending)):
        await take_answer(asked, draft, what, text)
        return
    if draft and pending and intent.continues(pending, asked.now):
        await _continue(asked, draft, pending.content, text)
        return
    if links := links_of(message):
        await begin_from_links(asked, links, pending=lacks_source(draft, asked))
        return
    if intent.is_article(text):
        await begin_from_message(asked, message)
        return
    understood = read_query(asked, text)
    meant = intent.intent_of(text, understood)
    if meant is Intent.QUERY:
        await answer(asked, understood)
    elif meant is Intent.DRAFT or intent.fills(pending, asked.now):
        await begin_from_message(asked, message)
    else:
        await _ask_what(asked, message, could_be_source=intent.could_be_source(text, pending))


async def _on_forward(
    asked: Asked, message: Message, draft: Draft | None, pending: Pending | None
) -> None:
    """Make a draft of a forwarded post, or add the next part of one that was cut."""
    origin = forwarded_of(message)
    if draft and pending and origin and intent.continues(pending, asked.now):
        earlier = pending.content.forwarded
        if earlier is not None and earlier.name == origin.name:
            await _continue(asked, draft, pending.content, text_of(message))
            return
    await begin_from_message(asked, message)


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


async def begin_from_message(asked: Asked, message: Message) -> None:
    """Make a draft of a pasted or forwarded text, with where it comes from."""
    allow = asked.services.sources.fetcher.allow
    origin = forwarded_of(message)
    # What was typed or pasted names its source on a line of its own, and the reader sees that.
    hint = hint_of(origin, one_page(message, allow=allow) if origin else None)
    more: dict[str, object] = {"forwarded": origin, "album": message.media_group_id}
    await begin_from_text(asked, text_of(message), hint=hint, more=more)


async def begin_from_text(
    asked: Asked, text: str, *, hint: Hint | None = None, more: Mapping[str, object] | None = None
) -> None:
    """Make a draft of a text; a paste after a link fills the link's draft."""
    waiting = await _waits_for_text(asked)
    url = drafting.content_of(waiting).url if waiting else None
    if waiting is not None and (hint is None or hint.source_url is None):
        # Where the source is known, even one sentence is enough.
        hint = replace(hint or Hint(), source_url=url)
    content = (await read_text(asked, (text,), hint)).model_copy(update=more or {})
    if waiting is None or content.url != url:
        await begin(asked, content)
        return
    filled = reading.with_text(drafting.content_of(waiting), content)
    changed = await drafting.change(asked.services.database, waiting, filled, asked.now)
    await show_card(asked, changed)


async def _waits_for_text(asked: Asked) -> Draft | None:
    """Return the person's newest draft if it is a link whose text is still to come."""
    async with asked.services.database.reader() as reader:
        draft = await drafting.newest_open(reader, asked.person_id, asked.chat_id)
    if draft is None:
        return None
    pending = Pending(drafting.content_of(draft), draft.changed_at)
    return draft if intent.fills(pending, asked.now) else None


async def read_text(asked: Asked, parts: Sequence[str], hint: Hint | None) -> DraftArticle:
    """Read a text in the child; BadInput where it is too short."""
    sources = asked.services.sources
    understood = await sources.read_paste(parts, received_at=asked.now, hint=hint)
    return reading.from_paste(understood, tuple(parts), allow=sources.fetcher.allow)


async def _continue(asked: Asked, draft: Draft, earlier: DraftArticle, text: str) -> None:
    """Add the next part of a cut paste and rewrite the card in place."""
    hint = hint_of(earlier.forwarded, None) if earlier.forwarded else None
    whole = await read_text(asked, (*earlier.parts, text), hint)
    content = reading.with_text(earlier, whole)
    changed = await drafting.change(asked.services.database, draft, content, asked.now)
    await edit_card(asked, changed)


def _is_of_album(message: Message, content: DraftArticle) -> bool:
    return message.media_group_id is not None and message.media_group_id == content.album


def is_first_of_album(message: Message) -> bool:
    """Whether nothing was answered yet to the album of a message; always so without one."""
    album = message.media_group_id
    if album is None:
        return True
    is_first = album not in _ALBUMS
    _ALBUMS.append(album)
    return is_first


async def _add_of_album(asked: Asked, draft: Draft, pending: Pending, text: str) -> None:
    """Add what stands below a further picture of an album; most have nothing there."""
    if text.strip():
        await _continue(asked, draft, pending.content, text)


async def take_file(asked: Asked, message: Message, file: TelegramDocument) -> None:
    """Make a draft of a file, or put the records that it holds into the queue."""
    if is_records(file):
        await take_records(asked, file)
    else:
        await begin(asked, await content_of_file(asked, message, file))


async def content_of_file(asked: Asked, message: Message, file: TelegramDocument) -> DraftArticle:
    """Read a file in the child; BadInput says what is wrong with it."""
    name = PurePath(file.file_name or "").name
    if not name.lower().endswith(FILE_KINDS):
        raise BadInput("draft.file_kind")
    if (file.file_size or 0) > FILE_BYTES:
        raise BadInput("draft.file_too_big", megabytes=FILE_BYTES // 1024 // 1024)
    handle = await asked.bot.get_file(file.file_id)
    data = bytes(await handle.download_as_bytearray())
    sources = asked.services.sources
    origin = forwarded_of(message)
    hint = hint_of(origin, one_page(message, allow=sources.fetcher.allow))
    understood = await sources.read_upload(data, received_at=asked.now, hint=hint)
    content = reading.from_understood(understood, allow=sources.fetcher.allow)
    note = "" if origin else text_of(message)
    return content.model_copy(update={"forwarded": origin, "note": note[:NOTE_LENGTH]})


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
    text = text_of(original) if original else ""
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
