"""Days of a digest's life: a plain one, an empty one, one after an outage, weekly ones."""

from datetime import UTC, datetime, time, timedelta

from bot.simulator.simulator import Simulator
from bot.subscribing.schedules import Change, change, tell_quiet_days
from handlers.app import Dragoman
from storage import chats, schedules
from storage.schedules import Cadence, Timing
from tests.chats.conftest import NOW
from tests.chats.talk import Talk
from tests.factories import keep_article, keep_outlet

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TEHRAN = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)  # 08:00 there
YESTERDAY = TEHRAN - DAY - MINUTE


async def test_a_plain_day_tells_what_changed_and_ends(reader: Talk) -> None:
    async with reader.dragoman.services.database.transaction() as tx:
        long_ago = datetime(2020, 2, 20, 9, 0, tzinfo=UTC)
        await keep_article(tx, "AM", "AZ", added_at=long_ago, event_day=long_ago.date())
    await _in_tehran(reader)
    turn = await reader.until(TEHRAN)
    assert len(turn.new_messages) == 1
    assert turn.has("Your morning digest · Monday 2 March · 1 minute")
    assert turn.has("2 new in 1 of your 2 pairs since yesterday 08:00")
    assert turn.has("Armenia – Azerbaijan · first items in 9 days.*Co-chairs.*Border road")
    assert turn.has("29 February · transport")
    assert turn.has(
        "Iran – Azerbaijan · nothing new.Last item: 26 February, Iran, Azerbaijan to br"
    )
    assert turn.text.count("broaden military") == 1
    assert not turn.has("Wine export|Customs agreement|Transit fee|Gas transit")
    assert turn.has(r"\[Less like this\].*\[Mute 7 days\].*\[Change time\].*\[Stop this digest\]")


async def test_a_digest_on_request_leaves_the_days_own_alone(reader: Talk) -> None:
    await _in_tehran(reader)
    assert (await reader.send("/digest now")).has("Border road.*Co-chairs|Co-chairs.*Border road")
    assert (await reader.until(TEHRAN)).has("Border road")
    assert (await reader.send("/digest")).has("Nothing new")


async def test_a_day_with_nothing_is_one_silent_line_for_who_asked_for_it(
    reader: Talk, simulator: Simulator
) -> None:
    await _in_tehran(reader)
    await reader.until(TEHRAN)
    await _tell_quiet(reader)
    await reader.until(datetime(2020, 3, 2, 9, 0, tzinfo=UTC))
    before = len(simulator.calls)
    assert (await reader.until(TEHRAN + DAY)).has("Customs agreement")
    turn = await reader.until(TEHRAN + 2 * DAY)
    assert turn.has("Nothing new on your 2 pairs since yesterday 08:00")
    assert turn.has("The last item is of 2 March, on Iran – Azerbaijan")
    assert turn.has("Quiet days: one line, without a sound")
    (line,) = turn.new_messages
    assert line.call.parameters["disable_notification"] is True
    assert all(
        not call.parameters.get("disable_notification")
        for call in simulator.calls[before:]
        if call.method == "sendMessage" and call is not line.call
    )
    assert (await reader.until(TEHRAN + 2 * DAY + HOUR)).replies == []


async def test_an_outage_of_hours_makes_one_late_digest(reader: Talk) -> None:
    await _in_tehran(reader)
    turn = await reader.until(TEHRAN + HOUR + 40 * MINUTE)
    assert len(turn.new_messages) == 1
    assert turn.has("This comes late: it was due at 08:00 Tehran time.*Border road")


async def test_an_outage_of_days_makes_one_digest_that_covers_the_gap(reader: Talk) -> None:
    await _in_tehran(reader)
    turn = await reader.until(TEHRAN + 3 * DAY + HOUR)
    digests = [reply for reply in turn.new_messages if reply.has_text("morning digest")]
    assert len(digests) == 1
    assert turn.has("this one covers them, 4 days in short.*Border road")


async def test_after_a_pause_the_first_digest_covers_it_in_short_and_says_so(reader: Talk) -> None:
    await _in_tehran(reader)
    muted = await reader.send("/mute 7 days")
    assert muted.has(r"9 March.*\[Unmute\]")
    assert (await reader.until(TEHRAN + 3 * DAY)).replies == []
    turn = await reader.until(TEHRAN + 7 * DAY)
    assert len(turn.new_messages) == 1
    assert turn.has("This covers 8 days, your pause among them")
    assert turn.has("since 1 March, 08:00.*Customs agreement.*Border road")


async def test_a_weekly_digest_sets_the_week_against_the_weeks_before(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.send("/settings Tehran")
    database = reader.dragoman.services.database
    async with database.reader() as store:
        chat = await chats.get(store, reader.person.id)
    assert chat is not None
    weekly = Cadence.WEEKLY
    await change(database, chat.id, Change(wanted=False), now=NOW)
    await change(database, chat.id, Change(days=1), now=NOW, cadence=weekly)
    turn = await reader.until(TEHRAN)
    assert turn.has("Your weekly digest · Monday 2 March")
    assert turn.has("Iran – Azerbaijan · week of 24 February – 1 March 2020")
    assert turn.has(r"1 event, 2 reports\. Last week: 1 event\. Usual week \(13-week median\): 0")
    assert turn.has("What changed: first defence item in the 13 weeks counted")
    assert turn.has("articles chosen by our editors.*so small changes mean little")
    assert turn.has(r"You get this .*Monday at 08:00 Tehran time.*\[Stop this digest\]")


async def test_all_of_a_busy_day_comes_as_further_parts_once(
    reader: Talk, dragoman: Dragoman, simulator: Simulator
) -> None:
    await _in_tehran(reader)
    await reader.until(TEHRAN)
    async with dragoman.services.database.transaction() as tx:
        for number in range(20):
            outlet = await keep_outlet(tx, name=f"Wire {number}", domain=None)
            await keep_article(
                tx,
                "IR",
                "AZ",
                title=f"Story {number:02} of the day",
                summary="They met. " * 30,
                url=None,
                outlet_id=outlet.id,
                added_at=TEHRAN + HOUR,
            )
    first = await reader.until(TEHRAN + DAY)
    assert first.has(r"More that is new.*\[All of it\]")
    rest = await reader.tap("All of it")
    assert rest.has(r"2 more parts are on their way")
    waited = await reader.until(TEHRAN + DAY + MINUTE)
    texts = [reply.text for reply in (*rest.new_messages, *waited.new_messages)]
    assert [text.splitlines()[0][-11:] for text in texts] == ["part 2 of 3", "part 3 of 3"]
    above = first.text.split("More that is new")[0]
    told = above + "".join(texts)
    assert [told.count(f"Story {number:02}") for number in range(20)] == [1] * 20
    message = next(m for m in simulator.messages(reader.person.id) if "All of it" in str(m.buttons))
    again = await reader.press(_data_of(first, "All of it"), message)
    assert again.new_messages == []


async def _in_tehran(reader: Talk) -> None:
    """Follow two pairs in Tehran, and have had yesterday's digest."""
    await reader.send("/subscribe iran azerbaijan")
    await reader.send("/subscribe armenia azerbaijan")
    await reader.send("/settings Tehran")
    async with reader.dragoman.services.database.transaction() as tx:
        chat = await chats.get(tx, reader.person.id)
        assert chat is not None
        (daily,) = await schedules.of_chat(tx, chat.id)
        timing = Timing(time(8), daily.zone, "", daily.next_due_at)
        await schedules.change(tx, daily, timing, wanted=True, window_end=YESTERDAY)


async def _tell_quiet(reader: Talk) -> None:
    database = reader.dragoman.services.database
    async with database.reader() as store:
        chat = await chats.get(store, reader.person.id)
    assert chat is not None
    await tell_quiet_days(database, chat.id, wanted=True)


def _data_of(turn: object, label: str) -> str:
    buttons = [button for reply in turn.replies for button in reply.buttons]  # type: ignore[attr-defined]
    return next(button["callback_data"] for button in buttons if button["text"] == label)
