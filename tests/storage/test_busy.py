"""Every storage function says Busy where somebody else holds the database."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

from storage import (
    additions,
    articles,
    audit,
    chats,
    copies,
    counts,
    drafts,
    due,
    editors,
    events,
    feed_entries,
    feeds,
    invites,
    moves,
    outlets,
    refusals,
    repairs,
    revisions,
    senders,
    sketches,
    subscriptions,
    taking,
    tallies,
)
from storage.articles import Article
from storage.chats import ChatState
from storage.database import Database
from storage.drafts import Draft, DraftState
from storage.dyad import Scope
from storage.editors import Role
from storage.engines import Patience
from storage.errors import Busy
from storage.feed_entries import Fate, NewEntry
from storage.feeds import Feed, FeedState, Question
from storage.invites import Invite
from storage.models import metadata
from storage.narrowing import Words
from storage.outlets import Outlet
from storage.repairs import Repair
from storage.revisions import NewRevision, Repaired
from storage.taking import Entry, Step
from tests.factories import NOW, a_draft, an_article, an_outlet

_SCOPE = Scope.of("IR", "AZ")
_KEPT = Article(
    id="one",
    event_id=1,
    outlet_id=1,
    outlet=Outlet(id=1, name="Wire"),
    revision=1,
    title="",
    summary="",
    body="",
    added_at=NOW,
)
_DRAFT = Draft(
    id=1,
    author_id=1,
    chat_id=1,
    document={},
    created_at=NOW,
    changed_at=NOW,
    revision=1,
    state=DraftState.OPEN,
)
_INVITE = Invite(digest="x", role=Role.EDITOR, made_by=1, expires_at=NOW)
_REVISION = NewRevision(
    article_id="one", revision=1, before={}, kind=Repaired.REFILE, reason="", by=1, at=NOW
)
_REPAIR = Repair(
    draft_id=1, title="", body="", dateline_place=None, day=None, guessed=(), parties=(), at=NOW
)

_FEED = Feed(
    id=1, url="https://a.example.org/", url_key="a", title="", added_by=1, added_at=NOW,
    interval=timedelta(hours=1), filter={}, next_poll_at=NOW, claim=1,
)  # fmt: skip
_SEEN = NewEntry(feed_id=1, names=("a",), fate=Fate.OLD, fingerprint="f", moment=NOW, seen_at=NOW)
_DAY = NOW.date()

Call = Callable[[Any], Awaitable[object]]

_READS: dict[str, Call] = {
    "articles.get": lambda r: articles.get(r, "one"),
    "articles.find_by_url": lambda r: articles.find_by_url(r, "example.org/a"),
    "articles.scheduled": lambda r: articles.scheduled(r, limit=1),
    "articles.is_any_due": lambda r: articles.is_any_due(r, NOW),
    "audit.recent": lambda r: audit.recent(r, limit=1),
    "chats.get": lambda r: chats.get(r, 1),
    "chats.channels_of": lambda r: chats.channels_of(r, 1, limit=1),
    "chats.by_id": lambda r: chats.by_id(r, 1),
    "drafts.get": lambda r: drafts.get(r, 1),
    "drafts.of_card": lambda r: drafts.of_card(r, 1, 1),
    "drafts.of_article": lambda r: drafts.of_article(r, "one"),
    "drafts.queued": lambda r: drafts.queued(r, after=0, limit=1),
    "drafts.count_queued": drafts.count_queued,
    "drafts.of_origin": lambda r: drafts.of_origin(r, "load:1"),
    "drafts.open_of": lambda r: drafts.open_of(r, 1),
    "editors.role_of": lambda r: editors.role_of(r, 1),
    "editors.owners": editors.owners,
    "editors.everyone": editors.everyone,
    "editors.claim_code": editors.claim_code,
    "feeds.get": lambda r: feeds.get(r, 1),
    "feeds.of_key": lambda r: feeds.of_key(r, "a"),
    "feeds.listed": lambda r: feeds.listed(r, limit=1),
    "feeds.count": feeds.count,
    "feeds.count_failing": feeds.count_failing,
    "feeds.keys": feeds.keys,
    "feeds.is_any_due": lambda r: feeds.is_any_due(r, NOW),
    "feeds.asked": lambda r: feeds.asked(r, 1),
    "feed_entries.known": lambda r: feed_entries.known(r, ["a"]),
    "feed_entries.moments": lambda r: feed_entries.moments(r, 1, since=NOW),
    "feed_entries.fates": lambda r: feed_entries.fates(r, 1, since=NOW),
    "events.latest": lambda r: events.latest(r, _SCOPE, limit=1),
    "events.latest of a topic": lambda r: events.latest(r, _SCOPE, limit=1, topic="trade"),
    "events.page": lambda r: events.page(r, _SCOPE, limit=1),
    "events.get": lambda r: events.get(r, 1),
    "events.by_ids": lambda r: events.by_ids(r, [1]),
    "events.scopes_of": lambda r: events.scopes_of(r, 1),
    "events.added_between": lambda r: events.added_between(
        r, [_SCOPE], after=NOW - timedelta(days=1), until=NOW
    ),
    "additions.events_between": lambda r: additions.events_between(
        r, after=NOW - timedelta(days=1), until=NOW
    ),
    "additions.scopes_of": lambda r: additions.scopes_of(r, [1]),
    "counts.archive_begins": counts.archive_begins,
    "counts.newest": lambda r: counts.newest(r, [_SCOPE], by=NOW),
    "counts.counted": lambda r: counts.counted(
        r, [_SCOPE], first_day=_DAY, last_day=_DAY, count_reports_from=_DAY
    ),
    "due.due": lambda r: due.due(r, now=NOW, limit=1),
    "events.total": lambda r: events.total(r, _SCOPE),
    "events.partners": lambda r: events.partners(r, "IR", limit=1),
    "events.liveliest": lambda r: events.liveliest(r, limit=1),
    "events.archive": events.archive,
    "refusals.count": lambda r: refusals.count(r, 1),
    "outlets.get": lambda r: outlets.get(r, 1),
    "outlets.find": lambda r: outlets.find(r, name="Wire"),
    "outlets.recognise": lambda r: outlets.recognise(r, name="Wire", domain=None),
    "sketches.sharing": lambda r: sketches.sharing(r, frozenset(range(20)), limit=3),
    "revisions.of_article": lambda r: revisions.of_article(r, "one"),
    "revisions.told": lambda r: revisions.told(r, limit=1),
    "repairs.newest": lambda r: repairs.newest(r, limit=1),
    "copies.unused_contents": lambda r: copies.unused_contents(r, before=NOW, limit=1),
    "senders.get": lambda r: senders.get(r, 1),
    "tallies.reach": tallies.reach,
    "tallies.of_ledger": lambda r: tallies.of_ledger(r, since=NOW, now=NOW, late_before=NOW),
    "subscriptions.of_chat": lambda r: subscriptions.of_chat(r, 1),
    "subscriptions.narrowing_of": lambda r: subscriptions.narrowing_of(r, 1, []),
    "subscriptions.reach": lambda r: subscriptions.reach(r, [_SCOPE]),
}

_WRITES: dict[str, Call] = {
    "taking.take": lambda tx: taking.take(tx, Step(NOW, NOW, NOW.date(), NOW), [1]),
    "taking.owe": lambda tx: taking.owe(tx, Entry(NOW, 5, NOW, "nothing new"), {1: None}),
    "articles.add": lambda tx: articles.add(tx, an_article()),
    "articles.revise": lambda tx: articles.revise(tx, _KEPT, expected_revision=1),
    "articles.withdraw": lambda tx: articles.withdraw(tx, "one", reason="wrong", at=NOW),
    "articles.join": lambda tx: articles.join(tx, "one", event_id=1),
    "articles.publish_due": lambda tx: articles.publish_due(tx, NOW),
    "articles.unpublish": lambda tx: articles.unpublish(tx, "one"),
    "audit.record": lambda tx: audit.record(
        tx, at=NOW, actor_id=1, action="publish", subject="article:one"
    ),
    "audit.forget": lambda tx: audit.forget(tx, 1, instead=0),
    "chats.ensure": lambda tx: chats.ensure(tx, 1, kind="private", language=None, today=NOW.date()),
    "chats.set_zone": lambda tx: chats.set_zone(tx, 1, "Asia/Baku"),
    "chats.set_language": lambda tx: chats.set_language(tx, 1, "az"),
    "chats.set_state": lambda tx: chats.set_state(tx, 1, ChatState.STOPPED),
    "chats.set_muted": lambda tx: chats.set_muted(tx, 1, None),
    "chats.set_quiet": lambda tx: chats.set_quiet(tx, 1, None, None),
    "chats.set_asking": lambda tx: chats.set_asking(tx, 1, None, NOW),
    "chats.set_moved": lambda tx: chats.set_moved(tx, 1, -2),
    "chats.set_ordered_by": lambda tx: chats.set_ordered_by(tx, 1, 2),
    "moves.migrate": lambda tx: moves.migrate(tx, -1, -2),
    "chats.forget": lambda tx: chats.forget(tx, 1),
    "drafts.add": lambda tx: drafts.add(tx, a_draft()),
    "drafts.save": lambda tx: drafts.save(tx, _DRAFT, expected_revision=1),
    "editors.grant": lambda tx: editors.grant(tx, 1, Role.OWNER, by=None, at=NOW),
    "editors.revoke": lambda tx: editors.revoke(tx, 1),
    "editors.set_claim_code": lambda tx: editors.set_claim_code(tx, digest="x", expires_at=NOW),
    "editors.try_claim": lambda tx: editors.try_claim(tx, 1, digest="x", now=NOW),
    "copies.keep_finished": lambda tx: copies.keep_finished(tx, before=NOW, limit=1),
    "copies.forget_old": lambda tx: copies.forget_old(tx, before=NOW, limit=1),
    "copies.drop_contents": lambda tx: copies.drop_contents(tx, [1]),
    "copies.note_departures": lambda tx: copies.note_departures(tx, today=NOW.date()),
    "copies.drop_long_gone": lambda tx: copies.drop_long_gone(tx, before=NOW.date(), limit=1),
    "senders.take": lambda tx: senders.take(tx, 1, "one", now=NOW, until=NOW),
    "senders.leave": lambda tx: senders.leave(tx, 1, "one"),
    "senders.halt": lambda tx: senders.halt(tx, 1, until=NOW),
    "refusals.give_up": lambda tx: refusals.give_up(tx, 1, limit=1),
    "feeds.add": lambda tx: feeds.add(tx, _FEED),
    "feeds.claim_due": lambda tx: feeds.claim_due(tx, now=NOW, until=NOW, limit=1),
    "feeds.record_poll": lambda tx: feeds.record_poll(tx, _FEED),
    "feeds.choose": lambda tx: feeds.choose(tx, 1, language="fa"),
    "feeds.set_state": lambda tx: feeds.set_state(tx, 1, FeedState.PAUSED, due_at=NOW),
    "feeds.take": lambda tx: feeds.take(tx, 1, by=1, at=NOW),
    "feeds.remove": lambda tx: feeds.remove(tx, 1),
    "feeds.drop_proposed": lambda tx: feeds.drop_proposed(tx, before=NOW),
    "feeds.ask": lambda tx: feeds.ask(
        tx, Question(author_id=1, feed_id=1, what="outlet", message_id=1, asked_at=NOW)
    ),
    "feeds.drop_question": lambda tx: feeds.drop_question(tx, 1),
    "feed_entries.add": lambda tx: feed_entries.add(tx, [_SEEN]),
    "feed_entries.see_again": lambda tx: feed_entries.see_again(tx, [1], [], now=NOW),
    "feed_entries.set_words": lambda tx: feed_entries.set_words(
        tx, 1, fingerprint="f", revisions=1
    ),
    "feed_entries.forget_old": lambda tx: feed_entries.forget_old(tx, before=NOW, limit=1),
    "invites.add": lambda tx: invites.add(tx, _INVITE),
    "invites.use": lambda tx: invites.use(tx, "x", now=NOW),
    "invites.drop_of": lambda tx: invites.drop_of(tx, 1),
    "outlets.ensure": lambda tx: outlets.ensure(tx, an_outlet()),
    "outlets.learn": lambda tx: outlets.learn(tx, an_outlet()),
    "sketches.write": lambda tx: sketches.write(tx, "a1", "one two three"),
    "sketches.rewrite": lambda tx: sketches.rewrite(tx, "a1", "one two three four"),
    "revisions.add": lambda tx: revisions.add(tx, _REVISION),
    "repairs.keep": lambda tx: repairs.keep(tx, _REPAIR),
    "repairs.drop": lambda tx: repairs.drop(tx, 1),
    "subscriptions.mute_alerts": lambda tx: subscriptions.mute_alerts(
        tx, 1, _SCOPE, NOW, thread_id=None
    ),
    "subscriptions.set_words": lambda tx: subscriptions.set_words(tx, 1, _SCOPE, Words()),
    "subscriptions.add": lambda tx: subscriptions.add(tx, 1, _SCOPE),
    "subscriptions.remove": lambda tx: subscriptions.remove(tx, 1, _SCOPE),
    "subscriptions.set_alerts": lambda tx: subscriptions.set_alerts(tx, 1, _SCOPE, alerts=True),
}


async def test_each_function_says_so_where_postgresql_is_locked(postgresql_database_url: str):
    """One test for all of them: taking the locks and waiting in vain is what takes time."""
    database = await Database.open(postgresql_database_url, patience=Patience(postgresql_ms=20))
    plain = make_url(postgresql_database_url).set(drivername="postgresql").render_as_string()
    other = await asyncpg.connect(plain)
    await other.execute("BEGIN")
    await other.execute(f"LOCK TABLE {', '.join(metadata.tables)} IN ACCESS EXCLUSIVE MODE")
    unheard = [name for name, call in _READS.items() if not await _is_busy(database.reader, call)]
    unheard += [
        name for name, call in _WRITES.items() if not await _is_busy(database.transaction, call)
    ]
    await other.close()
    await database.close()
    assert unheard == []


async def test_each_read_says_so_where_a_sqlite_file_is_kept_by_another_program(
    sqlite_database_url: str, tmp_path: Path
):
    database = await Database.open(sqlite_database_url, patience=Patience(sqlite_s=0.01))
    with closing(sqlite3.connect(tmp_path / "dragoman.sqlite3")) as other:
        # In WAL nothing less than this keeps readers out.
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        unheard = [
            name for name, call in _READS.items() if not await _is_busy(database.reader, call)
        ]
        other.rollback()
    await database.close()
    assert unheard == []


def test_no_storage_function_is_forgotten():
    modules = (
        additions,
        articles,
        audit,
        chats,
        copies,
        counts,
        drafts,
        due,
        editors,
        events,
        feed_entries,
        feeds,
        invites,
        moves,
        outlets,
        refusals,
        repairs,
        revisions,
        senders,
        sketches,
        subscriptions,
        taking,
        tallies,
    )
    public = {
        f"{module.__name__.removeprefix('storage.')}.{name}"
        for module in modules
        for name, thing in vars(module).items()
        if callable(thing)
        and not name.startswith("_")
        and getattr(thing, "__module__", None) == module.__name__
        and getattr(thing, "__code__", None) is not None
        and thing.__code__.co_varnames[:1] in {("reader",), ("tx",)}
    }
    listed = {name.split()[0] for name in _READS | _WRITES}
    assert public == listed, "a new storage function belongs in _READS or _WRITES"


async def _is_busy(lend: Callable[[], Any], call: Call) -> bool:
    try:
        async with lend() as session:
            await call(session)
    except Busy as error:
        return error.__cause__ is not None
    return False
