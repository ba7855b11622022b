"""What chats were told of at once, and what waits for the end of their night."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from storage.models.base import BigId, CodeText, Moment, metadata

HELD = text("held_until IS NOT NULL")

alerts = Table(
    "alerts",
    metadata,
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("thread_id", BigId, primary_key=True, server_default="0", autoincrement=False),
    Column("event_id", BigId, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    # The scope under which it is told.
    Column("a", CodeText, nullable=False),
    Column("b", CodeText, nullable=False),
    Column("at", Moment, nullable=False),
    # The end of the quiet hours that it waits for.
    Column("held_until", Moment),
    # Its row of the ledger; NULL while it waits, and for ever where the next digest has it.
    Column("delivery_key", CodeText),
    Index("ix_alerts_event_id", "event_id"),
    Index("ix_alerts_at", "at"),
    Index("ix_alerts_held_until", "held_until", sqlite_where=HELD, postgresql_where=HELD),
    sqlite_with_rowid=False,
)

# One row: what was added until then has been looked at.
alert_cursor = Table(
    "alert_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("until", Moment, nullable=False),
)
