"""A digest on request: what is new since the last one, which its own hour tells all the same."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.briefing.digest import Window, arrange, corrections_for
from bot.briefing.surroundings import Surroundings
from bot.delivery.news import News
from bot.render import digest as page
from bot.render.edition import Edition
from bot.render.i18n import Catalogue
from bot.render.message import Message
from bot.subscribing.schedules import DEFAULT_TIME, NextDigest, of_place, soonest
from config.limits import FIRST_WINDOW, UNDO_WITHIN
from storage import events, heard, subscriptions
from storage.database import Reader
from storage.dyad import Scope
from storage.events import Event


@dataclass(frozen=True, slots=True)
class DigestNow:
    """What a chat would be told now; `message` is None where nothing is new."""

    scopes: tuple[Scope, ...]
    message: Message | None
    next: NextDigest | None


async def digest_now(
    reader: Reader,
    chat_id: int,
    *,
    catalogue: Catalogue,
    now: datetime,
    thread_id: int | None = None,
) -> DigestNow:
    """Compose what is new for a chat or a topic since its last digest, whose schedule stays."""
    listed = [
        each for each in await subscriptions.of_chat(reader, chat_id) if each.thread_id == thread_id
    ]
    wanted = sorted(each.scope for each in listed)
    place = await of_place(reader, chat_id, thread_id=thread_id)
    # Of a daily and a weekly digest, the one that told last is the last that the reader had.
    told = max((each.window_end for each in place.values() if each.window_end), default=None)
    until = now - UNDO_WITHIN
    window = Window(told or until - FIRST_WINDOW, until, is_first=told is None)
    added: dict[Scope, list[Event]] = {}
    for scope, event in await events.added_between(
        reader, wanted, after=window.after, until=window.until
    ):
        added.setdefault(scope, []).append(event)
    following = soonest(place)
    corrected = await News().corrected(reader, window)
    first = [each.history.added_at for found in corrected.values() for each in found]
    known = await heard.known_since(reader, [chat_id], min([window.after, *first]))
    alerted = known.get((chat_id, thread_id or 0), set())
    narrowing = await subscriptions.narrowing_of(reader, chat_id, listed, thread_id=thread_id)
    corrections = corrections_for(wanted, corrected, alerted=alerted)
    digest = arrange(
        wanted,
        added,
        window=window,
        alerted=alerted,
        narrowing=narrowing,
        even_quiet=bool(corrections),
    )
    if digest is None:
        return DigestNow(tuple(wanted), None, following)
    digest = replace(digest, corrected=corrections)
    edition = Edition(
        now,
        local_time=following.local_time if following else DEFAULT_TIME,
        zone=following.zone if following else "UTC",
        is_asked=True,
        comes_by_itself=following is not None,
    )
    around = Surroundings()
    await around.learn(reader, [wanted], added.keys(), after=window.after)
    beside = around.of(digest, day=edition.day, period=None)
    message = page.message(catalogue, digest, edition, beside=beside)
    return DigestNow(tuple(wanted), message, following)
