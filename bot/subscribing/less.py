"""Less like this: topics and outlets that a chat leaves out of what it is pushed, and takes back.

A pair is never left out in silence: who wants less of it stops following it.
"""

from bot.briefing.digest import Window
from bot.briefing.less import Meant, meant_by, told_by
from bot.countries.topics import TOPICS
from bot.errors import BadInput, Gone
from bot.subscribing.retold import retold
from config.limits import EXCLUSIONS_OF_A_CHAT
from storage import events, narrowing, outlets, subscriptions
from storage.database import Database, Reader
from storage.errors import Missing
from storage.narrowing import Excluded, Exclusion
from storage.outlets import Outlet


async def meant_in_digest(
    reader: Reader, chat_id: int, window: Window, *, thread_id: int | None = None
) -> Meant:
    """Return what may be meant of a digest's news; Gone where nothing of it is told any more."""
    digest = await retold(reader, chat_id, window, thread_id=thread_id)
    if digest is None:
        raise Gone("less.nothing")
    return meant_by(told_by(digest))


async def meant_in_alert(
    reader: Reader, chat_id: int, event_id: int, *, thread_id: int | None = None
) -> Meant:
    """Return what may be meant of an alert; Gone where its event is no longer there."""
    event = await events.get(reader, event_id)
    if event is None:
        raise Gone("less.nothing")
    listed = await subscriptions.of_chat(reader, chat_id)
    followed = {each.scope for each in listed if each.thread_id == thread_id}
    scopes = [scope for scope in await events.scopes_of(reader, event_id) if scope in followed]
    return meant_by([(event, scopes)])


async def exclude(
    database: Database, chat_id: int, exclusion: Exclusion, *, thread_id: int | None = None
) -> Outlet | None:
    """Leave a topic or an outlet out from now on; return the outlet. Gone for what is neither."""
    async with database.transaction() as tx:
        outlet = await _named(tx, exclusion)
        before = await narrowing.exclusions_of(tx, [chat_id])
        if len(before.get((chat_id, thread_id or 0), ())) >= EXCLUSIONS_OF_A_CHAT:
            raise BadInput("less.too_many", most=EXCLUSIONS_OF_A_CHAT)
        await narrowing.exclude(tx, chat_id, exclusion, thread_id=thread_id)
        return outlet


async def include(
    database: Database, chat_id: int, exclusion: Exclusion, *, thread_id: int | None = None
) -> Outlet | None:
    """Tell of a topic or an outlet again; return the outlet."""
    async with database.transaction() as tx:
        outlet = await _named(tx, exclusion)
        await narrowing.include(tx, chat_id, exclusion, thread_id=thread_id)
        return outlet


async def left_out(
    reader: Reader, chat_id: int, *, thread_id: int | None = None
) -> list[tuple[Exclusion, Outlet | None]]:
    """List what a chat or a topic leaves out, outlets with their records."""
    found = await narrowing.exclusions_of(reader, [chat_id])
    return [(each, await _named(reader, each)) for each in found.get((chat_id, thread_id or 0), ())]


async def _named(reader: Reader, exclusion: Exclusion) -> Outlet | None:
    if exclusion.kind is Excluded.TOPIC:
        if exclusion.value not in TOPICS:
            raise Gone("error.button_old")
        return None
    try:
        return await outlets.get(reader, int(exclusion.value))
    except Missing:
        raise Gone("error.button_old") from None
