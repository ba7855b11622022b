"""The chats that the bot speaks in."""

from sqlalchemy import BigInteger, Column, Date, Table, Time

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
    # Alerts wait for the end of these hours, in the chat's own zone; NULL: none are quiet.
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    # Telegram's number of the admin who last ordered something here, to be told when it fails;
    # NULL in private chats, and where a group speaks as itself.
    Column("ordered_by", BigInteger),
    # What the last settings screen asked for, and when, so that a short text can answer it.
    Column("asking", CodeText),
    Column("asked_at", Moment),
    sqlite_autoincrement=True,
)
