"""Following pairs: the zone asked once, the hour said back, everything undone as easily."""

import pytest

from bot.simulator.simulator import Simulator
from tests.chats.talk import Talk


async def test_the_first_subscription_asks_for_the_zone_with_cities_of_the_pair(
    reader: Talk,
) -> None:
    turn = await reader.send("/subscribe iran azerbaijan")
    assert turn.has("follow Iran – Azerbaijan.*clock")
    assert {"Tehran", "Baku"} <= set(turn.labels)
    done = await reader.tap("Baku")
    # 04:00 UTC is 08:00 in Baku, so today's moment has just come.
    assert done.has(r"Baku.*first digest comes Tuesday 3 March, 08:00 Baku.*7 days")


async def test_a_second_subscription_asks_nothing(reader: Talk) -> None:
    await _following(reader)
    turn = await reader.send("/subscribe armenia azerbaijan")
    assert turn.has("follow Armenia – Azerbaijan.*08:00 Baku")


async def test_following_twice_says_so(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/subscribe azerbaijan iran")).has("already")


async def test_the_button_below_an_answer_follows_its_pair(reader: Talk) -> None:
    await reader.send("/latest iran azerbaijan")
    assert (await reader.tap("Follow")).has("You follow Iran – Azerbaijan")


@pytest.mark.parametrize("city", ["Berlin", "berlin", "Берлин"])
async def test_another_city_is_typed(reader: Talk, city: str) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Another city")
    assert (await reader.send(city)).has("Berlin.*08:00 Berlin")


async def test_the_list_says_when_one_hears_of_it(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings weekly fri 18:30")
    listed = await reader.send("/subscriptions")
    assert listed.has(
        "Daily at 08:00 · Weekly on Friday at 18:30.*Next: Tuesday 3 March, 08:00 Baku"
    )
    await reader.send("/settings daily off")
    await reader.send("/settings weekly off")
    assert (await reader.send("/subscriptions")).has("No digest of these is on")


async def test_leaving_a_pair_can_be_undone(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/unsubscribe all")).has("Which one.*/stop ends all.*Iran")
    assert (await reader.send("/unsubscribe iran azerbaijan")).has("no longer follow")
    assert (await reader.tap("Undo")).has("You follow")
    assert (await reader.send("/subscriptions")).has("follow 1 pair")


async def test_stop_ends_everything_and_start_offers_to_resume(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/stop")).has("Stopped.*kept")
    back = await reader.send("/start")
    assert back.has(r"Welcome back.*\[Yes, resume\]")
    assert (await reader.tap("Yes")).has("on again.*08:00 Baku")


async def test_who_has_pairs_without_a_digest_comes_back_to_them(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")  # and no zone yet
    await reader.send("/stop")
    await reader.send("/start")
    assert (await reader.tap("Yes")).has("chosen here is on again")


async def test_only_admins_subscribe_a_group(reader: Talk, simulator: Simulator) -> None:
    chat = simulator.group(-100500, "Desk", kind="supergroup")
    group = reader.in_chat(chat)
    turn = await group.send(f"/subscribe@{simulator.bot.username} iran azerbaijan")
    assert turn.has("Only the admins")


async def _following(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Baku")
