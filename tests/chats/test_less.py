"""Less like this: asked what is meant, taken back by a tap, and never a pair in silence."""

from datetime import UTC, datetime, timedelta

from tests.chats.talk import Talk
from tests.factories import keep_article, keep_outlet

FIRST = datetime(2020, 3, 3, 4, 0, tzinfo=UTC)  # 08:00 in Baku
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_it_asks_what_is_meant_and_the_answer_can_be_undone(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    question = await reader.tap("less like this")
    assert len(question.new_messages) == 1
    assert question.has(r"Less of what.*\[Topic: transport\].*\[Outlet: .*\[Pair: Armenia – Azer")
    assert question.has(r"\[Undo: keep everything\]")
    chosen = await reader.tap("Topic: transport")
    assert chosen.has(r"Left out .*transport.*/settings.*\[Undo\]")
    assert (await reader.tap("^Undo")).has("Told again: transport")


async def test_a_topic_left_out_is_out_of_digest_and_alert_and_counted(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/subscriptions")
    await reader.tap("Alerts off")
    await reader.until(FIRST)
    await reader.tap("less like this")
    await reader.tap("Topic: transport")
    noon = FIRST + 5 * HOUR
    await _publish(reader, noon, "Rail talks", "transport")
    assert (await reader.until(noon + HOUR)).replies == []
    await _publish(reader, noon + 2 * HOUR, "Budget talks", "economy")
    assert (await reader.until(noon + 3 * HOUR)).has("Alert ·.*Budget talks")
    await _publish(reader, noon + 12 * HOUR, "Bank talks", "economy")  # the night holds it
    digest = await reader.until(FIRST + DAY)
    assert digest.has("Bank talks.*1 left out by your own choice")
    assert not digest.has("Rail talks")


async def test_what_is_left_out_is_listed_and_told_again_by_a_tap(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    await reader.tap("less like this")
    await reader.tap("Outlet: ")
    assert (await reader.send("/settings")).has(r"Left out: .*\[Left out \(1\)\]")
    listed = await reader.tap("Left out")
    assert listed.has(r"You leave 1 thing out.*\[Tell again: ")
    await reader.tap("Tell again")
    assert (await reader.press("v1:less:list")).has("You leave nothing out")


async def test_nothing_changes_before_the_answer(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    await reader.tap("less like this")
    assert (await reader.tap("Undo: keep")).has("Nothing was changed")
    assert (await reader.send("/digest now")).has("Nothing new")


async def test_a_pair_is_left_by_its_own_button_which_says_so(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    await reader.tap("less like this")
    left = await reader.tap("Pair: Armenia")
    assert left.has(r"You no longer follow Armenia – Azerbaijan.*\[Undo\]")


async def test_hostile_buttons_change_nothing(reader: Talk) -> None:
    await _following(reader)
    await reader.until(FIRST)
    for data in (
        "v1:less:t:nosuch",
        "v1:less:o:999999",
        "v1:less:o:x",
        "v1:less:undo",
        "v1:less:undo:t:nosuch",
        "v1:less:1:2",
        "v1:less:5:4",
        "v1:less:e:999999",
        "v1:all:0:99999999999",
        "v1:all:1:2",
        "v1:all:x:y",
        "v1:mute:AM-AZ:3",
        "v1:mute:XX-YY:7",
    ):
        turn = await reader.press(data)
        assert turn.has("no longer|nothing left|That was all|old|again"), data
    assert (await reader.press("v1:less:list")).has("You leave nothing out")


async def _following(reader: Talk) -> None:
    await reader.send("/subscribe armenia azerbaijan")
    await reader.tap("Baku")


async def _publish(reader: Talk, at: datetime, title: str, topic: str) -> None:
    await reader.until(at)
    async with reader.dragoman.services.database.transaction() as tx:
        outlet = await keep_outlet(tx, name=title, domain=None)
        await keep_article(
            tx,
            "AM",
            "AZ",
            title=title,
            summary="",
            topics=(topic,),
            added_at=at,
            published_at=at,
            event_day=at.date(),
            url=None,
            outlet_id=outlet.id,
        )
