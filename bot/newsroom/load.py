"""Loading articles from files: records of JSON lines; texts, saved pages, PDF and Word files.

Safe to run twice: what the archive has is passed over. Loading never alerts anybody.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from bot.errors import BadInput, BotError
from bot.export.records import ArticleRecord, RecordError, read_record
from bot.ingest import addresses
from bot.ingest.guard import address_allowed
from bot.ingest.sources import Sources
from bot.newsroom import reading
from bot.newsroom.draft_article import DraftArticle, DraftCountry
from bot.render.i18n import catalogue
from storage import articles, audit, drafts, outlets, sketches
from storage.articles import ArticleCountry, NewArticle, Status
from storage.database import Database, Transaction
from storage.drafts import DraftState, NewDraft
from storage.errors import Conflict
from storage.grams import grams
from storage.outlets import NewOutlet

RECORDS = (".jsonl",)
PASTES = (".txt", ".html", ".htm", ".pdf", ".docx")
# Articles of the same words that are looked at: yearly statements are that many at most.
_SAME_WORDS = 30
# Articles that a transaction holds: few enough that a reader's answer never waits for it.
CHUNK = 200
# Records of a file that is sent to the bot: they go to the queue, and nobody reviews thousands.
MOST_SENT = 200
# Drafts that no person began stand in nobody's list but the newsroom's.
NOBODY = 0


class Fate(Enum):
    """What became of one record."""

    LOADED = "loaded"
    KNOWN = "known"  # the archive has it already
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one record: where it stands, and why it was refused."""

    where: str
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    where: str
    text: str


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """List the files that can be loaded, folders searched through, in a steady order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                inner for inner in path.rglob("*") if inner.suffix.lower() in RECORDS + PASTES
            )
        else:
            yield path


async def load(
    database: Database, path: Path, *, sources: Sources, now: datetime
) -> AsyncIterator[Loaded]:
    """Load one file; yields what became of each record, in order."""
    suffix = path.suffix.lower()
    if suffix in PASTES:
        yield await _load_paste(database, path, sources, now)
    elif suffix in RECORDS:
        async for loaded in _load_records(database, path, now):
            yield loaded
    else:
        kinds = " ".join(RECORDS + PASTES)
        yield Loaded(path.name, Fate.REFUSED, f"takes files of these kinds: {kinds}")


async def _load_records(database: Database, path: Path, now: datetime) -> AsyncIterator[Loaded]:
    chunk: list[_Line] = []
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        for number, text in enumerate(stream, start=1):
            if text.strip():
                chunk.append(_Line(f"{path.name}:{number}", text))
            if len(chunk) >= CHUNK:
                for loaded in await _load_chunk(database, chunk, now):
                    yield loaded
                chunk = []
    for loaded in await _load_chunk(database, chunk, now):
        yield loaded


async def queue_records(
    database: Database, data: bytes, *, editor_id: int, now: datetime
) -> list[Loaded]:
    """Put the records of a file that was sent into the queue, whatever state they name.

    BadInput `load.too_many` for more than `MOST_SENT`: those are loaded on the bot's own machine.
    """
    lines = [line for line in data.decode("utf-8-sig", "replace").split("\n") if line.strip()]
    if len(lines) > MOST_SENT:
        raise BadInput("load.too_many", count=MOST_SENT)
    async with database.transaction() as tx:
        loaded = [
            await _queue_line(tx, _Line(str(number), line), now)
            for number, line in enumerate(lines, start=1)
        ]
        count = sum(one.fate is Fate.LOADED for one in loaded)
        detail = {"queued": count}
        await audit.record(
            tx, at=now, actor_id=editor_id, action="load", subject="queue", detail=detail
        )
    return loaded


async def _queue_line(tx: Transaction, line: _Line, now: datetime) -> Loaded:
    try:
        record = read_record(line.text)
    except RecordError as error:
        return Loaded(line.where, Fate.REFUSED, str(error))
    if record.url and not address_allowed(record.url):
        return Loaded(line.where, Fate.REFUSED, "url: no public web address")
    if await _is_known(tx, record):
        return Loaded(line.where, Fate.KNOWN)
    queued = record.model_copy(update={"status": "queued"})
    return Loaded(line.where, await _keep_draft(tx, queued, now))


async def _load_chunk(database: Database, lines: list[_Line], now: datetime) -> list[Loaded]:
    """Load some lines in one transaction; a clash in one of them makes each its own."""
    try:
        async with database.transaction() as tx:
            return [await _load_line(tx, line, now) for line in lines]
    except Conflict as clash:
        if len(lines) == 1:
            return [Loaded(lines[0].where, Fate.REFUSED, str(clash))]
    return [loaded for line in lines for loaded in await _load_chunk(database, [line], now)]


async def _load_line(tx: Transaction, line: _Line, now: datetime) -> Loaded:
    try:
        record = read_record(line.text)
        fate = await _keep(tx, record, now)
    except RecordError as error:
        return Loaded(line.where, Fate.REFUSED, str(error))
    return Loaded(line.where, fate)


async def _keep(tx: Transaction, record: ArticleRecord, now: datetime) -> Fate:
    """Keep one record as an article or, where it is not published yet, as a draft."""
    url_key = addresses.key(record.url) if record.url else None
    if await _is_known(tx, record):
        return Fate.KNOWN
    if record.status in ("draft", "queued"):
        return await _keep_draft(tx, record, now)
    if not (record.id or url_key) and await _is_there(tx, record):
        return Fate.KNOWN
    event_id = None
    if record.same_event_as:
        same = await articles.get(tx, record.same_event_as)
        if same is None:
            raise RecordError(f"same_event_as: no article {record.same_event_as[:24]!r} here")
        event_id = same.event_id
    outlet = await outlets.ensure(
        tx,
        NewOutlet(
            name=record.outlet or "",
            domain=await _free_domain(tx, record),
            country=record.outlet_country,
            label=record.outlet_label,
        ),
    )
    await articles.add(tx, _article(record, outlet.id, url_key, now), event_id=event_id)
    return Fate.LOADED


async def _is_known(tx: Transaction, record: ArticleRecord) -> bool:
    if record.id and await articles.get(tx, record.id):
        return True
    url_key = addresses.key(record.url) if record.url else None
    return bool(url_key and await articles.find_by_url(tx, url_key))


async def _is_there(tx: Transaction, record: ArticleRecord) -> bool:
    """Whether a record without id and address is an article here: same outlet, words and days."""
    text = sketches.text_of(record.title, record.summary, record.body)
    return any(
        (told.title, told.summary, told.body) == (record.title, record.summary, record.body)
        and (told.event_day, told.published_at) == (record.event_day, record.published_moment)
        and told.outlet_name.casefold() == (record.outlet or "").casefold()
        for told in await sketches.sharing(tx, grams(text), limit=_SAME_WORDS)
    )


async def _free_domain(tx: Transaction, record: ArticleRecord) -> str | None:
    """Return the domain of the record's link unless an outlet of another name has it.

    A record names its outlet itself, and several may publish under one domain.
    """
    domain = addresses.domain(record.url) if record.url else None
    holder = await outlets.find(tx, domain=domain) if domain else None
    if holder and holder.name.casefold() != (record.outlet or "").casefold():
        return None
    return domain


def _article(
    record: ArticleRecord, outlet_id: int, url_key: str | None, now: datetime
) -> NewArticle:
    is_moment = isinstance(record.published_at, datetime)
    return NewArticle(
        id=record.id,
        outlet_id=outlet_id,
        url=record.url,
        url_key=url_key,
        title=record.title,
        summary=record.summary,
        body=record.body,
        language=record.language,
        status=Status(record.status),
        event_day=record.event_day,
        published_at=record.published_moment,
        published_precision=None
        if record.published_at is None
        else "minute"
        if is_moment
        else "day",
        countries=tuple(
            ArticleCountry(code=code, party=True, score=1.0) for code in record.countries
        ),
        topics=record.topics,
        added_at=record.added_moment or now,
        publish_at=record.publish_at,
        withdrawn_at=now if record.status == "withdrawn" else None,
        withdrawn_reason=record.withdrawn_reason,
    )


async def _keep_draft(tx: Transaction, record: ArticleRecord, now: datetime) -> Fate:
    """Keep a record that nobody has published yet; the same one twice is kept once."""
    content = DraftArticle(
        title=record.title,
        summary=record.summary,
        body=record.body,
        language=record.language,
        url=record.url,
        outlet_name=record.outlet,
        outlet_country=record.outlet_country,
        outlet_label=record.outlet_label,
        published_at=record.published_moment,
        event_day=record.event_day,
        countries=tuple(DraftCountry(code=code) for code in record.countries),
        topics=record.topics,
    )
    return await _add_once(tx, content, record.status, now)


async def _add_once(tx: Transaction, content: DraftArticle, status: str, now: datetime) -> Fate:
    document = content.model_dump(mode="json")
    same = json.dumps([content.title, content.url, content.body], ensure_ascii=False)
    origin_key = f"load:{hashlib.sha256(same.encode()).hexdigest()}"
    if await drafts.of_origin(tx, origin_key):
        return Fate.KNOWN
    await drafts.add(
        tx,
        NewDraft(
            author_id=NOBODY,
            chat_id=NOBODY,
            document=document,
            created_at=now,
            origin_key=origin_key,
            state=DraftState.QUEUED if status == "queued" else DraftState.OPEN,
        ),
    )
    return Fate.LOADED


async def _load_paste(database: Database, path: Path, sources: Sources, now: datetime) -> Loaded:
    """Read a text or another file into a draft: it names no source, so nobody publishes it."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
        understood = await sources.read_upload(data, received_at=now)
    except BotError as error:
        reason = catalogue("en").text(error.key, **error.arguments)
        return Loaded(path.name, Fate.REFUSED, reason)
    except OSError as error:
        return Loaded(path.name, Fate.REFUSED, str(error))
    content = reading.from_understood(understood)
    async with database.transaction() as tx:
        return Loaded(path.name, await _add_once(tx, content, "draft", now))
