"""Composes digests: once for all who share the same, and nothing where there is nothing new."""

import asyncio
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.briefing.digest import Beside, Digest, Longer, arrange, corrections_for, untold
from bot.briefing.surroundings import Surroundings
from bot.delivery.news import NO_NEWS, Added, News, OfWindow
from bot.delivery.together import TOLD_TOGETHER, Meeting, Wanted, meetings
from bot.delivery.turns import Turn
from bot.render import digest as page
from bot.render.changes import period_of
from bot.render.i18n import catalogue
from storage import contents, heard
from storage.contents import NewContent
from storage.database import Reader, Transaction
from storage.due import Place, Wants

# Part of the key of a content: raise it when the same digest would be written otherwise.
_FORM = 5
# Kept for as long as a tick plans; past it they are made, or looked up, once more.
_REMEMBERED = 20_000
_NOBODY_KNOWS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A turn, and for each of its schedules the key of its content; None where it is skipped."""

    turn: Turn
    keys: dict[int, str | None]


class Composer:
    """Remembers what it composed for as long as one tick plans."""

    def __init__(self) -> None:
        self._news = News()
        self._surroundings = Surroundings()
        self._keys: dict[tuple[Turn, Wants, frozenset[int]], str | None] = {}
        self._to_tell: dict[tuple[Turn, Wants], bool] = {}
        self._looked_at: dict[Turn, set[Wants]] = {}
        self._unkept: dict[str, NewContent] = {}
        self._ids: dict[str, int] = {}

    @property
    def is_full(self) -> bool:
        """Whether it remembers as much as it should, and a new one is to go on."""
        return len(self._to_tell) > _REMEMBERED or self._surroundings.is_full

    async def compose(self, reader: Reader, turns: Mapping[Turn, Wanted]) -> list[Planned]:
        """Compose what all these schedules send."""
        planned = [await self._turn(reader, turn, wanted) for turn, wanted in turns.items()]
        return await self._together(reader, turns, planned)

    def unkept(self, keys: Iterable[str | None]) -> list[str]:
        """Return those of the keys whose contents the store does not have yet, in order."""
        return sorted({key for key in keys if key and key not in self._ids})

    async def keep(self, tx: Transaction, keys: Sequence[str]) -> None:
        """Let the store have the contents of these keys, which it does not have yet."""
        self._ids.update(await contents.add(tx, [self._unkept[key] for key in keys]))
        for key in keys:
            del self._unkept[key]

    def id_of(self, key: str | None) -> int | None:
        """Return the store's number of a content that it has; None where nothing is told."""
        return self._ids[key] if key else None

    async def _turn(self, reader: Reader, turn: Turn, wanted: Wanted) -> Planned:
        keys: dict[int, str | None] = {}
        told: dict[Wants, Sequence[Place]] = {}
        news = NO_NEWS if turn.reason else await self._news.of_window(reader, turn.window)
        for wants, places in wanted.items():
            # Most pairs are quiet on most days; who wants only such is done with here.
            if turn.reason or not self._is_to_tell(turn, wants, news):
                keys.update(dict.fromkeys([place.schedule_id for place in places]))
            else:
                told[wants] = places
        if told:
            await self._look_around(reader, turn, told, news.added)
            known = await _alerted(reader, told, since=news.since(turn.window.after))
            for wants, places in told.items():
                for had, alike in _by_what_they_had(places, known).items():
                    key = await self._key(turn, wants, news, had)
                    keys.update(dict.fromkeys([place.schedule_id for place in alike], key))
        return Planned(turn, keys)

    def _is_to_tell(self, turn: Turn, wants: Wants, news: OfWindow) -> bool:
        known = self._to_tell.get((turn, wants))
        if known is None:
            if turn.due.tells_quiet:
                known = bool(wants.scopes)
            else:
                known = not (
                    news.added.keys().isdisjoint(wants.scopes)
                    and news.corrected.keys().isdisjoint(wants.scopes)
                )
            self._to_tell[turn, wants] = known
        return known

    async def _together(
        self, reader: Reader, turns: Mapping[Turn, Wanted], planned: Sequence[Planned]
    ) -> list[Planned]:
        """Let what is due with a daily digest of the same place stand in that one's message."""
        told = {each.turn: each.keys for each in planned}
        silent: dict[Turn, dict[int, str | None]] = {}
        for meeting in meetings(turns, told):
            key = await self._joined(reader, meeting)
            own = ((meeting.turn, meeting.place.schedule_id),)
            if key is not None:
                told[meeting.turn][meeting.place.schedule_id] = key
            # A line that nothing is new would be wrong beside a week's news.
            for turn, schedule in meeting.longer if key is not None else own:
                del told[turn][schedule]
                silent.setdefault(turn, {})[schedule] = None
        quiet = [Planned(replace(turn, reason=TOLD_TOGETHER), ids) for turn, ids in silent.items()]
        return [each for each in planned if each.keys] + quiet

    async def _joined(self, reader: Reader, meeting: Meeting) -> str | None:
        """Compose all in one message; None where the daily one only says that nothing is new."""
        turn, wants, place = meeting.turn, meeting.wants, meeting.place
        news = await self._news.of_window(reader, turn.window)
        known = await _alerted(reader, {wants: [place]}, since=news.since(turn.window.after))
        (had,) = _by_what_they_had([place], known)
        had &= news.event_ids(wants.scopes)
        daily = _arranged(turn, wants, news, had)
        if daily is None or not (daily.groups or daily.corrected):
            return None
        longer = [
            (other, digest)
            for other, _ in meeting.longer
            # What was corrected meanwhile was told day by day.
            if (digest := _arranged(other, wants, await self._news.added_in(reader, other.window)))
            and digest.groups
        ]
        windows = [_content_key(other, wants, (), digest) for other, digest in longer]
        key = _named([_content_key(turn, wants, had, daily), *windows])
        if key not in self._ids:
            parts = tuple(self._part(other, digest, daily) for other, digest in longer)
            beside = self._surroundings.of(daily, day=turn.edition.day, period=None)
            self._unkept[key] = _content(key, turn, replace(daily, longer=parts), beside)
        return key

    def _part(self, turn: Turn, digest: Digest, daily: Digest) -> Longer:
        period = period_of(turn.due.cadence)
        beside = self._surroundings.of(digest, day=turn.edition.day, period=period)
        return Longer(turn.due.cadence, untold(digest, told_in=daily), beside.changes)

    async def _key(
        self,
        turn: Turn,
        wants: Wants,
        news: OfWindow,
        had: frozenset[int],
    ) -> str | None:
        if had:
            had &= news.event_ids(wants.scopes)
        share = (turn, wants, had)
        if share not in self._keys:
            # Composing is plain computing; answers to people must not wait for a chunk of it.
            await asyncio.sleep(0)
            self._keys[share] = self._compose(turn, wants, news, had)
        return self._keys[share]

    def _compose(
        self,
        turn: Turn,
        wants: Wants,
        news: OfWindow,
        had: frozenset[int],
    ) -> str | None:
        digest = _arranged(turn, wants, news, had)
        if digest is None:
            return None
        key = _content_key(turn, wants, had, digest)
        if key not in self._ids:
            beside = self._surroundings.of(
                digest, day=turn.edition.day, period=period_of(turn.due.cadence)
            )
            self._unkept[key] = _content(key, turn, digest, beside)
        return key

    async def _look_around(self, reader: Reader, turn: Turn, told: Wanted, added: Added) -> None:
        """Read what stands beside the news of a turn, for all of its readers at once."""
        seen = self._looked_at.setdefault(turn, set())
        new = told.keys() - seen
        if not new:
            return
        seen |= new
        lists = [wants.scopes for wants in new]
        await self._surroundings.learn(reader, lists, added.keys(), after=turn.window.after)
        if period := period_of(turn.due.cadence):
            lively = added.keys() & {scope for scopes in lists for scope in scopes}
            day = turn.edition.day
            await self._surroundings.learn_changes(reader, lively, day=day, period=period)


def _arranged(turn: Turn, wants: Wants, news: OfWindow, had: Collection[int] = ()) -> Digest | None:
    corrections = corrections_for(wants.scopes, news.corrected, alerted=had)
    digest = arrange(
        wants.scopes,
        news.added,
        window=turn.window,
        alerted=had,
        narrowing=wants.narrowing,
        even_quiet=turn.due.tells_quiet or bool(corrections),
    )
    return replace(digest, corrected=corrections) if digest else None


async def _alerted(
    reader: Reader, told: Wanted, *, since: datetime
) -> dict[tuple[int, int], set[int]]:
    """Read what each of these readers had by alert since then."""
    chats = [place.chat_id for places in told.values() for place in places]
    return await heard.known_since(reader, chats, since) if chats else {}


def _by_what_they_had(
    places: Sequence[Place], known: Mapping[tuple[int, int], Collection[int]]
) -> Mapping[frozenset[int], Sequence[Place]]:
    if not known:
        return {_NOBODY_KNOWS: places}
    groups: dict[frozenset[int], list[Place]] = {}
    for place in places:
        had = frozenset(known.get((place.chat_id, place.thread_id), ()))
        groups.setdefault(had, []).append(place)
    return groups


def _content_key(turn: Turn, wants: Wants, alerted: Collection[int], digest: Digest) -> str:
    """Name all that the text of a digest depends on, so that equal digests are made once."""
    due = turn.due
    parts = [
        _FORM,
        catalogue(due.language).language,
        [str(scope) for scope in wants.scopes],
        [turn.window.after.isoformat(), turn.window.until.isoformat(), turn.window.is_first],
        [due.cadence, due.local_time.isoformat(), due.zone, due.days],
        [turn.covers, due.tells_quiet],
        sorted(alerted),
        wants.narrowing.as_json(),
        [each.repair.id for each in digest.corrected],
    ]
    return _named(parts)


def _named(parts: Sequence[object]) -> str:
    return "digest:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _content(key: str, turn: Turn, digest: Digest, beside: Beside) -> NewContent:
    write = page.message if digest.groups or digest.corrected else page.quiet_message
    message = write(catalogue(turn.due.language), digest, turn.edition, beside=beside)
    return NewContent(
        key, message.as_json(), turn.window.after, turn.window.until, carries=message.carries
    )
