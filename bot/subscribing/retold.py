"""A digest composed once more for a chat: for what was under its fold, and for what it was of."""

import hashlib
from datetime import UTC, datetime, timedelta

from bot.briefing.digest import Digest, Window, arrange
from bot.delivery.pacing import Priority
from bot.errors import Gone
from bot.render import digest as page
from bot.render.edition import Edition
from bot.render.i18n import Catalogue
from bot.render.message import Message
from bot.subscribing.schedules import DEFAULT_TIME, of_place
from config.limits import ALERT_LATENESS
from storage import contents, deliveries, events, heard, subscriptions
from storage.chats import Chat
from storage.contents import NewContent
from storage.database import Database, Reader
from storage.deliveries import NewDelivery
from storage.dyad import Scope
from storage.events import Event

# A month's digest after a long pause; nothing that a digest ever covers is longer.
_LONGEST = timedelta(days=200)


def window_of(after_s: int, until_s: int, *, now: datetime) -> Window:
    """Read the window of a digest from its button; Gone for what was none."""
    if not 0 < after_s < until_s <= now.timestamp():
        raise Gone("error.button_old")
    after, until = (datetime.fromtimestamp(second, UTC) for second in (after_s, until_s))
    if until - after > _LONGEST:
        raise Gone("error.button_old")
    return Window(after, until, is_first=False)


async def retold(
    reader: Reader, chat_id: int, window: Window, *, thread_id: int | None = None
) -> Digest | None:
    """Arrange what was new in a window for a chat or a topic, as it follows and leaves out now."""
    listed = [
        each for each in await subscriptions.of_chat(reader, chat_id) if each.thread_id == thread_id
    ]
    wanted = sorted(each.scope for each in listed)
    added: dict[Scope, list[Event]] = {}
    for scope, event in await events.added_between(
        reader, wanted, after=window.after, until=window.until
    ):
        added.setdefault(scope, []).append(event)
    known = await heard.known_since(reader, [chat_id], window.after)
    return arrange(
        wanted,
        added,
        window=window,
        alerted=known.get((chat_id, thread_id or 0), set()),
        narrowing=await subscriptions.narrowing_of(reader, chat_id, listed, thread_id=thread_id),
    )


async def send_rest(  # noqa: PLR0913 - whose digest, and which message it stands in
    database: Database,
    chat: Chat,
    window: Window,
    *,
    catalogue: Catalogue,
    message_id: int,
    now: datetime,
    thread_id: int | None = None,
) -> int:
    """Owe a chat what one digest held back, as further parts of it; return how many they are.

    They go through the ledger like the digest itself: asked for twice they come once, and
    corrections reach them.
    """
    async with database.reader() as reader:
        digest = await retold(reader, chat.id, window, thread_id=thread_id)
        key = await deliveries.key_of_message(reader, chat.id, message_id)
        place = await of_place(reader, chat.id, thread_id=thread_id)
    if digest is None:
        return 0
    known = next(iter(place.values()), None)
    edition = Edition(
        window.until,
        local_time=known.local_time if known else DEFAULT_TIME,
        zone=chat.zone or "UTC",
    )
    parts = page.parts(catalogue, digest, edition)
    head, _, _ = (key or "").rpartition(":")
    if not head.startswith("digest:"):
        head = f"digest:asked-{chat.id}-{thread_id or 0}:{window.until:%Y-%m-%dT%H:%M:%SZ}"
    new = {_content_key(part): part for part in parts}
    async with database.transaction() as tx:
        ids = await contents.add(
            tx,
            [
                NewContent(name, part.as_json(), window.after, window.until, carries=part.carries)
                for name, part in new.items()
            ],
        )
        await deliveries.add(
            tx,
            [
                NewDelivery(
                    key=f"{head}:{number}",
                    chat_id=chat.id,
                    thread_id=thread_id,
                    schedule_id=None,
                    content_id=ids[_content_key(part)],
                    # Somebody waits for it.
                    priority=Priority.ALERT,
                    not_before=now,
                    expires_at=now + ALERT_LATENESS,
                )
                for number, part in enumerate(parts, start=2)
            ],
        )
    return len(parts)


def _content_key(message: Message) -> str:
    return "part:" + hashlib.sha256(repr(message.as_json()).encode()).hexdigest()
