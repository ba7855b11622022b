from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.jumps import PAUSE, JumpGuard

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)


class TwoClocks:
    """A wall clock that can be set, beside a monotonic one that can't."""

    def __init__(self) -> None:
        self.wall, self.seconds = NOW, 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def run(self, step: timedelta) -> None:
        self.wall += step
        self.seconds += step.total_seconds()

    def set(self, step: timedelta) -> None:
        self.wall += step


@pytest.fixture
def clock() -> TwoClocks:
    return TwoClocks()


@pytest.fixture
def guard(clock) -> JumpGuard:
    return JumpGuard(clock)


def test_time_that_passes_is_no_jump(clock, guard):
    clock.run(timedelta(days=2))
    assert guard.is_trusted()


@pytest.mark.parametrize("step", [timedelta(minutes=59), timedelta(days=-3)])
def test_a_small_step_and_one_back_pause_nothing(clock, guard, step):
    clock.set(step)
    assert guard.is_trusted()


def test_small_steps_over_a_long_time_are_no_jump(clock, guard):
    for _ in range(10):
        clock.set(timedelta(minutes=30))
        clock.run(timedelta(days=1))
        assert guard.is_trusted()


def test_a_jump_ahead_pauses_until_it_is_taken_back(clock, guard):
    clock.set(timedelta(days=1))
    assert not guard.is_trusted()
    clock.run(timedelta(minutes=1))
    assert not guard.is_trusted()
    clock.set(timedelta(days=-1))
    assert guard.is_trusted()


def test_a_jump_that_stays_is_believed_after_a_while(clock, guard):
    clock.set(timedelta(days=1))
    assert not guard.is_trusted()
    clock.run(PAUSE)
    assert guard.is_trusted()
    assert guard.is_trusted()
