import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import FREE, PAID, Pacer, Priority, Rates, Ticket
from tests.bot.delivery.virtual_clock import VirtualClock

GROUP = -1005000


class Traffic:
    """Messages on their way through a pacer, noted with the second at which they left."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.pacer = Pacer(self.clock)
        self.left: list[tuple[float, int, Priority]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def send(self, chat_id: int, priority: Priority = Priority.DIGEST, **options) -> None:
        self.tasks.append(asyncio.create_task(self._send(chat_id, priority, **options)))

    async def _send(self, chat_id: int, priority: Priority, **options) -> None:
        await self.pacer.take(chat_id, priority, **options)
        self.left.append((self.clock.monotonic(), chat_id, priority))

    async def at_rest(self) -> None:
        """Let the tickets already on their way find their places."""
        await self.clock.pass_time(0)

    @property
    def times(self) -> list[float]:
        return [moment for moment, _, _ in self.left]


@pytest.fixture
async def traffic() -> AsyncIterator[Traffic]:
    traffic = Traffic()
    yield traffic
    for task in traffic.tasks:
        task.cancel()
    await asyncio.gather(*traffic.tasks, return_exceptions=True)


def most_within(times: Sequence[float], seconds: float) -> int:
    return max(sum(start <= t < start + seconds for t in times) for start in times)


async def test_pushes_keep_the_permitted_rate_and_nearly_reach_it(traffic):
    for chat_id in range(1, 301):
        traffic.send(chat_id)
    await traffic.clock.pass_time(10)
    assert 228 <= len(traffic.left) <= 241  # 24 a second, at least 95 of 100
    assert most_within(traffic.times, 1) <= 26


async def test_nothing_leaves_in_a_burst_at_the_start(traffic):
    for chat_id in range(1, 60):
        traffic.send(chat_id, Priority.ANSWER)
    await traffic.clock.pass_time(1)
    assert len(traffic.left) <= 29


async def test_answers_and_pushes_together_stay_within_30_in_any_second(traffic):
    for chat_id in range(1, 200):
        traffic.send(chat_id, Priority.DIGEST if chat_id % 2 else Priority.ANSWER)
    await traffic.clock.pass_time(8)
    assert len(traffic.left) == 199
    assert most_within(traffic.times, 1) <= 30


async def test_an_answer_overtakes_the_digests_that_wait(traffic):
    for chat_id in range(1, 100):
        traffic.send(chat_id)
    await traffic.clock.pass_time(1)
    before = len(traffic.left)
    traffic.send(500, Priority.ANSWER)
    await traffic.clock.pass_time(0.1)
    assert traffic.left[before][1] == 500


async def test_priorities_go_in_their_order(traffic):
    for chat_id, priority in enumerate(reversed(Priority), start=1):
        traffic.send(chat_id, priority)
    await traffic.clock.pass_time(5)
    assert [priority for _, _, priority in traffic.left] == list(Priority)


async def test_a_private_chat_gets_one_a_second_after_a_short_burst(traffic):
    for _ in range(10):
        traffic.send(7, Priority.ANSWER)
    await traffic.clock.pass_time(5.01)
    assert traffic.times[1] < 0.2
    assert most_within(traffic.times[2:], 0.99) == 1
    assert len(traffic.left) >= 6


async def test_a_group_gets_no_more_than_20_in_any_minute(traffic):
    for _ in range(60):
        traffic.send(GROUP, Priority.ANSWER)
    await traffic.clock.pass_time(180)
    assert most_within(traffic.times, 60) <= 20
    assert len(traffic.left) >= 45


async def test_a_chat_that_is_held_up_does_not_hold_up_others(traffic):
    for _ in range(20):
        traffic.send(7)
    for chat_id in range(100, 120):
        traffic.send(chat_id)
    await traffic.clock.pass_time(1.1)
    assert {chat_id for _, chat_id, _ in traffic.left} >= set(range(100, 120))


async def test_messages_to_one_chat_keep_their_order(traffic):
    order = []

    async def send(number: int) -> None:
        await traffic.pacer.take(7, Priority.DIGEST)
        order.append(number)

    traffic.tasks += [asyncio.create_task(send(number)) for number in range(6)]
    await traffic.clock.pass_time(10)
    assert order == list(range(6))


async def test_a_halt_holds_pushes_until_its_deadline_and_answers_pass(traffic):
    traffic.pacer.halt(30)
    traffic.send(1)
    traffic.send(2, Priority.ANSWER)
    await traffic.clock.pass_time(29.9)
    assert [chat_id for _, chat_id, _ in traffic.left] == [2]
    await traffic.clock.pass_time(0.2)
    assert [chat_id for _, chat_id, _ in traffic.left] == [2, 1]


async def test_no_shorter_halt_and_no_success_releases_a_halt(traffic):
    traffic.pacer.halt(30)
    traffic.pacer.halt(1)
    traffic.send(2, Priority.ANSWER)
    traffic.send(1)
    await traffic.clock.pass_time(29)
    assert [chat_id for _, chat_id, _ in traffic.left] == [2]
    assert traffic.pacer.pushes_halted() == pytest.approx(1)


async def test_the_chat_that_drew_the_halt_gets_no_answer_either(traffic):
    traffic.pacer.halt(5, chat_id=7)
    traffic.send(7, Priority.ANSWER)
    await traffic.clock.pass_time(4.9)
    assert not traffic.left
    await traffic.clock.pass_time(0.2)
    assert len(traffic.left) == 1


async def test_who_gives_up_waiting_leaves_the_place_to_others(traffic):
    traffic.pacer.halt(5)
    traffic.send(1)
    traffic.send(2)
    await traffic.at_rest()
    traffic.tasks[0].cancel()
    await traffic.clock.pass_time(5.05)
    assert [chat_id for _, chat_id, _ in traffic.left] == [2]


async def test_who_has_no_patience_for_a_halt_is_sent_away_and_not_counted(traffic):
    traffic.pacer.halt(30)
    assert not await traffic.pacer.take(1, Priority.DIGEST, patience_s=2)
    assert traffic.pacer.wait(1, Priority.ANSWER) < 0.1


async def test_answers_that_go_out_at_once_leave_the_pushes_less_room(traffic):
    for _ in range(29):
        traffic.pacer.count(7)
    traffic.send(1)
    await traffic.clock.pass_time(0.9)
    assert not traffic.left
    await traffic.clock.pass_time(0.2)
    assert len(traffic.left) == 1


async def test_the_wait_can_be_asked_without_taking(traffic):
    traffic.pacer.halt(12)
    assert traffic.pacer.wait(1, Priority.DIGEST) == pytest.approx(12)
    assert traffic.pacer.wait(1, Priority.ANSWER) < 0.1


chats = st.sampled_from([1, 2, 3, GROUP])


@given(st.lists(st.tuples(chats, st.sampled_from(Priority), st.floats(0, 3)), max_size=80))
@settings(max_examples=100, deadline=None)
def test_whatever_is_asked_no_limit_is_broken(requests):
    rates, now, sent = Rates(0.0), 0.0, []
    for number, (chat_id, priority, pause) in enumerate(requests):
        ticket = Ticket(priority, number, chat_id)
        now += pause
        now += max(rates.held(ticket, now), rates.turn(ticket, now))
        rates.take(ticket, now)
        sent.append((now, chat_id))
    times = [moment for moment, _ in sent]
    assert not times or most_within(times, 0.999) <= 30
    for chat_id in (1, 2, 3):
        own = [moment for moment, to in sent if to == chat_id]
        assert not own or most_within(own, 0.999) <= 3
    group = [moment for moment, to in sent if to == GROUP]
    assert not group or most_within(group, 59.9) <= 20


async def test_a_thousand_a_second_may_be_paid_for(traffic):
    traffic.pacer = Pacer(traffic.clock, PAID)
    for chat_id in range(1, 2501):
        traffic.send(chat_id)
    await traffic.clock.pass_time(0.2)
    traffic.send(9999, Priority.ANSWER)
    await traffic.clock.pass_time(0.05)
    assert 9999 in {chat_id for _, chat_id, _ in traffic.left}
    await traffic.clock.pass_time(1.75)
    assert 0.95 * 2 * PAID.pushes_per_s <= len(traffic.left) <= 2 * PAID.sends_per_s
    assert most_within(traffic.times, 1) <= PAID.sends_per_s


async def test_edits_cannot_be_paid_for(traffic):
    traffic.pacer = Pacer(traffic.clock, PAID)
    for chat_id in range(1, 301):
        traffic.send(chat_id, Priority.EDIT, is_edit=True)
    for chat_id in range(1001, 1201):
        traffic.send(chat_id, Priority.CATCH_UP)
    await traffic.clock.pass_time(2)
    kinds = Counter(priority for _, _, priority in traffic.left)
    assert kinds[Priority.EDIT] <= 2 * FREE.pushes_per_s + FREE.push_burst
    assert kinds[Priority.CATCH_UP] == 200


def test_chats_at_rest_are_forgotten():
    rates = Rates(0.0)
    for chat_id in range(1, 5001):
        rates.take(Ticket(Priority.ANSWER, chat_id, chat_id), float(chat_id))
    assert len(rates._chats) <= 2000
