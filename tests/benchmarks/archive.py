"""An archive of articles on many pairs, and the questions that readers ask of it."""

import random
from datetime import UTC, date, datetime, timedelta

from bot.countries.names import display_name
from storage.database import Database, Transaction
from storage.outlets import Outlet
from tests import factories

COUNTRIES = (
    *("IR", "AZ", "AM", "GE", "TR", "RU", "IQ", "SA", "IL", "SY", "QA", "AE", "PK", "AF", "IN"),
    *("TM", "UZ", "KZ", "TJ", "KG", "UA", "PL", "DE", "FR", "GB", "IT", "ES", "GR", "US", "CN"),
    *("JP", "KR", "VN", "EG", "LY", "ET", "SD", "KE", "NG", "BR"),
)
TOPICS = ("military", "diplomacy", "trade", "energy", "transport", "border")
OUTLETS = 60
AT_ONCE = 500
#: One event in so many is told by a second outlet.
TOLD_TWICE = 4
LINKS = (" - ", " and ", ", ", " / ")
#: One reader in so many does not write two names in small letters with a blank between.
OTHERWISE = 5
FIRST_DAY = date(2015, 1, 1)
DAYS = 1_800


async def fill(database: Database, articles: int, *, seed: int = 1) -> None:
    """Keep so many articles, each on a pair; a few pairs have hundreds, most have a few."""
    draw = random.Random(seed)
    async with database.transaction() as tx:
        outlets = [await _outlet(tx, number) for number in range(OUTLETS)]
    for start in range(0, articles, AT_ONCE):
        async with database.transaction() as tx:
            event_id: int | None = None
            for number in range(start, min(start + AT_ONCE, articles)):
                joins = number % TOLD_TWICE == TOLD_TWICE - 1
                if not joins:
                    event_id, codes, day = None, pair(draw), _day(draw)
                kept = await factories.keep_article(
                    tx,
                    *codes,
                    event_id=event_id,
                    outlet_id=draw.choice(outlets).id,
                    event_day=day,
                    **_told(number, codes, day, draw.choice(TOPICS)),
                )
                event_id = kept.event_id


def pair(draw: random.Random) -> tuple[str, str]:
    """Draw two countries; those at the head of the list come more often."""
    first, second = 0, 0
    while first == second:
        first, second = (int(len(COUNTRIES) * draw.random() ** 2) for _ in range(2))
    return COUNTRIES[first], COUNTRIES[second]


def questions(number: int, *, seed: int) -> list[str]:
    """Write so many `/latest` commands on varied pairs, in the many ways that people type them."""
    draw = random.Random(seed)
    return [f"/latest {_typed(draw)}" for _ in range(number)]


def _typed(draw: random.Random) -> str:
    names = [display_name(code) for code in pair(draw)]
    if draw.randrange(OTHERWISE):
        return " ".join(names).lower()
    text = draw.choice(LINKS).join(names)
    return draw.choice((text, text.lower(), text.upper()))


def _day(draw: random.Random) -> date:
    return FIRST_DAY + timedelta(days=draw.randrange(DAYS))


async def _outlet(tx: Transaction, number: int) -> Outlet:
    code = COUNTRIES[number % len(COUNTRIES)]
    return await factories.keep_outlet(
        tx,
        name=f"{display_name(code)} Courier {number}",
        domain=f"courier{number}.example.org",
        country=code,
        label="state-owned" if number % 3 == 0 else None,
    )


def _told(number: int, codes: tuple[str, str], day: date, topic: str) -> dict[str, object]:
    first, second = (display_name(code) for code in codes)
    published = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    return {
        "title": f"{first} and {second} agree on the {topic} file after talks, round {number}",
        "summary": (
            f"Ministers of {first} and {second} met for two days & signed a protocol on {topic}. "
            "A working group is to report in spring, both sides said on leaving."
        ),
        "body": f"{first} and {second} signed a protocol.\n\n" + "The talks went on. " * 60,
        "url": f"https://courier.example.org/news/{number}/talks-on-{topic}",
        "published_at": published,
        "zone": "UTC",
        "topics": (topic,),
        "added_at": published + timedelta(hours=1),
    }
