"""`/withdraw` and its buttons: asked once, or of two editors where the owner wants it so."""

import re

from bot.errors import BadInput, Gone
from bot.newsroom import correct, withdrawals
from bot.newsroom.withdrawals import Request
from bot.render import items
from bot.render.callback_data import number
from bot.render.html import clean, outside
from bot.render.message import Message
from bot.render.spread import reach
from handlers.context import Asked
from handlers.editor.correct import done
from storage import outdated

_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


async def on_withdraw(asked: Asked) -> None:
    """Ask whether an article is to stand no longer, with the reason that readers will see."""
    await asked.require_editor()
    article_id, _, words = asked.words.strip().partition(" ")
    reason = clean(words, limit=correct.REASON_LENGTH)
    if not _ID.fullmatch(article_id) or not reason:
        raise BadInput("correct.withdraw_usage")
    article, request = await withdrawals.ask(
        asked.services.database,
        article_id,
        reason,
        editor_id=asked.person_id,
        chat_id=asked.chat_id,
        now=asked.now,
    )
    async with asked.services.database.reader() as reader:
        found = await outdated.spread(reader, article_id, article.added_at)
    await asked.say(
        "correct.confirm",
        withdrawals.buttons(asked.catalogue, request.draft_id),
        title=outside(article.title, limit=items.TITLE_LENGTH),
        reason=reason,
        copies=reach(asked.catalogue, found),
    )


async def on_withdraw_button(asked: Asked, what: str, draft_id: str) -> None:
    """Withdraw after the confirmation, or leave the article as it is."""
    await asked.require_editor()
    async with asked.services.database.reader() as reader:
        request = await withdrawals.find(reader, number(draft_id))
    if what == "no":
        await asked.show(Message(asked.html("correct.stays")))
    elif what != "yes":
        raise Gone("error.button_old")
    elif asked.services.settings.withdraw_needs_two and request.asked_by == asked.person_id:
        await _ask_others(asked, request)
    else:
        article = await correct.withdraw(
            asked.services.database,
            request.article_id,
            request.reason,
            editor_id=asked.person_id,
            now=asked.now,
        )
        title = outside(article.title, limit=items.TITLE_LENGTH)
        await asked.show(await done(asked, article, "correct.withdrawn", title=title))


async def _ask_others(asked: Asked, request: Request) -> None:
    """Have the other editors asked, of whom one has to confirm as well."""
    count = await withdrawals.ask_others(asked.services.database, request, now=asked.now)
    key = "correct.second_asked" if count else "correct.second_missing"
    await asked.show(Message(asked.html(key, count=count) if count else asked.html(key)))
    asked.services.worker.wake()
