"""What readers leave out of what they follow: words of a subscription, topics, outlets."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select

from storage.database import Reader, Transaction
from storage.dyad import Scope
from storage.models.exclusions import exclusions
from storage.prebuilt import Prebuilt
from storage.sets import given, numbers
from storage.upsert import upsert


class Excluded(StrEnum):
    """What an exclusion names."""

    TOPIC = "topic"
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A topic by its name or an outlet by its number, left out of all that a chat is pushed."""

    kind: Excluded
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words as a reader typed them: tell only what has one of those, nothing that has one of these.

    Without any, nothing is left out.
    """

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.only or self.without)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """All that one reader leaves out; equal ones make equal digests."""

    words: tuple[tuple[Scope, Words], ...] = ()  # only scopes with any, sorted
    exclusions: tuple[Exclusion, ...] = ()  # sorted

    def __bool__(self) -> bool:
        """Tell whether anything is left out at all."""
        return bool(self.words or self.exclusions)

    def as_json(self) -> list[Any]:
        """Return plain values, equal for equal choices."""
        words = [[str(scope), each.only, each.without] for scope, each in self.words]
        return [words, [[each.kind, each.value] for each in self.exclusions]]


NO_WORDS = Words()
NOT_NARROWED = Narrowing()
_OF_CHATS = Prebuilt(
    select(exclusions.c.chat_id, exclusions.c.thread_id, exclusions.c.kind, exclusions.c.value)
    .where(exclusions.c.chat_id.in_(select(given("chats").subquery("given").c.id)))
    .order_by(exclusions.c.kind, exclusions.c.value)
)
_ADD = upsert(exclusions).on_conflict_do_nothing()


async def exclude(
    tx: Transaction, chat_id: int, exclusion: Exclusion, *, thread_id: int | None = None
) -> None:
    """Leave a topic or an outlet out of what a chat is pushed; again changes nothing."""
    await tx.execute(_ADD, [_key(chat_id, exclusion, thread_id)])


async def include(
    tx: Transaction, chat_id: int, exclusion: Exclusion, *, thread_id: int | None = None
) -> bool:
    """Take an exclusion back; False when there was none."""
    statement = delete(exclusions).filter_by(**_key(chat_id, exclusion, thread_id))
    return await tx.row(statement.returning(exclusions.c.value)) is not None


async def exclusions_of(
    reader: Reader, chat_ids: Iterable[int]
) -> dict[tuple[int, int], tuple[Exclusion, ...]]:
    """Return what chats (and their topics) leave out, sorted; those without any are not there."""
    found: dict[tuple[int, int], tuple[Exclusion, ...]] = {}
    for chat_id, thread_id, kind, value in await _OF_CHATS.rows(
        reader, {"chats": numbers(chat_ids)}
    ):
        before = found.get((chat_id, thread_id), ())
        found[chat_id, thread_id] = (*before, Exclusion(Excluded(kind), value))
    return found


def words_of(only: str, without: str) -> Words:
    """Read the words of a subscription, a line each."""
    return Words(tuple(only.splitlines()), tuple(without.splitlines()))


def _key(chat_id: int, exclusion: Exclusion, thread_id: int | None) -> dict[str, object]:
    return {
        "chat_id": chat_id,
        "thread_id": thread_id or 0,
        "kind": exclusion.kind,
        "value": exclusion.value,
    }
