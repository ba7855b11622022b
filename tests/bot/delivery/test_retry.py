from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery import retry
from bot.delivery.outcomes import (
    Flood,
    Gone,
    Later,
    Moved,
    NotWritten,
    Refused,
    Sent,
    Uncertain,
    Uneditable,
)
from storage.chats import ChatState
from storage.deliveries import Claimed, State

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)
ROW = Claimed(
    id=1,
    key="digest:1:2020-03-02T04:30Z:1",
    claims=1,
    attempts=0,
    second_try=False,
    plain=False,
    chat_id=1,
    telegram_id=1001,
    thread_id=None,
    content_id=1,
    priority=2,
    message={},
)
SECOND = replace(ROW, second_try=True, claims=2)


def fate(outcome, row: Claimed = ROW) -> retry.Fate:
    return retry.after(row, outcome, now=NOW, jitter=0.5)


def test_a_message_that_was_taken_is_sent():
    mark = fate(Sent(77)).mark
    assert (mark.state, mark.message_id, mark.sent_at) == (State.SENT, 77, NOW)


def test_a_flood_puts_the_row_back_unspent_and_halts_pushes_as_told():
    found = fate(Flood(17))
    assert found.mark.state is State.PLANNED
    assert not found.mark.spends_attempt
    assert found.mark.not_before == NOW + timedelta(seconds=17)
    assert found.halt_s == 17


def test_what_was_never_written_is_tried_again_freely():
    found = fate(NotWritten())
    assert found.mark.state is State.PLANNED
    assert not found.mark.spends_attempt
    assert found.halt_s > 0


def test_a_dead_network_is_asked_less_and_less_often():
    waits = [fate(NotWritten(), replace(ROW, claims=claims)).halt_s for claims in (1, 3, 9, 90)]
    assert waits == sorted(waits)
    assert waits[-1] <= 300


def test_a_failure_of_telegrams_spends_an_attempt_and_backs_off():
    found = fate(Later("Internal Server Error"))
    assert found.mark.state is State.PLANNED
    assert found.mark.spends_attempt
    assert found.mark.not_before > NOW


def test_after_six_failures_a_row_is_given_up():
    found = fate(Later("Internal Server Error"), replace(ROW, attempts=5))
    assert found.mark.state is State.DEAD


def test_silence_after_the_request_was_written_owes_one_second_try():
    found = fate(Uncertain())
    assert found.mark.state is State.UNCERTAIN
    assert found.mark.not_before > NOW


def test_silence_after_the_second_try_ends_it():
    found = fate(Uncertain(), SECOND)
    assert (found.mark.state, found.mark.reason) == (State.DEAD, "unanswered twice")


@pytest.mark.parametrize(
    "outcome", [Flood(5), NotWritten(), Later("500"), Moved(-100500), Refused("x", markup=True)]
)
def test_a_second_try_that_was_not_made_is_still_owed(outcome):
    assert fate(outcome, SECOND).mark.state is State.UNCERTAIN


@pytest.mark.parametrize(
    ("for_good", "state"), [(False, ChatState.BLOCKED), (True, ChatState.GONE)]
)
def test_who_left_gets_nothing_more(for_good, state):
    found = fate(Gone("bot was blocked by the user", for_good=for_good))
    assert found.mark.state is State.SKIPPED
    assert found.mark.reason.startswith("left")
    assert found.suspend is state


def test_a_group_that_moved_is_tried_at_once_under_its_new_id():
    found = fate(Moved(-100500))
    assert found.mark.state is State.PLANNED
    assert found.mark.not_before == NOW
    assert not found.mark.spends_attempt
    assert found.moved_to == -100500


def test_bad_markup_is_sent_once_more_as_plain_words():
    found = fate(Refused("can't parse entities", markup=True))
    assert (found.mark.state, found.mark.plain) == (State.PLANNED, True)


def test_plain_words_that_are_refused_too_are_given_up():
    found = fate(Refused("can't parse entities", markup=True), replace(ROW, plain=True))
    assert found.mark.state is State.DEAD


def test_any_other_refusal_is_final():
    found = fate(Refused("message is too long"))
    assert (found.mark.state, found.mark.reason) == (State.DEAD, "refused: message is too long")


def test_a_row_put_back_untried_loses_nothing():
    mark = retry.unsent(SECOND, not_before=NOW)
    assert mark.state is State.UNCERTAIN
    assert not mark.spends_attempt


def test_an_edit_without_an_answer_is_simply_made_again():
    row = replace(ROW, edits=77)
    for attempts in range(retry.ATTEMPTS - 1):
        mark = fate(Uncertain(), replace(row, attempts=attempts, second_try=True)).mark
        assert mark.state is State.UNCERTAIN
        assert mark.spends_attempt
    assert fate(Uncertain(), row).mark.state is State.PLANNED
    last = fate(Uncertain(), replace(row, attempts=retry.ATTEMPTS - 1)).mark
    assert (last.state, last.reason) == (State.DEAD, "failed: unanswered")


def test_what_can_not_be_edited_is_skipped_and_a_refused_edit_poisons_nothing():
    mark = fate(Uneditable("message to edit not found"), replace(ROW, edits=77)).mark
    assert mark.state is State.SKIPPED
    assert mark.reason == "can't be edited: message to edit not found"
    assert not fate(Refused("too long"), replace(ROW, edits=77)).is_refusal


def test_an_edit_does_not_follow_a_group_to_its_new_numbers():
    found = fate(Moved(-1005000), replace(ROW, edits=77))
    assert found.moved_to == -1005000
    assert (found.mark.state, found.mark.reason) == (State.SKIPPED, "can't be edited: moved")
