"""The reports that editors published: added, read, withdrawn, undone."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from storage import outlets, pairs, sketches
from storage.database import Reader, Transaction
from storage.dyad import Dyad
from storage.errors import Conflict, Missing
from storage.models.articles import article_countries, article_topics, articles
from storage.models.events import events
from storage.outlets import Outlet
from storage.prebuilt import Prebuilt
from storage.upsert import upsert

Precision = Literal["minute", "hour", "day"]

# Nothing that looks like another letter or digit when read from a screen or said aloud.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH = 7
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")
# 31^7 ids: a second clash in a row means that the random source is broken.
_ID_TRIES = 5


class Status(StrEnum):
    """Whether readers are shown an article."""

    SCHEDULED = "scheduled"  # waits for `publish_at`; nobody is shown it
    PUBLISHED = "published"  # readers are shown it
    WITHDRAWN = "withdrawn"  # no longer stands; only its copies and `/corrections` tell of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCountry:
    """A country that an article names; only a party puts it on pairs."""

    code: str
    party: bool
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article to be kept; without an `id` one is made."""

    outlet_id: int
    title: str
    summary: str
    body: str
    added_at: datetime
    id: str | None = None
    url: str | None = None
    #: The canonical form of the URL, by which the same page is known again; the URL if not given.
    url_key: str | None = None
    language: str | None = None
    status: Status = Status.PUBLISHED
    event_day: date | None = None
    published_at: datetime | None = None
    published_precision: Precision | None = None
    #: IANA name of the outlet's clock, on which its publication day is told.
    zone: str | None = None
    dateline_place: str | None = None
    dateline_agency: str | None = None
    #: The likeliest first.
    countries: tuple[ArticleCountry, ...] = ()
    topics: tuple[str, ...] = ()
    publish_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = None
    #: The dyads that an editor picked; None: all pairs of the parties, if they are few.
    chosen_pairs: tuple[Dyad, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(NewArticle):
    """An article that is kept; `revision` grows by one with each change of what readers see."""

    id: str
    event_id: int
    outlet: Outlet
    revision: int
    #: Filled in from the URL where it was not given.
    url_key: str | None = field(default=None)

    @property
    def parties(self) -> tuple[str, ...]:
        """Codes of the countries that the article is about."""
        return tuple(country.code for country in self.countries if country.party)


def new_id() -> str:
    """Make a short random id."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


_COLUMNS = tuple(
    item.name
    for item in fields(NewArticle)
    if item.name not in {"id", "countries", "topics", "chosen_pairs", "url_key"}
)
_BY_ID = select(articles).where(articles.c.id == bindparam("article_id"))
_BY_URL = select(articles).where(articles.c.url_key == bindparam("url_key"))
_COUNTRIES = (
    select(article_countries)
    .where(article_countries.c.article_id == bindparam("article_id"))
    .order_by(article_countries.c.score.desc(), article_countries.c.code)
)
_TOPICS = (
    select(article_topics.c.topic)
    .where(article_topics.c.article_id == bindparam("article_id"))
    .order_by(article_topics.c.place)
)
_INSERT = upsert(articles).on_conflict_do_nothing().returning(articles.c.id)
_DUE = (
    select(articles.c.id)
    .where(articles.c.status == Status.SCHEDULED)
    .where(articles.c.publish_at.is_not(None))
    .where(articles.c.publish_at <= bindparam("now", type_=articles.c.publish_at.type))
    .order_by(articles.c.publish_at, articles.c.id)
)
_IS_ANY_DUE = Prebuilt(_DUE.limit(1))

_WAITING = (
    select(articles.c.id)
    .where(articles.c.status == Status.SCHEDULED)
    .where(articles.c.publish_at.is_not(None))
    .order_by(articles.c.publish_at, articles.c.id)
    .limit(bindparam("limit"))
)


async def add(
    tx: Transaction,
    article: NewArticle,
    *,
    event_id: int | None = None,
    make_id: Callable[[], str] = new_id,
) -> Article:
    """Keep a new article as a report of the event, or of a new event of its own.

    Raises Conflict (`article` or `url`) where the id or the URL is kept already, and Missing where
    there is no such event or outlet; the transaction can go on after either.
    """
    outlet = await outlets.get(tx, article.outlet_id)
    joined = event_id is not None
    event_id = await _event(tx, event_id)
    try:
        article_id = await _insert(tx, article, event_id, make_id)
    except Conflict:
        if not joined:
            await tx.execute(delete(events).where(events.c.id == event_id))
        raise
    await _add_tags(tx, article_id, article)
    await sketches.write(tx, article_id, _text(article))
    if joined:
        await pairs.rewrite(tx, event_id)
    else:
        reports = [_facts(article)] if article.status is Status.PUBLISHED else []
        await pairs.place(tx, event_id, reports, is_new=True)
    return _kept(article, article_id, event_id=event_id, outlet=outlet)


async def get(reader: Reader, article_id: str) -> Article | None:
    """Return the article with this id, whatever its status; None if there is none."""
    return await _read(reader, await reader.row(_BY_ID, {"article_id": article_id}))


async def find_by_url(reader: Reader, url_key: str) -> Article | None:
    """Return the article of this canonical URL, whatever its status; None if there is none."""
    return await _read(reader, await reader.row(_BY_URL, {"url_key": url_key}))


async def revise(tx: Transaction, article: Article, *, expected_revision: int) -> Article:
    """Write all fields of a kept article, its event aside, and return its next revision.

    Raises Conflict when it was changed since it was read at `expected_revision`, or when its URL is
    another article's, and Missing when it is gone.
    """
    if article.url is not None:
        other = await find_by_url(tx, _url_key(article) or "")
        if other is not None and other.id != article.id:
            raise Conflict("url", article.url)
    statement = (
        update(articles)
        .where(articles.c.id == article.id)
        .where(articles.c.revision == expected_revision)
        .values(**_values(article), revision=expected_revision + 1)
        .returning(articles.c.id)
    )
    if await tx.row(statement) is None:
        await _must_get(tx, article.id)
        raise Conflict("article", article.id)
    await tx.execute(delete(article_countries).filter_by(article_id=article.id))
    await tx.execute(delete(article_topics).filter_by(article_id=article.id))
    await _add_tags(tx, article.id, article)
    await sketches.rewrite(tx, article.id, _text(article))
    await pairs.rewrite(tx, article.event_id)
    return await _must_get(tx, article.id)


async def withdraw(tx: Transaction, article_id: str, *, reason: str, at: datetime) -> Article:
    """Mark an article as no longer standing; readers are not shown it from now on."""
    return await _change(
        tx, article_id, status=Status.WITHDRAWN, withdrawn_reason=reason, withdrawn_at=at
    )


async def join(tx: Transaction, article_id: str, *, event_id: int) -> Article:
    """Make an article a report of another event; its old event goes if nothing is left of it."""
    article = await _must_get(tx, article_id)
    moved = await _change(tx, article_id, event_id=await _event(tx, event_id))
    if article.event_id != event_id:
        await _settle(tx, article.event_id)
    return moved


async def is_any_due(reader: Reader, now: datetime) -> bool:
    """Tell whether a scheduled article's moment has come."""
    return bool(await _IS_ANY_DUE.raw_rows(reader, {"now": now}))


async def scheduled(reader: Reader, *, limit: int) -> list[Article]:
    """List what waits for its moment, the next first, at most `limit`."""
    rows = await reader.rows(_WAITING, {"limit": limit})
    return [await _must_get(reader, row.id) for row in rows]


async def publish_due(tx: Transaction, now: datetime) -> list[Article]:
    """Publish the scheduled articles whose moment has come, as added now; the earliest first."""
    rows = await tx.rows(_DUE, {"now": now})
    return [
        await _change(tx, row.id, status=Status.PUBLISHED, added_at=now, publish_at=None)
        for row in rows
    ]


async def unpublish(tx: Transaction, article_id: str) -> None:
    """Undo an article altogether: it, its event if that was its only report, its pair rows."""
    article = await _must_get(tx, article_id)
    await tx.execute(delete(articles).where(articles.c.id == article_id))
    await _settle(tx, article.event_id)


async def _change(tx: Transaction, article_id: str, **values: object) -> Article:
    statement = (
        update(articles)
        .where(articles.c.id == article_id)
        .values(**values, revision=articles.c.revision + 1)
    )
    await tx.execute(statement)
    article = await _must_get(tx, article_id)
    await pairs.rewrite(tx, article.event_id)
    return article


async def _settle(tx: Transaction, event_id: int) -> None:
    """Bring an event's pair rows up to date after a report left it; drop it if it has none left."""
    await pairs.rewrite(tx, event_id)
    left = select(func.count()).select_from(articles).where(articles.c.event_id == event_id)
    if await tx.scalar(left) == 0:
        await tx.execute(delete(events).where(events.c.id == event_id))


async def _event(tx: Transaction, event_id: int | None) -> int:
    if event_id is None:
        return int(await tx.scalar(insert(events).values(parties="").returning(events.c.id)))
    if await tx.row(select(events.c.id).where(events.c.id == event_id)) is None:
        raise Missing("event", event_id)
    return event_id


async def _insert(
    tx: Transaction, article: NewArticle, event_id: int, make_id: Callable[[], str]
) -> str:
    values = _values(article) | {"event_id": event_id, "revision": 1}
    for _ in range(_ID_TRIES):
        article_id = make_id() if article.id is None else _checked(article.id)
        if await tx.row(_INSERT, values | {"id": article_id}) is not None:
            return article_id
        url_key = values["url_key"]
        if url_key is not None and await tx.row(_BY_URL, {"url_key": url_key}) is not None:
            raise Conflict("url", url_key)
        if article.id is not None:
            break
    raise Conflict("article", article.id)


async def _add_tags(tx: Transaction, article_id: str, article: NewArticle) -> None:
    if article.countries:
        await tx.execute(
            insert(article_countries),
            [
                {"article_id": article_id, "code": c.code, "party": c.party, "score": c.score}
                for c in article.countries
            ],
        )
    if article.topics:
        await tx.execute(
            insert(article_topics),
            [
                {"article_id": article_id, "topic": topic, "place": place}
                for place, topic in enumerate(article.topics)
            ],
        )


async def _must_get(reader: Reader, article_id: str) -> Article:
    article = await get(reader, article_id)
    if article is None:
        raise Missing("article", article_id)
    return article


async def _read(reader: Reader, row: Row[Any] | None) -> Article | None:
    if row is None:
        return None
    key = {"article_id": row.id}
    countries = await reader.rows(_COUNTRIES, key)
    topics = await reader.rows(_TOPICS, key)
    return Article(
        **_own(row._mapping),  # noqa: SLF001 - public, named so that no column clashes
        id=row.id,
        url_key=row.url_key,
        event_id=row.event_id,
        revision=row.revision,
        outlet=await outlets.get(reader, row.outlet_id),
        countries=tuple(
            ArticleCountry(code=c.code, party=c.party, score=c.score) for c in countries
        ),
        topics=tuple(topic.topic for topic in topics),
        chosen_pairs=pairs.read_pairs(row.chosen_pairs),
    )


def _own(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _COLUMNS} | {"status": Status(row["status"])}


def _values(article: NewArticle) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(article, name) for name in _COLUMNS}
    values["url_key"] = _url_key(article)
    values["chosen_pairs"] = pairs.write_pairs(article.chosen_pairs)
    return values


def _kept(article: NewArticle, article_id: str, *, event_id: int, outlet: Outlet) -> Article:
    values = {item.name: getattr(article, item.name) for item in fields(NewArticle)}
    values |= {"id": article_id, "url_key": _url_key(article)}
    return Article(**values, event_id=event_id, outlet=outlet, revision=1)


def _text(article: NewArticle) -> str:
    return sketches.text_of(article.title, article.summary, article.body)


def _facts(article: NewArticle) -> pairs.ReportFacts:
    parties = sorted((c for c in article.countries if c.party), key=lambda c: (-c.score, c.code))
    return pairs.ReportFacts(
        event_day=article.event_day,
        published_at=article.published_at,
        zone=article.zone,
        added_at=article.added_at,
        parties=tuple(c.code for c in parties),
        topics=article.topics,
        chosen_pairs=article.chosen_pairs,
    )


def _url_key(article: NewArticle) -> str | None:
    return article.url_key or article.url


def _checked(article_id: str) -> str:
    if not _ID.fullmatch(article_id):
        raise ValueError(f"not an article id: {article_id[:30]!r}")
    return article_id
