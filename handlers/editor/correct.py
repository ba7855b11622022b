"""`/correct`, `/withdraw` and their buttons for editors; `/corrections` for everybody."""

import re

from bot.errors import BadInput, Gone
from bot.newsroom import correct, drafting
from bot.render import dates, items
from bot.render.callback_data import encode, number
from bot.render.html import clean, outside
from bot.render.message import Button, Html, Message
from handlers.context import Asked
from handlers.editor.show import show_card
from storage import drafts, revisions
from storage.drafts import Draft, NewDraft
from storage.revisions import Repaired, Revision

SHOWN = 10
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


async def on_correct(asked: Asked) -> None:
    """Open a published article on a card, to be mended there."""
    await asked.require_editor()
    article_id = asked.words.strip()
    if not _ID.fullmatch(article_id):
        raise BadInput("correct.usage")
    draft = await correct.begin_repair(
        asked.services.database,
        article_id,
        editor_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
    )
    await show_card(asked, draft)


async def on_repair(asked: Asked, draft_id: int) -> None:
    """Write the mended words over the article, as a repair that changes no meaning."""
    await _apply(asked, draft_id, Repaired.REFILE, "")
    await asked.show(Message(asked.html("correct.refiled")))


async def take_reason(asked: Asked, draft: Draft, text: str) -> None:
    """Take what was wrong, and write the correction over the article."""
    reason = clean(text, limit=correct.REASON_LENGTH)
    if not reason:
        raise BadInput("correct.reason_empty")
    await _apply(asked, draft.id, Repaired.CORRECTION, reason)
    await asked.say("correct.corrected", reason=reason)


async def _apply(asked: Asked, draft_id: int, kind: Repaired, reason: str) -> None:
    await correct.apply(
        asked.services.database, draft_id, kind, reason, editor_id=asked.person_id, now=asked.now
    )


async def on_withdraw(asked: Asked) -> None:
    """Ask whether an article is to stand no longer, with the reason that readers will see."""
    await asked.require_editor()
    article_id, _, words = asked.words.strip().partition(" ")
    reason = clean(words, limit=correct.REASON_LENGTH)
    if not _ID.fullmatch(article_id) or not reason:
        raise BadInput("correct.withdraw_usage")
    database = asked.services.database
    async with database.transaction() as tx:
        article = await correct.standing(tx, article_id)
        # The reason waits in the store, since a button holds no words.
        asked_for = await drafts.add(
            tx,
            NewDraft(
                author_id=asked.person_id,
                chat_id=asked.chat_id,
                document={"corrects": article_id, "title": article.title, "summary": reason},
                created_at=asked.now,
                state=drafts.DraftState.DISCARDED,
            ),
        )
    words_ = asked.catalogue.text
    yes = Button(
        words_("correct.button.withdraw"), data=encode("wd", "yes", asked_for.id), style="danger"
    )
    no = Button(words_("correct.button.keep"), data=encode("wd", "no", asked_for.id))
    title = outside(article.title, limit=items.TITLE_LENGTH)
    await asked.say("correct.confirm", (yes, no), title=title, reason=reason)


async def on_withdraw_button(asked: Asked, what: str, request: str) -> None:
    """Withdraw after the confirmation, or leave the article as it is."""
    await asked.require_editor()
    async with asked.services.database.reader() as reader:
        asked_for = await drafts.get(reader, number(request))
    content = drafting.content_of(asked_for) if asked_for else None
    if content is None or content.corrects is None:
        raise Gone("error.button_old")
    if what != "yes":
        await asked.show(Message(asked.html("correct.stays")))
        return
    article = await correct.withdraw(
        asked.services.database,
        content.corrects,
        content.summary,
        editor_id=asked.person_id,
        now=asked.now,
    )
    title = outside(article.title, limit=items.TITLE_LENGTH)
    await asked.show(Message(asked.html("correct.withdrawn", title=title)))


async def on_corrections(asked: Asked) -> None:
    """List what was corrected and withdrawn, the newest first."""
    async with asked.services.database.reader() as reader:
        found = await revisions.told(reader, limit=SHOWN)
    if not found:
        await asked.say("correct.none")
        return
    lines = [asked.html("correct.heading"), *(_line(asked, each) for each in found)]
    await asked.reply(Message(Html("\n".join(lines))))


def _line(asked: Asked, revision: Revision) -> Html:
    return asked.html(
        f"correct.line_{revision.kind.value}",
        day=dates.moment_day(asked.catalogue, revision.at),
        title=outside(revision.title, limit=items.TITLE_LENGTH),
        reason=outside(revision.reason, limit=correct.REASON_LENGTH),
    )
