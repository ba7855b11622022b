"""The ledger: what is owed to whom, what became of it, and who is working on it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    false,
    text,
)

from storage.models.base import BigId, CodeText, Moment, metadata

# Written out, since a partial index serves only queries that repeat its condition literally.
OWED = text("state IN ('planned', 'uncertain')")
LEASED = text("state = 'leased'")

contents = Table(
    "contents",
    metadata,
    Column("id", BigId, primary_key=True),
    # What it was composed of: equal keys, equal message.
    Column("key", CodeText, nullable=False, unique=True),
    # What it says to who has not had it yet; after a repair of an article, in the mended words.
    Column("message", JSON, nullable=False),
    # What the copies that went out before say since the last repair.
    Column("edited", JSON(none_as_null=True)),
    # How often its words changed.
    Column("version", Integer, nullable=False, server_default="0"),
    # Which articles it tells of is known, which of those from before 2026-11 is not.
    Column("is_traced", Boolean, nullable=False, server_default=false()),
    # What it tells was added after the one and until the other.
    Column("window_start", Moment, nullable=False),
    Column("window_end", Moment, nullable=False),
    sqlite_autoincrement=True,
)

workers = Table(
    "workers",
    metadata,
    Column("id", CodeText, primary_key=True),
    Column("lease_until", Moment, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True),
    # digest:<schedule>:<due>:<part>: however often it is planned, it is owed once.
    Column("key", CodeText, nullable=False, unique=True),
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    Column("thread_id", BigId, nullable=False, server_default="0"),
    Column("schedule_id", BigId, ForeignKey("schedules.id", ondelete="SET NULL"), index=True),
    # Null where there was nothing to send.
    Column("content_id", BigId, ForeignKey("contents.id")),
    # The version of the content that it carries, or will carry.
    Column("version", Integer, nullable=False, server_default="0"),
    # The message in the same chat that it changes, or that it answers.
    Column("edits", BigInteger),
    Column("replies_to", BigInteger),
    Column("priority", Integer, nullable=False),
    Column("state", CodeText, nullable=False),
    Column("reason", CodeText),
    Column("not_before", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # Tries that count against it; a flood or a dead network does not.
    Column("attempts", Integer, nullable=False),
    # How often a worker took it: with the worker's id, the fence that keeps late marks out.
    Column("claims", Integer, nullable=False),
    # No foreign key: a row whose worker is missing is a dead worker's.
    Column("worker_id", CodeText),
    # It may have been sent before; its next try makes no sound.
    Column("second_try", Boolean, nullable=False),
    # Telegram stumbled over its HTML.
    Column("plain", Boolean, nullable=False),
    Column("message_id", BigInteger),
    Column("sent_at", Moment),
    Index("ix_deliveries_chat_id_state", "chat_id", "state"),
    Index("ix_deliveries_content_id_version", "content_id", "version"),
    Index(
        "ix_deliveries_owed",
        "priority",
        "not_before",
        "id",
        sqlite_where=OWED,
        postgresql_where=OWED,
    ),
    Index("ix_deliveries_expires_at", "expires_at", sqlite_where=OWED, postgresql_where=OWED),
    Index("ix_deliveries_worker_id", "worker_id", sqlite_where=LEASED, postgresql_where=LEASED),
    sqlite_autoincrement=True,
)
