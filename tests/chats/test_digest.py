"""The morning digest: once, at the reader's own hour, with what came in since the last one."""

from datetime import UTC, datetime

from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from tests.chats.talk import Talk

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku


async def test_the_first_digest_looks_back_seven_days(reader: Talk) -> None:
    await _following(reader)
    turn = await reader.until(FIRST)
    assert len(turn.new_messages) == 1
    assert turn.has("digest.*Tuesday 3 March")
    assert turn.has("Iran – Azerbaijan.*26 February.*broaden military.*both sides report it")
    assert not turn.has("Astara|Gas transit")
    assert turn.has(r"daily at 08:00 Baku time.*\[Stop this digest\]")


async def test_a_digest_comes_once(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    again = await reader.until(FIRST.replace(hour=5))
    assert again.replies == []


async def test_a_day_with_nothing_new_is_silent(reader: Talk) -> None:
    await _following(reader, "armenia azerbaijan")
    await reader.until(FIRST)
    assert (await reader.until(FIRST.replace(day=4))).replies == []


async def test_nothing_comes_after_stop(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/stop")
    assert (await reader.until(FIRST)).replies == []


async def test_nothing_is_sent_to_somebody_who_blocked_the_bot(
    reader: Talk, simulator: Simulator, dragoman: Dragoman
) -> None:
    await _following(reader)
    await dragoman.settle(simulator.set_member(reader.person, "kicked"))
    before = len(simulator.calls)
    await reader.until(FIRST)
    assert simulator.calls[before:] == []


async def test_the_digests_own_button_stops_it(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    stopped = await reader.tap("Stop this digest")
    assert stopped.has("Daily digest: off")


async def _following(reader: Talk, pair: str = "iran azerbaijan") -> None:
    await reader.send(f"/subscribe {pair}")
    await reader.tap("Baku")


async def test_a_scheduled_article_comes_out_at_its_moment_and_in_the_next_digest(
    reader: Talk,
) -> None:
    await _following(reader)
    assert not (await reader.send("/latest iran azerbaijan")).has("Customs agreement")
    await reader.until(datetime(2020, 3, 2, 9, 0, tzinfo=UTC))
    assert (await reader.send("/latest iran azerbaijan")).has("Customs agreement")
    assert (await reader.until(FIRST)).has("Customs agreement")
