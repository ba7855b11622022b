"""Beginning and changing drafts: every step is kept in the store before anybody is told of it."""

from dataclasses import replace
from datetime import date, datetime

from bot.errors import Gone
from bot.ingest import addresses
from bot.newsroom import alike, outlet_memory
from bot.newsroom.draft_article import DraftArticle
from storage import articles, audit, drafts, repairs
from storage.articles import Article
from storage.database import Database, Reader, Transaction
from storage.drafts import Draft, DraftState, NewDraft
from storage.errors import Conflict
from storage.repairs import Repair


def content_of(draft: Draft) -> DraftArticle:
    """Read what a draft holds."""
    return DraftArticle.model_validate(draft.document)


async def known(database: Database, content: DraftArticle) -> Article | None:
    """Return the article that has the draft's address already."""
    async with database.reader() as reader:
        return await _same_address(reader, content)


async def _same_address(reader: Reader, content: DraftArticle) -> Article | None:
    return await articles.find_by_url(reader, addresses.key(content.url)) if content.url else None


async def checked(reader: Reader, content: DraftArticle) -> DraftArticle:
    """Mark a draft whose address or text the archive has, and name the event that it looks like."""
    if content.corrects:
        return content
    nothing: dict[str, object] = {"duplicate_of": None, "duplicate_by": None, "alike": None}
    kept = await _same_address(reader, content)
    if kept is not None:
        day = kept.event_day or (kept.published_at or kept.added_at).date()
        return content.model_copy(update=nothing | _duplicate(kept.id, kept.title, day, "address"))
    known = await alike.find(reader, content)
    if known.same is None:
        return content.model_copy(update=nothing | {"alike": known.alike})
    same, day = known.same, alike.day_told(known.same)
    # Another outlet that prints the text is one more report; the same outlet's is the article.
    like = None if same.outlet_name == content.outlet_name else known.alike
    duplicate = _duplicate(same.article_id, same.title, day, "text")
    return content.model_copy(update=nothing | duplicate | {"alike": like})


def _duplicate(article_id: str, title: str, day: date, by: str) -> dict[str, object]:
    return {
        "duplicate_of": article_id,
        "duplicate_title": title,
        "duplicate_day": day,
        "duplicate_by": by,
    }


async def begin(
    database: Database,
    content: DraftArticle,
    *,
    author_id: int,
    chat_id: int,
    now: datetime,
    state: DraftState = DraftState.OPEN,
) -> Draft:
    """Keep a new draft, its author's own or waiting for review, and record who began it."""
    async with database.transaction() as tx:
        content = await checked(tx, await outlet_memory.recognised(tx, content))
        draft = await drafts.add(
            tx,
            NewDraft(
                author_id=author_id,
                chat_id=chat_id,
                document=content.model_dump(mode="json"),
                created_at=now,
                state=state,
            ),
        )
        await audit.record(
            tx, at=now, actor_id=author_id, action="draft", subject=f"draft:{draft.id}"
        )
    return draft


async def open_draft(reader: Reader, draft_id: int) -> Draft:
    """Return a draft that can still be changed; Gone for any other."""
    draft = await drafts.get(reader, draft_id)
    if draft is None:
        raise Gone("draft.gone")
    if draft.state is DraftState.PUBLISHED:
        raise Gone("draft.published_already")
    if draft.state is DraftState.DISCARDED:
        raise Gone("draft.discarded_already")
    return draft


async def open_again(reader: Reader, draft_id: int) -> Draft:
    """Return an open draft, compared with the archive as that is now; Gone for any other."""
    draft = await open_draft(reader, draft_id)
    content = await checked(reader, content_of(draft))
    return replace(draft, document=content.model_dump(mode="json"))


async def change(
    database: Database, draft: Draft, content: DraftArticle, now: datetime, *, by: int | None = None
) -> Draft:
    """Write a draft's new content; Gone where somebody else changed it meanwhile.

    What it says of its outlet is remembered as said by that editor, or else by its author.
    """
    async with database.transaction() as tx:
        content = await checked(tx, await outlet_memory.recognised(tx, content))
        changed = replace(draft, document=content.model_dump(mode="json"), changed_at=now)
        try:
            saved = await drafts.save(tx, changed, expected_revision=draft.revision)
        except Conflict:
            raise Gone("draft.changed_meanwhile") from None
        await _keep_repair(tx, saved.id, content, now)
        await outlet_memory.learn(tx, content, by=by or draft.author_id, now=now)
        return saved


async def _keep_repair(
    tx: Transaction, draft_id: int, content: DraftArticle, now: datetime
) -> None:
    """Keep a guess of countries that an editor changed, as a case for the tagger's trials."""
    if content.guessed is None or set(content.guessed) == set(content.parties):
        await repairs.drop(tx, draft_id)
        return
    repair = Repair(
        draft_id=draft_id,
        title=content.title,
        body=content.body,
        dateline_place=content.dateline_place,
        day=content.event_day or content.published_day,
        guessed=content.guessed,
        parties=content.parties,
        at=now,
    )
    await repairs.keep(tx, repair)


async def set_card(database: Database, draft: Draft, message_id: int) -> Draft:
    """Remember which message shows the draft."""
    async with database.transaction() as tx:
        shown = replace(draft, card_message_id=message_id)
        try:
            return await drafts.save(tx, shown, expected_revision=draft.revision)
        except Conflict:
            # Somebody changed it while the card was on its way; their card is the newer one.
            return draft


async def of_card(reader: Reader, chat_id: int, message_id: int) -> Draft | None:
    """Return the open draft whose card is this message."""
    draft = await drafts.of_card(reader, chat_id, message_id)
    return draft if draft is not None and draft.state is DraftState.OPEN else None


async def newest_open(reader: Reader, author_id: int, chat_id: int) -> Draft | None:
    """Return the person's newest open draft in this chat."""
    opened = await drafts.open_of(reader, author_id)
    return next((draft for draft in opened if draft.chat_id == chat_id), None)


async def discard(database: Database, draft_id: int, *, editor_id: int, now: datetime) -> Draft:
    """Put a draft away for good."""
    async with database.transaction() as tx:
        draft = await open_draft(tx, draft_id)
        gone = replace(draft, state=DraftState.DISCARDED, changed_at=now)
        draft = await drafts.save(tx, gone, expected_revision=draft.revision)
        await audit.record(
            tx, at=now, actor_id=editor_id, action="discard", subject=f"draft:{draft_id}"
        )
    return draft
