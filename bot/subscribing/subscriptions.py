"""What a chat wants to be told of: subscribing, leaving single pairs, leaving all, coming back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.suspension import suspend
from bot.errors import BadInput
from bot.subscribing.schedules import (
    NextDigest,
    ensure_daily,
    next_digest,
    of_place,
    restart,
    soonest,
)
from config.limits import SUBSCRIPTIONS_OF_A_CHAT
from storage import chats, subscriptions
from storage.chats import Chat, ChatState
from storage.database import Database, Reader, Transaction
from storage.dyad import Scope
from storage.narrowing import Words
from storage.schedules import Cadence, Schedule


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A scope is on a chat's list; `next` is None where a zone is missing or the digest is off."""

    scope: Scope
    is_new: bool
    needs_zone: bool
    next: NextDigest | None


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """A scope is off a chat's list; `was_there` is False where it never was on it."""

    scope: Scope
    was_there: bool
    left: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a chat has chosen, and when it hears from us next."""

    chat: Chat
    scopes: tuple[Scope, ...]  # the oldest first
    alerting: frozenset[Scope]  # those of them that alert
    schedules: Mapping[Cadence, Schedule]
    next: NextDigest | None  # of whichever cadence
    words: Mapping[Scope, Words]  # of those that are narrowed by any


async def subscribe(
    database: Database, chat_id: int, scope: Scope, *, now: datetime, thread_id: int | None = None
) -> Subscribed:
    """Put a scope on the list of a chat or a topic; a chat that had stopped gets digests again.

    Raises BadInput where the list is full.
    """
    async with database.transaction() as tx:
        chat = await _awake(tx, await chats.by_id(tx, chat_id), now=now)
        is_new = await subscriptions.add(tx, chat_id, scope, thread_id=thread_id)
        listed = await subscriptions.of_chat(tx, chat_id)
        if is_new and len(listed) > SUBSCRIPTIONS_OF_A_CHAT:
            raise BadInput("subscribe.too_many", most=SUBSCRIPTIONS_OF_A_CHAT)
        await ensure_daily(tx, chat, now=now, thread_id=thread_id)
        coming = await next_digest(tx, chat_id, thread_id=thread_id)
        return Subscribed(scope, is_new=is_new, needs_zone=chat.zone is None, next=coming)


async def unsubscribe(
    database: Database, chat_id: int, scope: Scope, *, thread_id: int | None = None
) -> Unsubscribed:
    """Take a scope off the list of a chat or a topic; its hour is kept even where none is left."""
    async with database.transaction() as tx:
        was_there = await subscriptions.remove(tx, chat_id, scope, thread_id=thread_id)
        left = (await overview(tx, chat_id, thread_id=thread_id)).scopes
        return Unsubscribed(scope, was_there, left)


async def overview(reader: Reader, chat_id: int, *, thread_id: int | None = None) -> Overview:
    """Read all that a chat, or one of its topics, has chosen."""
    place = await of_place(reader, chat_id, thread_id=thread_id)
    wanted = [
        each for each in await subscriptions.of_chat(reader, chat_id) if each.thread_id == thread_id
    ]
    return Overview(
        chat=await chats.by_id(reader, chat_id),
        scopes=tuple(each.scope for each in wanted),
        alerting=frozenset(each.scope for each in wanted if each.alerts),
        schedules=place,
        next=soonest(place),
        words={each.scope: each.words for each in wanted if each.words},
    )


async def stop(database: Database, chat_id: int) -> None:
    """End all that is pushed to a chat, at once; what it chose is kept."""
    async with database.transaction() as tx:
        await suspend(tx, chat_id, ChatState.STOPPED)


async def resume(
    database: Database, chat_id: int, *, now: datetime, thread_id: int | None = None
) -> Overview:
    """Let a chat that stopped or was blocked get again what it had chosen; show one topic's."""
    async with database.transaction() as tx:
        await _awake(tx, await chats.by_id(tx, chat_id), now=now)
        return await overview(tx, chat_id, thread_id=thread_id)


async def _awake(tx: Transaction, chat: Chat, *, now: datetime) -> Chat:
    if chat.state is ChatState.ACTIVE:
        return chat
    awake = await chats.set_state(tx, chat.id, ChatState.ACTIVE)
    await restart(tx, awake, now=now)
    return awake
