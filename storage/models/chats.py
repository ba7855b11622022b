"""The chats that the bot speaks in."""

from sqlalchemy import BigInteger, Column, Date, Table

from storage.models.base import BigId, CodeText, Moment, metadata

chats = Table(
    "chats",
    metadata,
    Column("id", BigId, primary_key=True),
    # A group that becomes a supergroup changes this number alone; all else names the row's id.
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("kind", CodeText, nullable=False),
    Column("language", CodeText),
    Column("zone", CodeText),
    Column("state", CodeText, nullable=False),
    Column("first_seen", Date, nullable=False),
    # Nothing is pushed before then.
    Column("muted_until", Moment),
    sqlite_autoincrement=True,
)
