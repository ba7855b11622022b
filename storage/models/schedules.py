"""When chats get what they asked for."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Time,
    UniqueConstraint,
    false,
    text,
)

from storage.models.base import BigId, CodeText, Moment, metadata

schedules = Table(
    "schedules",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    # The forum topic that asked; 0 outside of forums, as in subscriptions.
    Column("thread_id", BigId, nullable=False, server_default="0"),
    Column("cadence", CodeText, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", CodeText, nullable=False),
    # On which dates it runs, as `storage.schedules` reads the number.
    Column("days", Integer, nullable=False, server_default="127"),
    # The reader's own choice; it outlives a chat that is stopped or blocked for a while.
    Column("wanted", Boolean, nullable=False),
    # Whether a day with nothing new is said in one silent line, instead of not at all.
    Column("tells_quiet", Boolean, nullable=False, server_default=false()),
    # A cache of (local_time, zone) by the release of zone data in `tzdata`; NULL: it does not run.
    Column("next_due_at", Moment),
    Column("tzdata", CodeText, nullable=False),
    # The local date of the last run, whether or not anything was sent.
    Column("last_day", Date),
    # What was added until then has been told; NULL before the first digest.
    Column("window_end", Moment),
    UniqueConstraint("chat_id", "thread_id", "cadence"),
    # What is due at one moment in one chat stands together, and is planned together.
    Index(
        "ix_schedules_next_due_at",
        "next_due_at",
        "chat_id",
        sqlite_where=text("next_due_at IS NOT NULL"),
        postgresql_where=text("next_due_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
