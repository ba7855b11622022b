"""/settings: everything is changed by taps or short words, and the next message is always named."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.simulator import Simulator
from storage import personal
from tests.chats.conftest import NOW
from tests.chats.talk import Talk, Turn

MINUTE = timedelta(minutes=1)


async def _following(reader: Talk, city: str = "Tehran") -> None:
    """Follow a pair by the clock of Tehran, where it is 07:30 on Monday 2 March."""
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap(city)


def _is_tidy(turn: Turn) -> bool:
    """Tell whether a screen keeps to three rows of short labels with short data."""
    keyboards = [reply.call.parameters.get("reply_markup") or {} for reply in turn.replies]
    rows = [row for keyboard in keyboards for row in keyboard.get("inline_keyboard", ())]
    buttons = [button for row in rows for button in row]
    return len(rows) <= 3 and all(
        len(button["text"]) <= 24 and len(button.get("callback_data", "").encode()) <= 64
        for button in buttons
    )


async def test_the_whole_is_shown_with_the_next_message_and_its_zone(reader: Talk) -> None:
    await _following(reader)
    shown = await reader.send("/settings")
    assert shown.has("Tehran — your clock should say 07:30")
    assert shown.has("Daily at 08:00 · Iran – Azerbaijan|Daily at 08:00 · Azerbaijan – Iran")
    assert shown.has("Weekly: off · Monthly: off.*Alerts: off.*Quiet days: no message")
    assert shown.has("Next message: Monday 2 March, 08:00 Tehran, if there is anything new")
    assert 'format="t">07:30</tg-time>' in shown.raw
    await reader.until(NOW + 30 * MINUTE)
    later = await reader.send("/settings")
    assert later.has(
        "Next message: Tuesday 3 March, 08:00.*Last look for news: Monday 2 March, 08:00"
    )


async def test_every_screen_is_reached_by_taps_and_leads_back(reader: Talk) -> None:
    await _following(reader)
    screens = [await reader.send("/settings")]
    for label in (
        *("Times", "Daily", "Days", "‹", "‹", "Weekly", "Hour", "‹", "‹"),
        *("Monthly", "Hour", "‹", "‹", "‹", "Pause", "‹", "Time zone"),
    ):
        reader.clock.move_by(timedelta(seconds=1))  # nobody taps faster than that for long
        screens += [await reader.tap(label)]
    assert screens[-2].has("Next message")
    assert screens[-1].has("Where does your clock stand")
    assert all(map(_is_tidy, screens))
    assert all(turn.new_messages == [] for turn in screens[1:])


async def test_the_hour_and_the_days_of_the_daily_digest_are_tapped(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings")
    await reader.tap("Times")
    await reader.tap("Daily")
    assert (await reader.tap("18:00")).has(
        "Daily at 18:00.*Next: Monday 2 March, 18:00 Tehran.*✓ 18:00"
    )
    await reader.tap("Days")
    assert (await reader.tap("Mon–Fri")).has("✓ Mon–Fri")
    await reader.tap("✓ Mon$")
    assert "Mon" in (await reader.tap("✓ Fri")).labels
    await reader.tap("‹")
    assert (await reader.tap("‹")).has("From Tuesday to Thursday at 18:00")


async def test_the_last_of_the_days_stays(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings mon tue")
    await reader.send("/settings times")
    await reader.tap("Daily")
    await reader.tap("Days")
    await reader.tap("✓ Mon")
    assert (await reader.tap("✓ Tue")).has("One day has to be left")


async def test_weekly_and_monthly_are_turned_on_beside_the_daily_and_off_again(
    reader: Talk,
) -> None:
    await _following(reader)
    await reader.send("/settings")
    await reader.tap("Times")
    await reader.tap("Weekly")
    assert (await reader.tap("Fri")).has("Weekly on Friday at 08:00.*Next: Friday 6 March")
    await reader.tap("Hour")
    assert (await reader.tap("20:00")).has("Weekly on Friday at 20:00")
    await reader.tap("‹")
    await reader.tap("Monthly")
    assert (await reader.tap("Last day")).has("On the last day of each month at 08:00")
    shown = await reader.send("/settings")
    assert shown.has("Daily at 08:00.*Weekly on Friday at 20:00 · On the last day of each month")
    await reader.tap("Times")
    await reader.tap("Weekly")
    assert (await reader.tap("Turn off")).has("Weekly: off")
    assert (await reader.tap("Turn on")).has("Weekly on Friday at 20:00")


@pytest.mark.parametrize(
    ("screen", "words", "answer"),
    [
        ("Daily", "7:45", "daily at 07:45, Tehran time. Next: Monday 2 March, 07:45"),
        ("Daily", "19.30", "daily at 19:30, Tehran"),
        ("Daily", "7pm", "daily at 19:00, Tehran"),
        ("Daily", "۷:۴۵", "daily at 07:45"),
        ("Daily", "sat-wed 9", "from Saturday to Wednesday at 09:00"),
        ("Weekly", "fri 18:30", "weekly on Friday at 18:30"),
        ("Weekly", "9", "weekly on Monday at 09:00"),
        ("Monthly", "15", "monthly on day 15 at 08:00.*Sunday 15 March"),
        ("Monthly", "31st 18:30", "last day of each month at 18:30.*Tuesday 31 March"),
    ],
)
async def test_an_open_screen_is_answered_in_short_words(
    reader: Talk, screen: str, words: str, answer: str
) -> None:
    await _following(reader)
    await reader.send("/settings")
    await reader.tap("Times")
    await reader.tap(screen)
    assert (await reader.send(words)).has(answer)


async def test_a_wrong_answer_says_what_works_and_loses_nothing(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings weekly fri 18:30")
    await reader.tap("Times")
    await reader.tap("Weekly")
    wrong = await reader.send("25:99")
    assert wrong.has("“25:99” is no hour.*7:45.*Nothing was changed")
    assert (await reader.send("fri 19:00")).has("weekly on Friday at 19:00")
    assert (await reader.send("iran azerbaijan")).has("broaden military")


async def test_a_bare_hour_is_for_the_only_digest_that_comes(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings friday")
    await reader.tap("Times")
    assert (await reader.send("19:30")).has("weekly on Friday at 19:30")
    assert (await reader.send("/settings")).has("Daily: off.*Weekly on Friday at 19:30")


async def test_an_hour_that_nobody_asked_for_is_no_setting(reader: Talk) -> None:
    await _following(reader)
    assert not (await reader.send("7:45")).has("Set:")
    await reader.send("/settings")
    await reader.tap("Times")
    reader.clock.move_by(timedelta(hours=1))
    assert not (await reader.send("7:45")).has("Set:")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("25:00", "“25:00” is no hour"),
        ("weekly at three", "is no hour or day.*weekly fri"),
        ("monthly 32", "is no hour or day"),
        ("<b>Xyzzyville</b>", "Xyzzyville.*is no city.*/settings Berlin"),
        ("UTC+4", "is no city"),
    ],
)
async def test_what_cannot_be_read_is_answered_with_what_can(
    reader: Talk, words: str, answer: str
) -> None:
    await _following(reader)
    turn = await reader.send(f"/settings {words}")
    assert turn.has(answer)
    assert "<b>Xyzzy" not in turn.raw


async def test_one_named_day_is_a_weekly_digest_instead_of_the_daily_one(reader: Talk) -> None:
    await _following(reader)
    turn = await reader.send("/settings friday")
    assert turn.has("weekly on Friday at 08:00.*instead of the daily one")
    assert (await reader.tap("daily one too")).has("Daily at 08:00")
    assert (await reader.send("/settings")).has("Daily at 08:00.*Weekly on Friday at 08:00")


async def test_a_zone_is_named_in_many_ways(reader: Talk) -> None:
    await _following(reader)
    for words, city in (
        ("zone baku", "Baku and should say 08:00"),
        ("europe/berlin", "Berlin and should say 05:00"),
        ("Asia/Kathmandu", "Kathmandu and should say 09:45"),
        ("city تبریز", "Tehran and should say 07:30"),
    ):
        assert (await reader.send(f"/settings {words}")).has(city)


async def test_a_city_of_several_is_asked(reader: Talk) -> None:
    await _following(reader)
    asked = await reader.send("/settings Birmingham")
    assert asked.has("Which Birmingham")
    assert len(asked.labels) == 2
    assert (await reader.tap("US|United States")).has("Chicago and should say 22:00")
    within_one = await reader.send("/settings Springfield")
    assert within_one.labels == ["Springfield (Chicago time)", "Springfield (New York time)"]


async def test_what_settings_take_works_as_a_command_of_its_own(reader: Talk) -> None:
    await _following(reader)
    assert (await reader.send("/timezone Berlin")).has("stands in Berlin")
    assert (await reader.send("/quiet 22-7")).has("22:00")
    assert (await reader.send("/weekly fri 18:30")).has("Friday at 18:30")
    assert (await reader.send("/alerts on")).has("Iran – Azerbaijan: Alerts on")
    assert (await reader.send("/alerts off")).has("Iran – Azerbaijan: Alerts off")


async def test_the_zone_question_is_answered_by_a_city_at_any_time(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings")
    await reader.tap("Time zone")
    # A state, too; but a clock was asked for.
    assert (await reader.send("Singapore")).has("stands in Singapore")


async def test_the_place_where_somebody_is_gives_the_zone_and_is_not_kept(
    reader: Talk, simulator: Simulator
) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.tap("Where I am")
    asked = [call for call in simulator.calls if call.method == "sendMessage"][-1]
    assert asked.parameters["reply_markup"]["keyboard"][0][0]["request_location"] is True
    before = len(simulator.calls)
    place = {"location": {"latitude": 38.0962, "longitude": 46.2738}}  # Tabriz
    await reader.dragoman.settle(simulator.send_raw(reader.person, place))
    sent = [call for call in simulator.calls[before:] if call.method == "sendMessage"]
    assert "clock stands in Tehran" in sent[-1].parameters["text"]
    assert sent[-1].parameters["reply_markup"] == {"remove_keyboard": True}
    async with reader.dragoman.services.database.reader() as store:
        assert "46.27" not in str(await personal.everything(store, reader.person.id))


async def test_what_was_chosen_before_the_zone_is_kept_for_it(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    assert (await reader.send("/settings weekly fri 18:30")).has("Noted.*time zone.*clock")
    done = await reader.tap("Tehran")
    assert done.has("first digest comes Friday 6 March, 18:30 Tehran.*last 7 days")


async def test_a_monthly_first_digest_says_how_far_it_looks_back(reader: Talk) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.send("/settings monthly 15")
    assert (await reader.tap("Tehran")).has("15 March, 08:00 Tehran.*last 31 days")


async def test_quiet_days_are_switched_in_place(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings")
    told = await reader.tap("Tell me of quiet days")
    assert told.new_messages == []
    assert told.has(r"Quiet days: one silent line.*Next message: [^,]*, 08:00 Tehran\.")
    assert (await reader.tap("Nothing on quiet days")).has("Quiet days: no message")


async def test_everything_is_paused_for_a_month_or_until_further_notice(reader: Talk) -> None:
    await _following(reader)
    await reader.send("/settings")
    await reader.tap("Pause")
    assert (await reader.tap("30 days")).has("nothing comes before Wednesday 1 April")
    await reader.send("/settings pause")
    assert (await reader.tap("Until I come back")).has("Stopped")
    assert (await reader.until(datetime(2020, 5, 1, tzinfo=UTC))).replies == []


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        ("v1:set:at:0700", "Daily at 07:00"),
        ("v1:set:days:31", "Mon–Fri"),
        ("v1:set:days:1", "Weekly on Monday"),
        ("v1:set:on", "Daily at 08:00"),
        ("v1:set:time", "Daily at 08:00"),
        ("v1:stop:daily", "Daily digest: off"),
        ("v1:stop:weekly", "Weekly digest: off"),
    ],
)
async def test_buttons_of_older_screens_and_digests_work(
    reader: Talk, data: str, answer: str
) -> None:
    await _following(reader)
    await reader.send("/settings")
    assert (await reader.press(data)).has(answer)


@pytest.mark.parametrize(
    "data",
    ["v1:sch:x", "v1:sch:d:at:9999", "v1:sch:d:on:0", "v1:sch:w:on:3", "v1:sch:m:on:500",
     "v1:sch:m:on:1", "v1:sch:d:flip:x", "v1:stop:yearly", "v1:set:nothing", "v1:sch:d:boo"],
)  # fmt: skip
async def test_buttons_that_we_never_made_change_nothing(reader: Talk, data: str) -> None:
    await _following(reader)
    await reader.send("/settings")
    assert (await reader.press(data)).has("no longer|out of date|old")
    assert (await reader.send("/settings")).has("Daily at 08:00.*Weekly: off · Monthly: off")


async def test_in_a_group_the_words_carry_the_command(reader: Talk, simulator: Simulator) -> None:
    name = simulator.bot.username
    forum = simulator.group(-1005000, "Desk", forum=True)
    simulator.topic(forum, 77, "News")
    simulator.set_member(forum, "administrator", person=reader.person)
    topic = reader.in_chat(forum, 77)
    await topic.send(f"/subscribe@{name} iran azerbaijan")
    await topic.tap("Baku")
    await topic.send(f"/settings@{name}")
    await topic.tap("Times")
    shown = await topic.tap("Weekly")
    assert shown.has("/settings weekly fri 18:30")
    assert (await topic.send(f"/settings@{name} weekly fri 18:30")).has("weekly on Friday at 18:30")
    assert not (await topic.send(f"/settings@{name} zone")).has("Where I am")
