"""Weeks in which the clocks change, and people who travel: one digest on each date, and no more."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from storage import chats
from tests.chats.talk import Talk
from tests.factories import keep_article

DAY, HOUR = timedelta(days=1), timedelta(hours=1)

WEEKS = {
    # 02:30 does not exist on the 29th and comes at 03:30.
    "spring": (date(2020, 3, 27), {date(2020, 3, 29): "03:30"}),
    # 02:30 comes twice on the 25th and the first one counts, still in summer time.
    "autumn": (date(2020, 10, 23), {date(2020, 10, 25): "02:30"}),
}


async def _publish(reader: Talk, at: datetime) -> None:
    async with reader.dragoman.services.database.transaction() as tx:
        await keep_article(tx, "AZ", "IR", title=f"News of {at:%d %B}", added_at=at)


async def _ordered(reader: Talk, city: str, hour: str) -> None:
    await reader.send("/subscribe iran azerbaijan")
    await reader.send(city)
    await reader.send(f"/settings {hour}")


async def _came(reader: Talk, moments: Iterable[datetime]) -> list[datetime]:
    """Live through these moments, with news before each; return when digests came."""
    came = []
    for moment in moments:
        await _publish(reader, moment - HOUR / 4)
        turn = await reader.until(moment)
        came += [moment] * len(turn.new_messages)
    return came


@pytest.mark.parametrize(("first", "odd"), WEEKS.values(), ids=WEEKS)
async def test_a_week_of_changing_clocks_has_one_digest_a_day(
    reader: Talk, first: date, odd: dict[date, str]
) -> None:
    start = datetime.combine(first, datetime.min.time(), UTC) - 12 * HOUR
    await reader.until(start)
    await _ordered(reader, "Berlin", "02:30")
    # Every half hour of the nights, in which it could come, or come again.
    nights = (start + n * DAY + (12 + half / 2) * HOUR for n in range(5) for half in range(6))
    came = await _came(reader, nights)
    local = [moment.astimezone(ZoneInfo("Europe/Berlin")) for moment in came]
    days = [first + n * DAY for n in range(5)]
    assert [(moment.date(), f"{moment:%H:%M}") for moment in local] == [
        (day, odd.get(day, "02:30")) for day in days
    ]
    assert all(moment.fold == 0 for moment in local)


@pytest.mark.parametrize("city", ["New York", "Kathmandu", "Apia"])
async def test_who_moves_at_noon_has_one_digest_on_each_date(reader: Talk, city: str) -> None:
    start = datetime(2020, 3, 9, 23, 0, tzinfo=UTC)  # midnight in Berlin
    noon = start + 12 * HOUR
    await reader.until(start)
    await _ordered(reader, "Berlin", "08:00")
    came = await _came(reader, (start + 2 * n * HOUR for n in range(1, 7)))
    moved = await reader.send(f"/settings {city}")
    came += [noon] * (len(moved.new_messages) - 1)
    came += await _came(reader, (noon + 2 * n * HOUR for n in range(1, 43)))
    # The day of the move is longer or shorter, never empty and never double.
    assert all(6 * HOUR <= later - earlier <= 42 * HOUR for earlier, later in pairwise(came))
    async with reader.dragoman.services.database.reader() as store:
        chat = await chats.get(store, reader.person.id)
    assert chat is not None
    dates = [moment.astimezone(ZoneInfo(chat.zone or "")).date() for moment in came[1:]]
    assert dates == [dates[0] + n * DAY for n in range(len(dates))]
    assert dates[0] > came[0].astimezone(ZoneInfo("Europe/Berlin")).date()
