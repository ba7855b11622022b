"""The child process: its answers, its limits, and what comes after its death."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.ingest.child import Child, ChildLimits
from bot.ingest.fetch import Fetcher
from bot.ingest.parsers import Parsers
from bot.ingest.sources import Sources

NAMES = ("measure", "refuse", "fail", "spin", "hang", "eat", "tell_environment")
JOBS = {name: f"tests.bot.ingest.child_jobs:{name}" for name in NAMES}


@pytest.fixture
async def child() -> AsyncIterator[Child]:
    async with Child(ChildLimits(cpu_s=1, wall_s=10), JOBS, warmed=()) as made:
        yield made


async def measured(child: Child) -> dict[str, object]:
    found: dict[str, object] = await child.run(
        "measure", data=b"\x00\xff" * 3_000_000, word="تهران"
    )
    return found


async def test_bytes_go_in_and_an_answer_comes_back(child: Child) -> None:
    found = await measured(child)
    assert (found["length"], found["word"]) == (6_000_000, "تهران")


async def test_the_process_stays_warm_between_jobs(child: Child) -> None:
    assert (await measured(child))["process"] == (await measured(child))["process"]


async def test_jobs_asked_at_once_get_their_own_answers(child: Child) -> None:
    words = [str(number) for number in range(5)]
    found = await asyncio.gather(*(child.run("measure", data=b"", word=word) for word in words))
    assert [one["word"] for one in found] == words


async def test_a_refusal_comes_back_as_one(child: Child) -> None:
    with pytest.raises(BadInput) as raised:
        await child.run("refuse")
    assert (raised.value.key, raised.value.arguments) == ("fetch.status", {"status": 500})


@pytest.mark.parametrize("job", ["fail", "spin", "eat"])
async def test_a_job_that_fails_or_takes_too_much_is_told_and_the_next_one_runs(
    child: Child, job: str
) -> None:
    with pytest.raises(BadInput) as raised:
        await child.run(job)
    assert raised.value.key == "fetch.too_hard"
    assert (await measured(child))["length"] == 6_000_000


async def test_a_job_that_sleeps_is_ended_by_the_clock() -> None:
    async with Child(ChildLimits(wall_s=0.2), JOBS, warmed=()) as child:
        with pytest.raises(BadInput) as raised:
            await child.run("hang")
    assert raised.value.key == "fetch.too_hard"


async def test_a_job_that_nobody_waits_for_does_not_answer_the_next(child: Child) -> None:
    child.wake()
    waiting = asyncio.create_task(child.run("hang"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await measured(child))["length"] == 6_000_000


async def test_the_process_is_replaced_after_its_jobs() -> None:
    async with Child(ChildLimits(jobs=1), JOBS, warmed=()) as child:
        assert (await measured(child))["process"] != (await measured(child))["process"]


async def test_secrets_are_not_handed_down(child: Child, monkeypatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123456:secret-secret")
    assert "BOT_TOKEN" not in await child.run("tell_environment")


async def test_jobs_are_done_while_the_rest_warms_up() -> None:
    warmed = ("tests.bot.ingest.child_jobs", "tests.bot.ingest.slow_to_warm")
    async with Child(jobs=JOBS, warmed=warmed) as child:
        assert (await measured(child))["length"] == 6_000_000


async def test_a_hard_page_keeps_no_other_text_waiting() -> None:
    limits = ChildLimits(cpu_s=3)
    parsers = Parsers(*(Child(limits, JOBS, warmed=()) for _ in range(2)))
    hard = asyncio.create_task(parsers.run("spin"))
    for _ in range(5):  # until it has taken its turn
        await asyncio.sleep(0)
    assert parsers.first.is_busy
    found = await parsers.run("measure", data=b"", word="x")
    assert not hard.done()
    assert found["word"] == "x"
    with pytest.raises(BadInput):
        await hard
    await parsers.close()


async def test_the_owners_names_of_countries_are_known_in_the_child(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("Zembla\tname\tTD\n", encoding="utf-8")
    text = "Zembla and Sudan sign a border accord\n\nOfficials of Zembla and Sudan met on Monday "
    text += "and spoke of the border between the two countries at length."
    async with Child(own_names=names) as child:
        sources = Sources(Fetcher(), child)
        found = await sources.read_paste([text], received_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert set(found.parties) == {"SD", "TD"}


async def test_closing_ends_the_job_in_hand(child: Child) -> None:
    hard = asyncio.create_task(child.run("hang"))
    for _ in range(3):  # until it has taken its turn
        await asyncio.sleep(0)
    assert child.is_busy
    await child.close()
    with pytest.raises(BadInput):
        await hard
