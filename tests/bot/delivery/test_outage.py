import pytest

from bot.delivery.outage import Outage
from bot.delivery.outcomes import Flood, Gone, Later, Outcome, Sent, Uncertain

FAILURE = Later("Internal Server Error")


@pytest.fixture
def outage() -> Outage:
    return Outage()


def note(outage: Outage, *outcomes: Outcome, is_halted: bool = False) -> list[float]:
    return [outage.note(outcome, is_halted=is_halted) for outcome in outcomes]


def test_failures_with_something_between_them_are_the_rows_own(outage):
    assert note(outage, FAILURE, Uncertain(), Sent(1), FAILURE, FAILURE, Flood(3)) == [0] * 6
    assert not outage.is_suspected


def test_three_in_a_row_are_an_outage_and_each_further_one_is_waited_for_longer(outage):
    assert note(outage, FAILURE, Uncertain(), FAILURE) == [0, 0, 2]
    assert outage.is_suspected
    assert note(outage, *[FAILURE] * 7) == [4, 8, 16, 32, 60, 60, 60]


def test_what_was_under_way_when_the_pause_began_makes_it_no_longer(outage):
    note(outage, FAILURE, FAILURE, FAILURE)
    assert note(outage, *[FAILURE] * 5, is_halted=True) == [0] * 5
    assert note(outage, FAILURE) == [4]


@pytest.mark.parametrize("answer", [Sent(1), Gone("blocked", for_good=False)])
def test_an_answer_ends_it(outage, answer):
    note(outage, *[FAILURE] * 6)
    assert note(outage, answer) == [0]
    assert not outage.is_suspected
    assert note(outage, FAILURE, FAILURE, FAILURE) == [0, 0, 2]
