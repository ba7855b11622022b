"""Updates: at once across chats, in order within one, once each, and few from one person."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Chat, Message, Update, User

from bot.clock import MovableClock
from handlers.order import AT_ONCE, ChatOrder, PersonRate, Verdict


def an_update(update_id: int, chat_id: int) -> Update:
    message = Message(
        update_id,
        datetime(2020, 3, 2, tzinfo=UTC),
        Chat(chat_id, "private"),
        from_user=User(chat_id, "Someone", is_bot=False),
        text="hello",
    )
    return Update(update_id, message=message)


class Desk:
    """Records who is handled, each held until it is let go."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.told: list[int] = []

    async def handle(self, update_id: int) -> None:
        self.begun.append(update_id)
        await self.gates.setdefault(update_id, asyncio.Event()).wait()

    def let_go(self, *update_ids: int) -> None:
        for update_id in update_ids:
            self.gates.setdefault(update_id, asyncio.Event()).set()

    async def on_flood(self, update: Update, verdict: Verdict) -> None:
        self.told.append(update.update_id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def order(desk: Desk) -> ChatOrder:
    return ChatOrder(MovableClock(), desk.on_flood)


def begin(order: ChatOrder, desk: Desk, update_id: int, chat_id: int) -> asyncio.Task[None]:
    update = an_update(update_id, chat_id)
    return asyncio.create_task(order.process_update(update, desk.handle(update_id)))


async def _turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_chat_is_served_in_order(order: ChatOrder, desk: Desk) -> None:
    tasks = [begin(order, desk, number, 5) for number in (1, 2, 3)]
    await _turns()
    assert desk.begun == [1]
    desk.let_go(1)
    await _turns()
    assert desk.begun == [1, 2]
    desk.let_go(2, 3)
    await asyncio.gather(*tasks)
    assert desk.begun == [1, 2, 3]


async def test_chats_do_not_wait_for_each_other(order: ChatOrder, desk: Desk) -> None:
    tasks = [begin(order, desk, number, number) for number in (1, 2, 3)]
    await _turns()
    assert desk.begun == [1, 2, 3]
    desk.let_go(1, 2, 3)
    await asyncio.gather(*tasks)


async def test_one_chats_backlog_holds_no_place_of_others(order: ChatOrder, desk: Desk) -> None:
    # Twenty an person are let through, so the backlog is of a group with many people.
    backlog = [begin(order, desk, number, 5) for number in range(1, 20)]
    others = [begin(order, desk, 100 + number, 100 + number) for number in range(AT_ONCE - 1)]
    await _turns()
    assert len([seen for seen in desk.begun if seen >= 100]) == AT_ONCE - 1
    desk.let_go(*range(1, 20), *range(100, 100 + AT_ONCE))
    await asyncio.gather(*backlog, *others)


async def test_an_update_that_came_before_is_dropped(order: ChatOrder, desk: Desk) -> None:
    desk.let_go(1)
    await begin(order, desk, 1, 5)
    await begin(order, desk, 1, 5)
    assert desk.begun == [1]


async def test_settled_waits_for_what_is_in_hand(order: ChatOrder, desk: Desk) -> None:
    task = begin(order, desk, 1, 5)
    waiting = asyncio.create_task(order.settled(1))
    await _turns()
    assert not waiting.done()
    desk.let_go(1)
    await asyncio.gather(task, waiting)


async def test_the_twenty_first_update_earns_one_notice(order: ChatOrder, desk: Desk) -> None:
    desk.let_go(*range(1, 60))
    await asyncio.gather(*(begin(order, desk, number, 5) for number in range(1, 51)))
    assert len(desk.begun) == 20
    assert desk.told == [21]


@pytest.mark.parametrize(
    ("times", "verdicts"),
    [
        ([0, 1, 2], "HHN"),
        ([0, 1, 2, 3], "HHNS"),
        ([0, 1, 11, 12], "HHHH"),
        ([0, 1, 2, 14, 15], "HHNHH"),
        ([0, 1, 2, 14, 15, 16], "HHNHHN"),
    ],
)
def test_silence_ends_when_the_window_has_room(times: list[float], verdicts: str) -> None:
    rate = PersonRate(most=2)
    short = {Verdict.HANDLE: "H", Verdict.NOTICE: "N", Verdict.SILENCE: "S"}
    assert "".join(short[rate.judge(1, at)] for at in times) == verdicts
