"""A readership to plan for: chats with a schedule each, the pairs that they want, and some news.

Written set-wise, since a million readers by the bot's own ways would take an hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from storage.database import Database, Transaction
from tests.factories import keep_article, keep_outlet

NOW = datetime(2020, 3, 2, 4, 30, tzinfo=UTC)  # 08:00 in Tehran
DAY = timedelta(days=1)
_CODES = sorted(f"{a}{b}" for a in "ABCDEFGHIJ" for b in "QRSTUVWXYZJKLMN")
_AT_ONCE = 100_000
_NEWS_AT_ONCE = 200
_SENTENCES = "Two sentences of a plausible length stand here, no more than that. " * 3


@dataclass(frozen=True)
class Readership:
    """How many chats there are, how many are due, and how many pairs they want in all and each."""

    chats: int = 1_000_000
    due: int = 100_000
    pairs: int = 8_000
    each: int = 1
    scattered: bool = False  # whether those due lie among the others, which costs all more
    lively: int = 1_431  # pairs with news, the most wanted ones

    async def fill(self, database: Database) -> None:
        """Fill an empty database."""
        numbers = (
            "WITH RECURSIVE numbers(n) AS (SELECT CAST(:first AS BIGINT) UNION ALL"
            " SELECT n + 1 FROM numbers WHERE n < :last)"
        )
        async with database.transaction() as tx:
            await tx.execute(
                text("CREATE TABLE wanted (number INTEGER PRIMARY KEY, a TEXT, b TEXT)")
            )
            await tx.execute(
                text("INSERT INTO wanted VALUES (:number, :a, :b)"),
                [
                    {"number": number, "a": a, "b": b}
                    for number, (a, b) in enumerate(pairs()[: self.pairs])
                ],
            )
        for first in range(1, self.chats + 1, _AT_ONCE):
            values = {"first": first, "last": min(first + _AT_ONCE - 1, self.chats)}
            async with database.transaction() as tx:
                await unhurried(tx)
                for statement, more in self._statements(database.dialect):
                    await tx.execute(
                        text(f"{statement[0]} {numbers} {statement[1]}"), values | more
                    )
        async with database.transaction() as tx:
            await tx.execute(text("DROP TABLE wanted"))
        await self._publish(database)
        async with database.transaction() as tx:
            await unhurried(tx)
            await tx.execute(text("ANALYZE"))

    def _statements(self, dialect: str) -> list[tuple[tuple[str, str], dict[str, object]]]:
        chats = (
            "INSERT INTO chats (id, telegram_id, kind, language, state, first_seen)",
            "SELECT n, 1000000 + n, 'private', 'en', 'active', '2020-01-01' FROM numbers",
        )
        due = {"now": NOW, "later": NOW + DAY / 2, "since": NOW - DAY}
        now, later, since = (_moment(name, dialect) for name in due)
        due_now = f"n <= {self.due}"
        if self.scattered:
            due_now = f"n % {self.chats // self.due} = 0"
        fixed = "'daily', '08:00:00.000000', 'Asia/Tehran', true, 'x'"
        when = f"CASE WHEN {due_now} THEN {now} ELSE {later} END"
        columns = "id, chat_id, cadence, local_time, zone, wanted, tzdata, window_end, next_due_at"
        schedules = (
            f"INSERT INTO schedules ({columns})",
            f"SELECT n, n, {fixed}, {since}, {when} FROM numbers",
        )
        moments = {name: written(value, dialect) for name, value in due.items()}
        found: list[tuple[tuple[str, str], dict[str, object]]] = [(chats, {}), (schedules, moments)]
        for place in range(self.each):
            # A few pairs are wanted by many, and most by a few: three quarters of all readers
            # want one of the most wanted sixth.
            share = f"((n * 7919 + {place} * 350377) % 1000003) / 1000003.0"
            found.append(
                (
                    ("INSERT INTO subscriptions (chat_id, a, b, alerts)", self._wants(share)),
                    {},
                )
            )
        return found

    def _wants(self, share: str) -> str:
        sixth = "*".join(["share"] * 6)
        return (
            f", shares AS (SELECT n, {share} AS share FROM numbers)"
            " SELECT n, a, b, false FROM shares JOIN wanted"
            f" ON wanted.number = CAST(floor({self.pairs} * {sixth}) AS INTEGER)"
            " WHERE true ON CONFLICT DO NOTHING"
        )

    async def _publish(self, database: Database) -> None:
        news = [(pair, number) for pair in pairs()[: self.lively] for number in range(2)]
        for start in range(0, len(news), _NEWS_AT_ONCE):
            async with database.transaction() as tx:
                outlet = await keep_outlet(tx)
                for place, (pair, number) in enumerate(news[start : start + _NEWS_AT_ONCE], start):
                    at = NOW - DAY / 2 - timedelta(seconds=place)
                    await keep_article(
                        tx,
                        *pair,
                        outlet_id=outlet.id,
                        url=f"https://example.org/{place}",
                        title=f"Report {number} of a day on {pair[0]} and {pair[1]}",
                        summary=_SENTENCES,
                        added_at=at,
                        published_at=at,
                    )


def pairs() -> list[tuple[str, str]]:
    """List invented pairs in a fixed order."""
    return [(a, b) for place, a in enumerate(_CODES) for b in _CODES[place + 1 :]]


def written(value: datetime, dialect: str) -> object:
    """Return a moment as the dialect's driver takes it."""
    return value if dialect == "postgresql" else value.isoformat(timespec="microseconds")


def _moment(name: str, dialect: str) -> str:
    return f"CAST(:{name} AS TIMESTAMPTZ)" if dialect == "postgresql" else f":{name}"


async def unhurried(tx: Transaction) -> None:
    """Let the statements of a transaction take their time."""
    if tx.dialect == "postgresql":
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
