"""What a read feed brings: new entries become drafts, changed ones revisions, the rest is known."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.ingest.entries import FIRST_POLL, Candidate, candidates, fresh, is_late, is_revision
from bot.ingest.sources import Poll
from bot.newsroom import correct, drafting, outlet_memory
from bot.newsroom.draft_article import DraftArticle
from bot.newsroom.feeds.filter import filter_of
from bot.newsroom.feeds.news import NewsDesk
from bot.newsroom.load import NOBODY
from storage import articles, drafts, feed_entries
from storage.articles import Status
from storage.database import Database, Reader, Transaction
from storage.drafts import Draft, DraftState, NewDraft
from storage.errors import Conflict
from storage.feed_entries import Entry, Fate, NewEntry
from storage.feeds import Feed

# A feed that was paused or broken for so long is read as if for the first time.
_AWAY = timedelta(days=7)

log = logging.getLogger(__name__)


class Intake:
    """Takes in what polls bring, an entry a transaction, so that a crash loses none."""

    def __init__(self, database: Database, desk: NewsDesk) -> None:
        self._database = database
        self._desk = desk

    async def take(self, feed: Feed, poll: Poll, *, now: datetime) -> int:
        """Make drafts of what is new and revisions of what changed; return how many there are."""
        # Two hundred long entries take long enough for others to notice.
        found = await asyncio.to_thread(
            candidates,
            poll.feed or {"entries": []},
            url=poll.answer.url,
            scope=str(feed.id),
            now=now,
        )
        names = {name for one in found for name in one.identity}
        async with self._database.reader() as reader:
            known = await feed_entries.known(reader, names)
        new = await self._set_aside(feed, found, known, now=now)
        changed = _changed(feed, found, known)
        # The oldest first: the queue is read in the order in which things happened.
        made = [await self._take_new(feed, one, now=now) for one in reversed(new)]
        made += [await self._revise(feed, entry, one, now=now) for entry, one in changed]
        return sum(made)

    async def _set_aside(
        self,
        feed: Feed,
        found: Sequence[Candidate],
        known: Mapping[str, Entry],
        *,
        now: datetime,
    ) -> list[Candidate]:
        """Remember what is no news and return what is, the newest first.

        It is written down before anything else is done: a first poll that is cut short must not
        take the whole archive for news the next time.
        """
        unseen = fresh(found, seen=known.keys())
        current = [one for one in unseen if not is_late(one, last_read=feed.last_read_at)]
        is_first = feed.last_read_at is None or now - feed.last_read_at > _AWAY
        new = current[:FIRST_POLL] if is_first else current
        taken = {one.identity for one in new}
        old = [one for one in unseen if one.identity not in taken]
        async with self._database.transaction() as tx:
            await feed_entries.add(tx, [_entry(feed, one, Fate.OLD, now) for one in old])
            ids = {entry.id for entry in known.values()}
            await feed_entries.see_again(tx, ids, _other_names(found, known), now=now)
        return new

    async def _take_new(self, feed: Feed, one: Candidate, *, now: datetime) -> bool:
        content = await self._desk.draft(feed, one, now=now)
        fate = _fate(feed, content)
        try:
            async with self._database.transaction() as tx:
                [entry_id] = await feed_entries.add(tx, [_entry(feed, one, fate, now)])
                if content is not None and fate is Fate.QUEUED:
                    await _queue(tx, content, _origin(entry_id, 0), now=now)
        except Conflict:
            # Another feed brought it a moment ago; the next poll finds it known.
            log.info(
                "entry taken by another poll", extra={"action": "entry_taken", "feed": feed.id}
            )
            return False
        return fate is Fate.QUEUED

    async def _revise(self, feed: Feed, entry: Entry, one: Candidate, *, now: datetime) -> bool:
        """Put changed words where an editor sees them, if the entry still matters to anybody."""
        async with self._database.reader() as reader:
            first = await drafts.of_origin(reader, _origin(entry.id, 0))
            last = await drafts.of_origin(reader, _origin(entry.id, entry.revisions))
            base = await _standing(reader, first)
        if last is not None and last.state is DraftState.OPEN:
            # It is in an editor's hands; the change is noticed again when they are done.
            return False
        if last is not None and last.state is DraftState.QUEUED:
            content = await self._desk.draft(feed, one, now=now)
            return await self._rewrite(entry, last, content, one, now=now)
        revised = None
        if base is not None and (content := await self._desk.draft(feed, one, now=now)):
            revised = _revised(base, content)
        revisions = entry.revisions + (revised is not None)
        async with self._database.transaction() as tx:
            if revised is not None:
                await _queue(tx, revised, _origin(entry.id, revisions), now=now)
            await feed_entries.set_words(
                tx, entry.id, fingerprint=one.fingerprint, revisions=revisions
            )
        return revised is not None

    async def _rewrite(
        self,
        entry: Entry,
        waiting: Draft,
        content: DraftArticle | None,
        one: Candidate,
        *,
        now: datetime,
    ) -> bool:
        """Bring a draft that nobody has looked at yet up to date."""
        if content is None:
            return False
        kept = drafting.content_of(waiting)
        if kept.corrects:
            content = _revised(kept, content) or kept
        try:
            async with self._database.transaction() as tx:
                known = await outlet_memory.recognised(tx, content)
                checked = await drafting.checked(tx, known)
                document = checked.model_dump(mode="json")
                changed = replace(waiting, document=document, changed_at=now)
                await drafts.save(tx, changed, expected_revision=waiting.revision)
                await feed_entries.set_words(
                    tx, entry.id, fingerprint=one.fingerprint, revisions=entry.revisions
                )
        except Conflict:
            log.info("draft taken meanwhile", extra={"action": "draft_taken", "draft": waiting.id})
        return False


def _changed(
    feed: Feed, found: Sequence[Candidate], known: Mapping[str, Entry]
) -> list[tuple[Entry, Candidate]]:
    """Return the feed's own entries whose words changed; another feed words it as it likes."""
    pairs = []
    for one in found:
        entry = next((known[name] for name in one.identity if name in known), None)
        if entry is None or entry.feed_id != feed.id or entry.fate is not Fate.QUEUED:
            continue
        if is_revision(one, fingerprint=entry.fingerprint, revisions=entry.revisions):
            pairs.append((entry, one))
    # An entry that stands in the feed twice, in two wordings, would change for ever.
    return [pair for pair in pairs if [entry.id for entry, _ in pairs].count(pair[0].id) == 1]


def _other_names(found: Sequence[Candidate], known: Mapping[str, Entry]) -> list[tuple[str, int]]:
    """Return the new names of known entries: a changed id, a second address."""
    names: dict[str, int] = {}
    for one in found:
        entry = next((known[name] for name in one.identity if name in known), None)
        if entry is not None:
            for name in one.identity:
                if name not in known:
                    names.setdefault(name, entry.id)
    return list(names.items())


def _fate(feed: Feed, content: DraftArticle | None) -> Fate:
    if content is None:
        return Fate.UNUSABLE
    passes = filter_of(feed).passes(content.parties, content.topics)
    return Fate.QUEUED if passes else Fate.FILTERED


def _entry(feed: Feed, one: Candidate, fate: Fate, now: datetime) -> NewEntry:
    return NewEntry(
        feed_id=feed.id,
        names=one.identity,
        fate=fate,
        fingerprint=one.fingerprint,
        moment=one.published or now,
        seen_at=now,
    )


def _origin(entry_id: int, revision: int) -> str:
    """Name the draft of an entry, and those of its revisions, so that each is made once."""
    return f"feed:{entry_id}:{revision}"


async def _queue(tx: Transaction, content: DraftArticle, origin: str, *, now: datetime) -> None:
    content = await drafting.checked(tx, await outlet_memory.recognised(tx, content))
    await drafts.add(
        tx,
        NewDraft(
            author_id=NOBODY,
            chat_id=NOBODY,
            document=content.model_dump(mode="json"),
            created_at=now,
            state=DraftState.QUEUED,
            origin_key=origin,
        ),
    )


async def _standing(reader: Reader, first: Draft | None) -> DraftArticle | None:
    """Return the article that an entry became, as a repair begins; None if it is not published."""
    if first is None or first.state is not DraftState.PUBLISHED or first.article_id is None:
        return None
    article = await articles.get(reader, first.article_id)
    if article is None or article.status is not Status.PUBLISHED:
        return None
    return correct.content_of_article(article)


def _revised(base: DraftArticle, content: DraftArticle) -> DraftArticle | None:
    """Write the source's new words over the article; None where it says them already.

    What editors decided (countries, topics, days) stays; they look at it with the new words.
    """
    title, body = content.title or base.title, content.body or base.body
    if (title, body) == (base.title, base.body):
        return None
    update = {
        "title": title,
        "body": body,
        "summary": content.summary or base.summary,
        "summary_written": False,
        "from_feed": content.from_feed,
        "changed_from": base.changed_from or base.title,
    }
    return base.model_copy(update=update)
