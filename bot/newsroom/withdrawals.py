"""Requests to withdraw an article: each waits in the store until an editor confirms it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.notices import owe
from bot.errors import Gone
from bot.newsroom.correct import standing
from bot.newsroom.drafting import content_of
from bot.render import items
from bot.render.callback_data import encode
from bot.render.html import outside
from bot.render.i18n import Catalogue, catalogue
from bot.render.message import Button, Message
from storage import audit, chats, drafts, editors
from storage.articles import Article
from storage.chats import Chat, ChatState
from storage.database import Database, Reader
from storage.drafts import DraftState, NewDraft
from storage.editors import Role

_WITHDRAWAL = "withdrawal"
_WORTH_ASKING = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody wants an article withdrawn, for a reason that readers will see."""

    draft_id: int
    article_id: str
    title: str
    reason: str
    asked_by: int


async def ask(
    database: Database, article_id: str, reason: str, *, editor_id: int, chat_id: int, now: datetime
) -> tuple[Article, Request]:
    """Keep the request, since a button holds no words; Gone where there is no such article."""
    async with database.transaction() as tx:
        article = await standing(tx, article_id)
        kept = await drafts.add(
            tx,
            NewDraft(
                author_id=editor_id,
                chat_id=chat_id,
                document={
                    "corrects": article_id,
                    "title": article.title,
                    "summary": reason,
                    "asking": _WITHDRAWAL,
                },
                created_at=now,
                state=DraftState.DISCARDED,
            ),
        )
    return article, Request(kept.id, article_id, article.title, reason, editor_id)


async def find(reader: Reader, draft_id: int) -> Request:
    """Return a request; Gone for a draft that is none."""
    draft = await drafts.get(reader, draft_id)
    content = content_of(draft) if draft else None
    if draft is None or content is None or not content.corrects or content.asking != _WITHDRAWAL:
        raise Gone("error.button_old")
    return Request(draft.id, content.corrects, content.title, content.summary, draft.author_id)


def buttons(words: Catalogue, draft_id: int) -> tuple[Button, ...]:
    """Make the buttons that confirm or drop a request."""
    yes = Button(
        words.text("correct.button.withdraw"), data=encode("wd", "yes", draft_id), style="danger"
    )
    return (yes, Button(words.text("correct.button.keep"), data=encode("wd", "no", draft_id)))


async def ask_others(database: Database, request: Request, *, now: datetime) -> int:
    """Owe every other editor the question, once a request; return how many are asked."""
    async with database.transaction() as tx:
        await standing(tx, request.article_id)
        others = await _others(tx, request.asked_by)
        for chat in others:
            words = catalogue(chat.language)
            message = Message(
                words.html(
                    "correct.second",
                    title=outside(request.title, limit=items.TITLE_LENGTH),
                    reason=request.reason,
                    who=request.asked_by,
                ),
                (buttons(words, request.draft_id),),
            )
            name = f"withdrawal:{request.draft_id}"
            await owe(tx, chat, name, message, now=now, within=_WORTH_ASKING)
        await audit.record(
            tx,
            at=now,
            actor_id=request.asked_by,
            action="ask to withdraw",
            subject=f"article:{request.article_id}",
            detail={"reason": request.reason},
        )
    return len(others)


async def _others(reader: Reader, asked_by: int) -> list[Chat]:
    """Return the private chats of the other editors and owners who can be reached."""
    people = [
        person.telegram_id
        for person in await editors.everyone(reader)
        if person.role in (Role.EDITOR, Role.OWNER) and person.telegram_id != asked_by
    ]
    found = [await chats.get(reader, person) for person in people]
    return [chat for chat in found if chat and chat.state in (ChatState.ACTIVE, ChatState.STOPPED)]
