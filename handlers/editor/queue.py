"""`/queue`: what waits for review, one at a time, each press with the next card in its place."""

from collections.abc import Awaitable, Callable

from bot.errors import BadInput, Gone
from bot.newsroom import correct, drafting, queue
from bot.newsroom.draft_article import DraftArticle, Lack
from bot.newsroom.load import NOBODY
from bot.newsroom.publish import publish
from bot.newsroom.queue import Next, Prepare, Taker
from bot.render import items
from bot.render.callback_data import encode, number
from bot.render.html import outside
from bot.render.message import Button, Html, Message, Style
from handlers.context import Asked
from handlers.editor.show import card_of, show_card
from storage import drafts
from storage.drafts import Draft, DraftState
from storage.revisions import Repaired


async def on_queue(asked: Asked) -> None:
    """Show the draft that has waited longest; in private, since nobody else is to read it yet."""
    await asked.require_editor()
    if not asked.is_private:
        raise BadInput("error.private_only")
    await asked.reply(await _after(asked, 0))


async def on_queue_button(asked: Asked, what: str, draft_id: str, revision: str = "") -> None:
    """Do what the button says, for editors only, and show the next one in its place.

    Where somebody else was faster, that is said, and the next one comes all the same.
    """
    await asked.require_editor()
    action = _ACTIONS.get(what)
    if action is None:
        raise Gone("error.button_old")
    shown = number(draft_id)
    try:
        await action(asked, shown, number(revision) if revision else None)
    except (Gone, BadInput) as passed:
        await _pass_on(asked, shown, passed)


async def _approve(asked: Asked, draft_id: int, revision: int | None) -> None:
    await _publish(asked, draft_id, revision, _ready(asked))


async def _approve_one(asked: Asked, draft_id: int, revision: int | None) -> None:
    await _publish(asked, draft_id, revision, _ready(asked, one_country=True))


async def _join(asked: Asked, draft_id: int, revision: int | None) -> None:
    await _publish(asked, draft_id, revision, _ready(asked, join=True), join=True)


async def _publish(
    asked: Asked,
    draft_id: int,
    revision: int | None,
    prepare: Prepare,
    *,
    join: bool = False,
) -> None:
    await _take(asked, draft_id, revision=revision, prepare=prepare)
    await publish(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now, join=join
    )
    await asked.acknowledge(asked.catalogue.text("queue.approved"))
    await asked.edit(await _after(asked, draft_id, undo=draft_id))


async def _refile(asked: Asked, draft_id: int, revision: int | None) -> None:
    """Take a source's new words over the published article, without a sound."""
    await _take(asked, draft_id, revision=revision, prepare=_ready(asked))
    await correct.apply(
        asked.services.database,
        draft_id,
        Repaired.REFILE,
        "",
        editor_id=asked.person_id,
        now=asked.now,
    )
    await asked.acknowledge(asked.catalogue.text("queue.refiled"))
    await asked.edit(await _after(asked, draft_id))


def _ready(asked: Asked, *, one_country: bool = False, join: bool = False) -> Prepare:
    """Return what lets a draft through that can be published as it is, and refuses others."""

    def prepare(content: DraftArticle) -> DraftArticle:
        if one_country:
            content = content.model_copy(update={"one_country": True})
        if content.is_embargoed(asked.now):
            raise BadInput("draft.embargoed")
        if lacks := content.lacks(to_join=join):
            raise BadInput(f"draft.lacks.{lacks[0].value}")
        return content

    return prepare


async def _skip(asked: Asked, draft_id: int, _revision: int | None) -> None:
    await asked.show(await _after(asked, draft_id))


async def _edit(asked: Asked, draft_id: int, _revision: int | None) -> None:
    draft = await _take(asked, draft_id)
    await asked.edit(await _after(asked, draft_id))
    await asked.acknowledge()
    asked.pressed = None
    await show_card(asked, draft)


async def _reject(asked: Asked, draft_id: int, _revision: int | None) -> None:
    async with asked.services.database.reader() as reader:
        draft = await drafting.open_draft(reader, draft_id)
    if draft.state is not DraftState.QUEUED:
        raise Gone("queue.taken")
    await drafting.discard(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now
    )
    await asked.acknowledge(asked.catalogue.text("queue.rejected"))
    await asked.edit(await _after(asked, draft_id, undo=draft_id))


async def _undo(asked: Asked, draft_id: int, _revision: int | None) -> None:
    """Take back the last press: the draft waits again, and is shown."""
    await queue.put_back(
        asked.services.database, draft_id, editor_id=asked.person_id, now=asked.now
    )
    await asked.acknowledge(asked.catalogue.text("queue.put_back"))
    await asked.edit(await _after(asked, draft_id - 1))


async def _take(
    asked: Asked,
    draft_id: int,
    *,
    revision: int | None = None,
    prepare: Prepare = queue.as_it_is,
) -> Draft:
    taker = Taker(asked.person_id, asked.chat_id, asked.now)
    return await queue.take_over(
        asked.services.database, draft_id, taker, revision=revision, prepare=prepare
    )


_ACTIONS: dict[str, Callable[[Asked, int, int | None], Awaitable[None]]] = {
    "approve": _approve,
    "one": _approve_one,
    "join": _join,
    "refile": _refile,
    "edit": _edit,
    "skip": _skip,
    "reject": _reject,
    "undo": _undo,
}


async def _pass_on(asked: Asked, draft_id: int, passed: Gone | BadInput) -> None:
    """Say why nothing was done; show the same draft where it changed, else the next."""
    words = asked.catalogue.text(passed.key, **passed.arguments)
    await asked.acknowledge(words, alert=passed.key not in _NO_SURPRISE)
    async with asked.services.database.reader() as reader:
        draft = await drafts.get(reader, draft_id)
    waits = draft is not None and draft.state is DraftState.QUEUED
    undo = draft_id if draft is not None and _is_own(asked, draft) else None
    await asked.edit(await _after(asked, draft_id - 1 if waits else draft_id, undo=undo))


# What a thumb that presses twice reads in passing.
_NO_SURPRISE = frozenset({"draft.published_already", "draft.discarded_already"})


def _is_own(asked: Asked, draft: Draft) -> bool:
    """Whether this editor has just published it, so that undo stays at hand."""
    return draft.state is DraftState.PUBLISHED and draft.author_id == asked.person_id


async def _after(asked: Asked, draft_id: int, *, undo: int | None = None) -> Message:
    """Draw what waits behind a draft; `undo` is one that was decided on a moment ago."""
    async with asked.services.database.reader() as reader:
        following = await queue.next_after(reader, draft_id)
    rows: list[tuple[Button, ...]] = []
    if following is None:
        words = asked.html("queue.empty")
    else:
        card = await card_of(asked, following.draft, in_queue=True)
        words = Html(f"{_heading(asked, following)}\n{card.html}")
        rows += _rows(asked, following)
    if undo is not None:
        label = asked.catalogue.text("queue.button.undo")
        rows.append((Button(label, data=encode("q", "undo", undo)),))
    return Message(words, tuple(rows))


def _heading(asked: Asked, following: Next) -> Html:
    """Say how many wait, where this one comes from, and what changed since it was published."""
    content = drafting.content_of(following.draft)
    parts = [asked.html("queue.heading", count=following.waiting)]
    if content.from_feed:
        feed = outside(content.from_feed, limit=items.NAME_LENGTH)
        parts.append(asked.html("queue.from_feed", feed=feed))
    elif following.draft.author_id != NOBODY:
        parts.append(asked.html("queue.from_person", person=str(following.draft.author_id)))
    lines = [Html(" · ".join(parts))]
    if content.changed_from:
        before = outside(content.changed_from, limit=items.TITLE_LENGTH)
        key = "queue.reworded" if content.changed_from == content.title else "queue.retitled"
        lines.append(asked.html(key, before=before))
    return Html("\n".join(lines))


def _rows(asked: Asked, following: Next) -> list[tuple[Button, ...]]:
    draft = following.draft

    def button(what: str, style: Style | None = None) -> Button:
        label = asked.catalogue.text(f"queue.button.{what}")
        # With the revision that is shown: what changed since is looked at again.
        return Button(label, data=encode("q", what, draft.id, draft.revision), style=style)

    content = drafting.content_of(draft)
    first = []
    lacks = content.lacks()
    may_join = content.may_join and not content.lacks(to_join=True)
    if content.is_embargoed(asked.now):
        may_join = False  # Edit opens the card on which it is scheduled for that moment
    elif content.corrects:
        first += [] if lacks else [button("refile", "success")]
    elif not lacks:
        first.append(button("approve", "success"))
    elif lacks == (Lack.PARTIES,):
        first.append(button("one"))
    if may_join:
        first.append(button("join"))
    first.append(button("edit"))
    return [tuple(first), (button("skip"), button("reject", "danger"))]
