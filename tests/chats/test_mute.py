"""A digest now, and none for some days: nothing is lost by either."""

from datetime import UTC, datetime

import pytest

from tests.chats.talk import Talk

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku


async def test_the_digest_comes_when_asked_for_and_again_at_its_hour(reader: Talk) -> None:
    await _following(reader)
    now = await reader.send("/digest now")
    assert now.has("digest so far.*broaden military.*08:00 Baku time")
    assert (await reader.until(FIRST)).has("morning digest.*broaden military")


async def test_after_the_morning_a_digest_on_request_has_only_what_is_newer(reader: Talk) -> None:
    await _following(reader, "armenia azerbaijan")
    await reader.until(FIRST)
    turn = await reader.send("/digest")
    assert turn.has("Nothing new.*Wednesday 4 March, 08:00 Baku")


async def test_without_a_zone_a_digest_on_request_is_there_all_the_same(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    turn = await reader.send("/digest")
    assert turn.has("broaden military.*none comes by itself now")


async def test_somebody_who_follows_nothing_is_told_how_to(reader: Talk) -> None:
    assert (await reader.send("/digest")).has("/subscribe iran azerbaijan")


async def test_a_pause_is_silent_and_the_first_digest_after_it_covers_it(reader: Talk) -> None:
    await _following(reader)
    muted = await reader.send("/mute 7 days")
    assert muted.has(r"Monday 9 March, 08:00 Baku.*\[Unmute\]")
    for day in (3, 9):
        assert (await reader.until(datetime(2020, 3, day, 3, 50, tzinfo=UTC))).replies == []
    first = await reader.until(datetime(2020, 3, 9, 4, 0, tzinfo=UTC))
    assert len(first.new_messages) == 1
    assert first.has("Customs agreement.*broaden military")


async def test_a_pause_is_undone_by_its_button(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/mute")
    assert (await reader.tap("Unmute")).has("No longer muted.*Tuesday 3 March, 08:00 Baku")
    assert (await reader.until(FIRST)).has("broaden military")


async def test_the_digests_own_button_mutes_it(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    assert (await reader.tap("Mute 7 days")).has("Muted: nothing comes before Tuesday 10 March")


async def test_settings_show_the_pause_and_keep_it_when_the_hour_changes(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/mute 3 days")
    assert (await reader.send("/settings")).has(r"Muted until Thursday 5 March.*\[Unmute\]")
    assert (await reader.send("/settings 19:00")).has("Thursday 5 March, 19:00 Baku")


@pytest.mark.parametrize(
    "words", ["0 days", "91 days", "20 weeks", "<b>long</b>", "-3", "until 9 august", "until then"]
)
async def test_an_unreadable_pause_says_what_works(reader: Talk, words: str) -> None:
    turn = await reader.send(f"/mute {words}")
    assert turn.has("/mute 7 days")
    assert "<b>long" not in turn.raw


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1 day", "3 March"),
        ("2w", "16 March"),
        ("a week", "9 March"),
        ("for 10 days", "12 March"),
        ("a month", "1 April"),
        ("until friday", "6 March"),
        ("until 9 march", "9 March"),
    ],
)
async def test_a_pause_is_said_in_days_or_weeks(reader: Talk, words: str, day: str) -> None:
    assert (await reader.send(f"/mute {words}")).has(f"{day}, ")


async def _following(reader: Talk, pair: str = "iran azerbaijan") -> None:
    await reader.send(f"/subscribe {pair}")
    await reader.tap("Baku")
