"""Alerts as a chat chooses them: by pair, and not in the hours in which it sleeps."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.errors import BadInput
from storage import alerts, chats, subscriptions
from storage.chats import Chat
from storage.database import Database
from storage.dyad import Scope

# Nobody who asks for alerts asks to be woken by them.
DEFAULT_QUIET = (time(22), time(7))


@dataclass(frozen=True, slots=True)
class Switched:
    """Alerts of a scope are on or off; `was_there` is False where the scope is not followed."""

    was_there: bool
    chat: Chat


async def switch_alerts(
    database: Database,
    chat_id: int,
    scope: Scope,
    *,
    wanted: bool,
    thread_id: int | None = None,
) -> Switched:
    """Turn alerts of a followed scope on or off; a chat's first one gives it quiet hours."""
    async with database.transaction() as tx:
        chat = await chats.by_id(tx, chat_id)
        before = await subscriptions.of_chat(tx, chat_id)
        was_there = await subscriptions.set_alerts(
            tx, chat_id, scope, alerts=wanted, thread_id=thread_id
        )
        is_first = wanted and was_there and not any(each.alerts for each in before)
        if is_first and chat.quiet_from is None:
            chat = await chats.set_quiet(tx, chat_id, *DEFAULT_QUIET)
        return Switched(was_there, chat)


async def mute_alerts(
    database: Database,
    chat_id: int,
    scope: Scope,
    until: datetime | None,
    *,
    thread_id: int | None = None,
) -> bool:
    """Alert of a scope from then on only, None for at once; False where it is not followed."""
    async with database.transaction() as tx:
        return await subscriptions.mute_alerts(tx, chat_id, scope, until, thread_id=thread_id)


async def set_quiet_hours(
    database: Database, chat_id: int, hours: tuple[time, time] | None, *, now: datetime
) -> Chat:
    """Hold a chat's alerts in these hours of its own day, or never; BadInput for no hours."""
    start, end = hours or (None, None)
    if start is not None and start == end:
        raise BadInput("settings.quiet_equal")
    async with database.transaction() as tx:
        await alerts.look_again(tx, chat_id, now=now)
        return await chats.set_quiet(tx, chat_id, start, end)
