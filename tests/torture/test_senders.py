"""Senders die, sleep, meet and are refused: each subscriber has one message all the same."""

import os
import random
import signal

import pytest

from tests.torture import sender
from tests.torture.arena import Arena, in_flight, is_clean, is_long
from tests.torture.sender import Task

PEOPLE, KILLS, RATE = (10_000, 100, 400) if is_long() else (120, 2, 200)
# A lease that a machine under load does not let lapse, where nobody is to die.
CALM_S = 15.0
WITHIN_S = 600 if is_long() else 60
pytestmark = pytest.mark.timeout(1500 if is_long() else 120)


@pytest.fixture
async def arena(database_url):
    async with Arena(database_url) as arena:
        yield arena


def task_of(arena, **changes) -> Task:
    values = {"per_second": RATE}
    return Task(arena.database_url, arena.telegram.url, arena.telegram.token, **values | changes)


async def test_killed_senders_lose_nothing_and_double_no_more_than_was_in_flight(arena, database):
    await arena.owe(database, PEOPLE)
    rng, killed = random.Random(5), 0
    while killed < KILLS:
        process = arena.start(sender.main, task_of(arena))
        await arena.calls(rng.randint(1, PEOPLE // KILLS), process)
        killed += await arena.kill(process)
    last = arena.start(sender.main, task_of(arena))
    assert await arena.ended(last, within_s=WITHIN_S) == [0]
    verdict = await arena.verdict(database)
    assert is_clean(verdict, people=PEOPLE, extra=in_flight(killed)), verdict
    print(f"{killed} kills, {verdict.extra} doubles")


async def test_a_sender_stopped_past_its_lease_finds_its_rows_taken(arena, database):
    people, stops = (4_000, 20) if is_long() else (60, 1)
    await arena.owe(database, people)
    pair = [arena.start(sender.main, task_of(arena, per_second=RATE / 4)) for _ in range(2)]
    await arena.calls(1, pair[0])
    for number in range(stops):
        sleeper, heir = pair if number % 2 else reversed(pair)
        await arena.calls(people // stops // 4, heir)
        if sleeper.is_alive():
            os.kill(sleeper.pid, signal.SIGSTOP)
            await arena.taken_over(database, within_s=4)
            os.kill(sleeper.pid, signal.SIGCONT)
    assert await arena.ended(*pair, within_s=WITHIN_S) == [0, 0]
    verdict = await arena.verdict(database)
    assert is_clean(verdict, people=people, extra=in_flight(stops), loud=in_flight(stops)), verdict


async def test_two_senders_at_once_double_nothing(arena, database):
    await arena.owe(database, PEOPLE)
    task = task_of(arena, per_second=RATE / 2, lease_s=CALM_S)
    pair = [arena.start(sender.main, task) for _ in range(2)]
    assert await arena.ended(*pair, within_s=WITHIN_S) == [0, 0]
    verdict = await arena.verdict(database)
    assert is_clean(verdict, people=PEOPLE, extra=0), verdict


async def test_a_storm_of_refusals_neither_loses_nor_doubles(arena, database):
    people, refusals = PEOPLE // 4, 200 if is_long() else 3
    await arena.owe(database, people)
    arena.telegram.fault("429", refusals, retry_after=1)
    process = arena.start(sender.main, task_of(arena, lease_s=CALM_S))
    assert await arena.ended(process, within_s=WITHIN_S) == [0]
    verdict = await arena.verdict(database)
    assert is_clean(verdict, people=people, extra=0), verdict


async def test_each_cut_connection_is_followed_by_one_silent_try_on_record(arena, database):
    cuts = 25 if is_long() else 1
    await arena.owe(database, PEOPLE // 2)
    process = arena.start(sender.main, task_of(arena))
    for _ in range(cuts):
        # Cut before and after the message was taken, an error, and a gateway's error.
        for kind in ("reset", "timeout", "500", "502"):
            await arena.calls(PEOPLE // cuts // 12, process)
            arena.telegram.fault(kind, method="sendMessage")
    assert await arena.ended(process, within_s=WITHIN_S) == [0]
    verdict = await arena.verdict(database)
    assert is_clean(verdict, people=PEOPLE // 2, extra=cuts), verdict
    assert verdict.extra == cuts
