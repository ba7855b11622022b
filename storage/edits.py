"""Repairs on their way to the messages that tell of an article: which contents, which copies.

The transaction that repairs an article only names the contents that tell of it, so it stays short
whatever their number. From that moment on nothing of them is claimed that still has the old words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)

from storage.database import Reader, Transaction
from storage.models.articles import articles
from storage.models.base import BigId, CodeText, Moment
from storage.models.content_articles import content_articles, edits_due
from storage.models.copies import copies
from storage.models.deliveries import contents, deliveries
from storage.models.revisions import revisions
from storage.prebuilt import Prebuilt
from storage.revisions import Repaired
from storage.upsert import upsert

_COLUMNS = ["content_id", "article_id", "revision_id", "not_before", "is_rewritten"]
_ARTICLE = bindparam("article", type_=CodeText)
_FROM = bindparam("from_then", type_=Moment())
_OPEN = ("planned", "uncertain")
# Alerts are told from digests by the keys of their contents.
_IS_ALERT = contents.c.key.startswith("alert:")


@dataclass(frozen=True, slots=True)
class ToRewrite:
    """A content that tells of a repaired article; `edited` is what its copies said last."""

    content_id: int
    message: dict[str, Any]
    edited: dict[str, Any] | None
    version: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A content's new words: for who has not had it yet, and for its copies."""

    content_id: int
    message: dict[str, Any]
    edited: dict[str, Any]


def _owe(source: Select[Any]) -> Any:  # noqa: ANN401 - PostgreSQL's form of insert
    statement = upsert(edits_due).from_select(_COLUMNS, source)
    return statement.on_conflict_do_update(
        index_elements=["content_id", "article_id"],
        set_={
            "revision_id": func.coalesce(statement.excluded.revision_id, edits_due.c.revision_id),
            "not_before": statement.excluded.not_before,
            "is_rewritten": false(),
        },
    )


_OWE = _owe(
    select(
        content_articles.c.content_id,
        content_articles.c.article_id,
        bindparam("revision", type_=BigId),
        _FROM,
        false(),
    ).where(content_articles.c.article_id == _ARTICLE)
)
_OWE_ALERTS = _owe(
    select(contents.c.id, _ARTICLE, bindparam("revision", type_=BigId), _FROM, false())
    .distinct()
    .join_from(articles, content_articles, content_articles.c.article_id == articles.c.id)
    .join(contents, contents.c.id == content_articles.c.content_id)
    .where(articles.c.event_id == bindparam("event"), _IS_ALERT)
)
_CARRY_IN_ALERTS = (
    upsert(content_articles)
    .from_select(
        ["content_id", "article_id", "revision"],
        select(contents.c.id, _ARTICLE, literal_column("1"))
        .distinct()
        .join_from(articles, content_articles, content_articles.c.article_id == articles.c.id)
        .join(contents, contents.c.id == content_articles.c.content_id)
        .where(articles.c.event_id == bindparam("event"), _IS_ALERT),
    )
    .on_conflict_do_nothing()
)
# Composed from what an article said before its repair, and written after it.
_OWE_MISSED = (
    upsert(edits_due)
    .from_select(
        _COLUMNS,
        select(
            content_articles.c.content_id,
            content_articles.c.article_id,
            revisions.c.id,
            revisions.c.at,
            false(),
        )
        .join_from(
            revisions, content_articles, content_articles.c.article_id == revisions.c.article_id
        )
        .join(contents, contents.c.id == content_articles.c.content_id)
        .where(
            revisions.c.at > bindparam("since", type_=Moment()),
            content_articles.c.revision <= revisions.c.revision,
            revisions.c.kind != Repaired.UPDATE,
            contents.c.version == 0,
        ),
    )
    .on_conflict_do_nothing()
)
_NEWEST_REPAIR = Prebuilt(select(revisions.c.at).order_by(revisions.c.id.desc()).limit(1))
_IS_ANY = Prebuilt(select(edits_due.c.content_id).where(edits_due.c.not_before <= _FROM).limit(1))
_TO_REWRITE = (
    select(contents.c.id, contents.c.message, contents.c.edited, contents.c.version)
    .where(
        exists(
            select(literal_column("1"))
            .select_from(edits_due)
            .where(
                edits_due.c.content_id == contents.c.id,
                ~edits_due.c.is_rewritten,
                edits_due.c.not_before <= _FROM,
            )
        )
    )
    .order_by(contents.c.id)
    .limit(bindparam("most"))
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OWED_OF = (
    select(deliveries.c.id)
    .where(
        deliveries.c.content_id.in_(_IDS),
        deliveries.c.state.in_(_OPEN),
        deliveries.c.edits.is_(None),
    )
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DROP_OWED = (
    update(deliveries)
    .where(deliveries.c.id.in_(_IDS))
    .values(state="skipped", reason=bindparam("why"))
)
# They go out with the new words, unmarked, and need no edit.
_RENEW_OWED = (
    update(deliveries)
    .where(deliveries.c.id.in_(_IDS))
    .values(
        version=select(contents.c.version + 1)
        .where(contents.c.id == deliveries.c.content_id)
        .scalar_subquery()
    )
)
_STILL_OLD = deliveries.c.version <= (
    select(contents.c.version).where(contents.c.id == deliveries.c.content_id).scalar_subquery()
)
_DUE_ARTICLES = select(edits_due.c.article_id).distinct().where(edits_due.c.content_id.in_(_IDS))
_REWRITE = (
    update(contents)
    .where(contents.c.id == bindparam("content"))
    .values(
        message=bindparam("words", type_=contents.c.message.type),
        edited=bindparam("marked", type_=contents.c.edited.type),
        version=contents.c.version + 1,
    )
)
_IS_REWRITTEN = (
    update(edits_due)
    .where(edits_due.c.content_id.in_(_IDS), edits_due.c.not_before <= _FROM)
    .values(is_rewritten=true())
)
# What did not change says the newest revision too.
_SAYS_NEWEST = (
    update(content_articles)
    .where(content_articles.c.content_id.in_(_IDS))
    .values(
        revision=func.coalesce(
            select(articles.c.revision)
            .where(articles.c.id == content_articles.c.article_id)
            .scalar_subquery(),
            content_articles.c.revision,
        )
    )
)
_DUE = edits_due.alias("due")
_IN_DELIVERIES = (
    select(deliveries.c.content_id)
    .select_from(_DUE)
    .join(contents, contents.c.id == _DUE.c.content_id)
    .join(
        deliveries,
        and_(
            deliveries.c.content_id == contents.c.id,
            deliveries.c.version < contents.c.version,
        ),
    )
    .where(
        deliveries.c.edits.is_(None),
        # One in a worker's hands may have been claimed with the old words.
        or_(
            deliveries.c.state == "leased",
            and_(deliveries.c.state == "sent", deliveries.c.message_id.is_not(None)),
        ),
    )
)
_IN_COPIES = (
    select(copies.c.content_id)
    .select_from(_DUE)
    .join(contents, contents.c.id == _DUE.c.content_id)
    .join(
        copies,
        and_(copies.c.content_id == contents.c.id, copies.c.version < contents.c.version),
    )
)
_FINISH = delete(edits_due).where(
    edits_due.c.is_rewritten,
    edits_due.c.not_before <= bindparam("before", type_=Moment()),
    edits_due.c.content_id.not_in(_IN_DELIVERIES),
    edits_due.c.content_id.not_in(_IN_COPIES),
)


async def owe(tx: Transaction, article_id: str, revision_id: int, *, at: datetime) -> None:
    """Have all contents that tell of an article written anew, after this repair of it."""
    parameters = {"article": article_id, "revision": revision_id, "from_then": at}
    await tx.execute(_OWE, parameters)


async def owe_alerts(
    tx: Transaction, event_id: int, article_id: str, *, not_before: datetime
) -> None:
    """Have the alerts on an event tell of a report that joined it, from that moment on."""
    parameters = {
        "event": event_id,
        "article": article_id,
        "revision": None,
        "from_then": not_before,
    }
    await tx.execute(_OWE_ALERTS, parameters)
    await tx.execute(_CARRY_IN_ALERTS, {"event": event_id, "article": article_id})


async def due_articles(reader: Reader, content_ids: Sequence[int]) -> set[str]:
    """Return the articles for which these contents are to be written anew."""
    found = await reader.rows(_DUE_ARTICLES, {"ids": list(content_ids)})
    return {row.article_id for row in found}


async def is_any_repaired(reader: Reader, *, since: datetime) -> bool:
    """Tell whether any article was repaired after then."""
    found = await _NEWEST_REPAIR.rows(reader, {})
    return bool(found) and found[0][0] > since


async def owe_missed(tx: Transaction, *, since: datetime) -> None:
    """Have written anew what was composed while an article was being repaired, after `since`."""
    if await is_any_repaired(tx, since=since):
        await tx.execute(_OWE_MISSED, {"since": since})


async def is_any(reader: Reader, *, now: datetime) -> bool:
    """Tell whether anything is to be carried out."""
    return bool(await _IS_ANY.raw_rows(reader, {"from_then": now}))


async def to_rewrite(reader: Reader, *, now: datetime, limit: int) -> list[ToRewrite]:
    """Return contents that are to be written anew, at most `limit`."""
    found = await reader.rows(_TO_REWRITE, {"from_then": now, "most": limit})
    return [ToRewrite(row.id, row.message, row.edited, row.version) for row in found]


async def renew_owed(tx: Transaction, content_ids: Sequence[int], *, limit: int) -> int:
    """Let what is owed of these contents go out with the words that `rewrite` will write.

    Return how many rows that were, at most `limit`.
    """
    parameters = {"ids": list(content_ids), "most": limit}
    ids = [row.id for row in await tx.rows(_OWED_OF.where(_STILL_OLD), parameters)]
    if ids:
        await tx.execute(_RENEW_OWED, {"ids": ids})
    return len(ids)


async def drop_owed(tx: Transaction, content_ids: Sequence[int], *, reason: str, limit: int) -> int:
    """Drop what is owed of these contents; return how many rows that were, at most `limit`."""
    found = await tx.rows(_OWED_OF, {"ids": list(content_ids), "most": limit})
    if found:
        await tx.execute(_DROP_OWED, {"ids": [row.id for row in found], "why": reason})
    return len(found)


async def rewrite(
    tx: Transaction, changed: Sequence[Rewritten], unchanged: Sequence[int], *, now: datetime
) -> None:
    """Write contents anew; what is sent from now on has the new words, and copies are due."""
    if changed:
        rows = [
            {"content": each.content_id, "words": each.message, "marked": each.edited}
            for each in changed
        ]
        await tx.execute(_REWRITE, rows)
    if unchanged:
        await tx.execute(_SAYS_NEWEST, {"ids": list(unchanged)})
    ids = [each.content_id for each in changed] + list(unchanged)
    await tx.execute(_IS_REWRITTEN, {"ids": ids, "from_then": now})


async def finish(tx: Transaction, *, before: datetime) -> int:
    """Let go of repairs from before then whose copies all have their edits planned."""
    return (await tx.execute(_FINISH, {"before": before})).rowcount
