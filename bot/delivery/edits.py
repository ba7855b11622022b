"""Repairs carried out: contents are written anew, and each copy that has old words is owed an edit.

An edit makes no sound, so who had an article as an alert gets one reply below it as well; all
others find the correction in their next digest. A second report that joins an event changes the
alerts on it in the same way, without any reply.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.pacing import Priority
from bot.delivery.quiet import quiet_until
from bot.delivery.turns import TimeRule
from bot.render.callback_data import encode
from bot.render.i18n import catalogue
from bot.render.message import Button, Message
from bot.render.parts import Told
from bot.render.rewrite import Archive, NewWords, new_words, notice
from config.limits import EDIT_LATENESS, NOTICE_LATENESS
from storage import contents, deliveries, edits, events, histories, outdated
from storage.chats import ChatState
from storage.contents import NewContent
from storage.database import Database, Reader, Transaction
from storage.deliveries import NewDelivery
from storage.dyad import Scope
from storage.edits import Rewritten, ToRewrite
from storage.histories import History
from storage.outdated import OldCopy
from storage.revisions import Repaired, Revision

log = logging.getLogger(__name__)

CHUNK = 100
# Each is read, written anew and kept; answers to people must not wait for many of them.
_REWRITTEN_AT_ONCE = 50
# A claim or a plan that was under way when an article was repaired is over by then.
_SETTLED_AFTER = timedelta(minutes=1)
_MISSED_WITHIN = timedelta(minutes=10)
_LEFT = (ChatState.BLOCKED, ChatState.GONE)


async def plan_edits(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Carry out what repairs there are as far as now; return how many messages were planned."""
    since = now - _MISSED_WITHIN
    async with database.reader() as reader:
        was_repaired = await edits.is_any_repaired(reader, since=since)
        if not was_repaired and not await edits.is_any(reader, now=now):
            return 0
    if was_repaired:
        async with database.transaction() as tx:
            await edits.owe_missed(tx, since=since)
    await _rewrite(database, now=now)
    planned = await _plan(database, now=now, rule=rule)
    async with database.transaction() as tx:
        await edits.finish(tx, before=now - _SETTLED_AFTER)
    return planned


async def _rewrite(database: Database, *, now: datetime) -> None:
    """Write contents anew, a transaction a chunk; until then nothing of them is claimed."""
    while True:
        async with database.reader() as reader:
            chunk = await edits.to_rewrite(reader, now=now, limit=_REWRITTEN_AT_ONCE)
            if not chunk:
                return
            archive = await _archive(reader, chunk)
        written = {}
        for each in chunk:
            await asyncio.sleep(0)
            written[each.content_id] = _written(each, archive)
        changed = [
            Rewritten(each.content_id, words.message, words.edited)
            for each in chunk
            if (words := written[each.content_id]) and _is_other(words, each)
        ]
        withdrawn = [key for key, words in written.items() if words and words.is_withdrawn]
        await _renew(database, [each.content_id for each in changed], withdrawn)
        unchanged = written.keys() - {each.content_id for each in changed}
        async with database.transaction() as tx:
            await edits.rewrite(tx, changed, sorted(unchanged), now=now)


def _written(content: ToRewrite, archive: Archive) -> NewWords | None:
    try:
        return new_words(content.message, archive)
    except Exception:  # one message that can't be written must not keep all others from going out
        log.exception(
            "a content was not written anew",
            extra={"action": "rewrite_failed", "content": content.content_id},
        )
        return None


def _is_other(words: NewWords, content: ToRewrite) -> bool:
    """Tell whether anybody would see a difference."""
    shown = content.edited or content.message
    return (words.message["html"], words.edited["html"]) != (content.message["html"], shown["html"])


async def _archive(reader: Reader, chunk: Sequence[ToRewrite]) -> Archive:
    """Read how the articles that these contents tell of stand now."""
    told = [Told.from_json(each.message["told"]) for each in chunk if "told" in each.message]
    due = await edits.due_articles(reader, [each.content_id for each in chunk])
    known = await histories.of(reader, due.union(*(dict(each.carries) for each in told)))
    concerned = {known[article_id].event_id for article_id in due if article_id in known}
    repaired = {history.event_id for history in known.values() if history.repairs}
    found = await events.by_ids(reader, concerned | repaired)
    return Archive(known, {event.id: event for event in found}, concerned)


async def _renew(database: Database, changed: Collection[int], withdrawn: Sequence[int]) -> None:
    """Let what is still owed go out with the new words, and what is withdrawn not at all."""
    standing = [content_id for content_id in changed if content_id not in withdrawn]
    done = CHUNK if withdrawn else 0
    while done == CHUNK:
        async with database.transaction() as tx:
            done = await edits.drop_owed(tx, withdrawn, reason="withdrawn", limit=CHUNK)
    done = CHUNK if standing else 0
    while done == CHUNK:
        async with database.transaction() as tx:
            done = await edits.renew_owed(tx, standing, limit=CHUNK)


async def _plan(database: Database, *, now: datetime, rule: TimeRule) -> int:
    """Owe every copy with old words its edit, a transaction a chunk."""
    planned = 0
    while True:
        async with database.transaction() as tx:
            found = await outdated.find(tx, limit=CHUNK)
            if found:
                planned += await _owe(tx, found, now=now, rule=rule)
        if len(found) < CHUNK:
            return planned


async def _owe(tx: Transaction, copies: Sequence[OldCopy], *, now: datetime, rule: TimeRule) -> int:
    alerted = sorted({copy.content_id for copy in copies if copy.is_alert})
    notices = await _notices(tx, alerted, now=now) if alerted else {}
    rows = []
    for copy in copies:
        rows.append(edit_of(copy, now=now))
        for each in notices.get(copy.content_id, ()):
            row = notice_of(copy, each, now=now, rule=rule)
            if row is not None:
                rows.append(row)
    prefixes = {row.key.rpartition(":")[0] for row in rows}
    await outdated.supersede(tx, prefixes, [copy.chat_id for copy in copies])
    await deliveries.add(tx, rows)
    await outdated.settle(tx, copies)
    return len(rows)


def edit_of(copy: OldCopy, *, now: datetime) -> NewDelivery:
    """Plan the edit of one copy; where nobody is there any more, the row only says so."""
    return NewDelivery(
        key=f"edit:{copy.chat_id}:{copy.message_id}:{copy.version}",
        chat_id=copy.chat_id,
        thread_id=copy.thread_id or None,
        schedule_id=None,
        content_id=copy.content_id,
        priority=Priority.EDIT,
        not_before=now,
        expires_at=now + EDIT_LATENESS,
        reason="left" if copy.chat_state in _LEFT else None,
        edits=copy.message_id,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What is replied to an alert on an article that was repaired."""

    article_id: str
    repair_id: int
    content_id: int


def notice_of(
    copy: OldCopy, notice: Notice, *, now: datetime, rule: TimeRule
) -> NewDelivery | None:
    """Plan the reply below one alert, after its chat's night or pause; None where it wants none."""
    if copy.chat_state != ChatState.ACTIVE:
        return None
    wakes = max(now, copy.muted_until or now)
    ends = quiet_until(copy.quiet_from, copy.quiet_until, copy.zone, now=wakes, rule=rule)
    not_before = ends or wakes
    return NewDelivery(
        key=f"notice:{notice.article_id}:{copy.chat_id}:{copy.message_id}:{notice.repair_id}",
        chat_id=copy.chat_id,
        thread_id=copy.thread_id or None,
        schedule_id=None,
        content_id=notice.content_id,
        # Behind the edit that it speaks of.
        priority=Priority.EDIT,
        not_before=not_before,
        expires_at=not_before + NOTICE_LATENESS,
        replies_to=copy.message_id,
    )


async def _notices(
    tx: Transaction, content_ids: Sequence[int], *, now: datetime
) -> Mapping[int, Sequence[Notice]]:
    """Compose what is replied below these alerts, where a repair changed a meaning."""
    due = await outdated.repairs_of(tx, content_ids)
    messages = await contents.messages(tx, list(due))
    known = await histories.of(tx, {article_id for found in due.values() for article_id in found})
    made: dict[int, list[Notice]] = {}
    for content_id, repairs in due.items():
        told = Told.from_json(messages[content_id]["told"])
        for article_id, repair_id in repairs.items():
            history = known[article_id]
            repair = next(each for each in history.repairs if each.id == repair_id)
            if repair.kind is Repaired.REFILE:
                continue
            new = _notice_content(told, history, repair, now=now)
            ids = await contents.add(tx, [new])
            made.setdefault(content_id, []).append(Notice(article_id, repair_id, ids[new.key]))
    return made


def _notice_content(told: Told, history: History, repair: Revision, *, now: datetime) -> NewContent:
    scopes = [part.scope for part in told.parts if history.article_id in dict(part.says)]
    scope = Scope.parse(scopes[0] if scopes else told.parts[0].scope)
    words = catalogue(told.language)
    button = Button(words.text("repair.button.history"), data=encode("hist", history.article_id))
    message = Message(notice(words, history, repair, scope), ((button,),))
    # Like an alert it tells no window.
    key = f"notice:{repair.id}:{words.language}:{scope}"
    return NewContent(key, message.as_json(), now, now)
