"""What becomes of a row after one send, decided from the outcome alone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import singledispatch

from bot.delivery.outcomes import (
    Flood,
    Gone,
    Later,
    Moved,
    NotWritten,
    Outcome,
    Refused,
    Sent,
    TokenRefused,
    TopicClosed,
    Uncertain,
    Uneditable,
)
from storage.chats import ChatState
from storage.deliveries import Claimed, Mark, State
from storage.refusals import REFUSED

#: Tries that Telegram may fail (5xx) before a row is given up.
ATTEMPTS = 6
_BACKOFF_S = 2.0
_LONGEST_BACKOFF_S = 300.0
# Time for a server that did not answer to finish what it may have begun.
_SECOND_TRY_AFTER = timedelta(seconds=2)
# Whoever took the token back, or mistyped it, needs some time to mend that.
_TOKEN_AGAIN_AFTER = timedelta(minutes=1)
# There is one second try only; others are there to see whether Telegram answers again.
_OUTAGE_LASTS = timedelta(minutes=15)
_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Fate:
    """The mark of the row, and what else follows for its chat and for all pushes."""

    mark: Mark
    halt_s: float = 0.0  # nothing is pushed for so long
    halts_all: bool = False  # by Telegram's word, so that it holds for every process
    suspend: ChatState | None = None  # the chat gets nothing more until it comes back
    closes_topic: bool = False  # and its topic gets nothing more until it is open again
    moved_to: int | None = None  # the chat's new id at Telegram
    is_refusal: bool = False  # what it says may be at fault, for whomever it is


@dataclass(frozen=True, slots=True)
class _Try:
    """The send that an outcome ended."""

    row: Claimed
    now: datetime
    jitter: float
    in_outage: bool


def after(
    row: Claimed, outcome: Outcome, *, now: datetime, jitter: float, in_outage: bool = False
) -> Fate:
    """Decide what becomes of a row; `jitter` (0 to 1) spreads retries so that they don't march.

    In an outage of Telegram's a failure is not the row's: it costs no try.
    """
    return _fate(outcome, _Try(row, now, jitter, in_outage))


@singledispatch
def _fate(outcome: Outcome, tried: _Try) -> Fate:  # noqa: ARG001 (the form of all below)
    raise TypeError(f"no fate for {outcome!r}")


@_fate.register
def _sent(outcome: Sent, tried: _Try) -> Fate:
    return Fate(Mark(State.SENT, message_id=outcome.message_id, sent_at=tried.now))


@_fate.register
def _flood(outcome: Flood, tried: _Try) -> Fate:
    until = tried.now + timedelta(seconds=outcome.retry_after_s)
    mark = _again(tried.row, until, reason="flood")
    return Fate(mark, halt_s=outcome.retry_after_s, halts_all=True)


@_fate.register
def _not_written(_: NotWritten, tried: _Try) -> Fate:
    wait_s = _backoff_s(tried.row.claims, tried.jitter)
    until = tried.now + timedelta(seconds=wait_s)
    return Fate(_again(tried.row, until, reason="no connection"), halt_s=wait_s)


@_fate.register
def _token_refused(_: TokenRefused, tried: _Try) -> Fate:
    until = tried.now + _TOKEN_AGAIN_AFTER
    mark = _again(tried.row, until, reason="the token is refused")
    return Fate(mark, halt_s=_TOKEN_AGAIN_AFTER.total_seconds())


@_fate.register
def _later(outcome: Later, tried: _Try) -> Fate:
    if tried.in_outage:
        wait = timedelta(seconds=_backoff_s(tried.row.claims, tried.jitter))
        return Fate(_again(tried.row, tried.now + wait, reason=_short(outcome.why)))
    attempts = tried.row.attempts + 1
    if attempts >= ATTEMPTS:
        reason = _short(f"failed: {outcome.why}")
        return Fate(Mark(State.DEAD, reason=reason, spends_attempt=True))
    wait = timedelta(seconds=_backoff_s(attempts, tried.jitter))
    again = _again(tried.row, tried.now + wait, reason=_short(outcome.why))
    return Fate(replace(again, spends_attempt=True))


@_fate.register
def _uncertain(_: Uncertain, tried: _Try) -> Fate:
    if tried.row.edits is not None:
        # An edit that is made twice is the same edit.
        return _fate(Later("unanswered"), tried)
    if tried.row.second_try:
        return Fate(Mark(State.DEAD, reason="unanswered twice", spends_attempt=True))
    until = tried.now + (_OUTAGE_LASTS if tried.in_outage else _SECOND_TRY_AFTER)
    mark = Mark(State.UNCERTAIN, reason="unanswered", not_before=until, spends_attempt=True)
    return Fate(mark)


@_fate.register
def _gone(outcome: Gone, _: _Try) -> Fate:
    state = ChatState.GONE if outcome.for_good else ChatState.BLOCKED
    return Fate(Mark(State.SKIPPED, reason=_short(f"left: {outcome.why}")), suspend=state)


@_fate.register
def _topic_closed(outcome: TopicClosed, _: _Try) -> Fate:
    return Fate(Mark(State.SKIPPED, reason=_short(f"topic: {outcome.why}")), closes_topic=True)


@_fate.register
def _moved(outcome: Moved, tried: _Try) -> Fate:
    again = _again(tried.row, tried.now, reason="moved")
    if tried.row.edits is not None:
        # In the supergroup that number is another message's.
        again = Mark(State.SKIPPED, reason="can't be edited: moved")
    return Fate(again, moved_to=outcome.telegram_id)


@_fate.register
def _refused(outcome: Refused, tried: _Try) -> Fate:
    if outcome.markup and not tried.row.plain:
        again = _again(tried.row, tried.now, reason=_short(outcome.why))
        return Fate(replace(again, plain=True))
    reason = _short(f"{REFUSED}: {outcome.why}")
    # What a refused edit says is not what others are still to be sent.
    return Fate(Mark(State.DEAD, reason=reason), is_refusal=tried.row.edits is None)


@_fate.register
def _uneditable(outcome: Uneditable, _: _Try) -> Fate:
    return Fate(Mark(State.SKIPPED, reason=_short(f"can't be edited: {outcome.why}")))


def unsent(row: Claimed, *, not_before: datetime) -> Mark:
    """Put a row back that was claimed and then not tried."""
    return _again(row, not_before, reason=None)


def dropped(row: Claimed) -> Mark:
    """Give a row up that was claimed and whose chat then wanted nothing more."""
    # What may have been sent is not called skipped.
    return Mark(State.DEAD if row.second_try else State.SKIPPED, reason="left")


def _owed(row: Claimed) -> State:
    """Return the state in which a row waits: a second try that is owed stays one."""
    return State.UNCERTAIN if row.second_try else State.PLANNED


def _again(row: Claimed, not_before: datetime, *, reason: str | None) -> Mark:
    return Mark(_owed(row), reason=reason, not_before=not_before)


def _backoff_s(tries: int, jitter: float) -> float:
    return min(_BACKOFF_S**tries, _LONGEST_BACKOFF_S) * (0.5 + jitter / 2)


def _short(reason: str) -> str:
    return reason[:_REASON_LENGTH]
