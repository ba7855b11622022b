"""What stands in people's chats, once the ledger is done with it, and chats that were left."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table

from storage.models.base import BigId, Moment, metadata

copies = Table(
    "copies",
    metadata,
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content_id", BigId, ForeignKey("contents.id"), nullable=False),
    Column("thread_id", BigId, nullable=False, server_default="0"),
    # The version of the content that it carries, or will once its edit is sent.
    Column("version", Integer, nullable=False, server_default="0"),
    Column("sent_at", Moment, nullable=False),
    Index("ix_copies_content_id_version", "content_id", "version"),
    Index("ix_copies_sent_at", "sent_at"),
    sqlite_with_rowid=False,
)

# Chats that blocked the bot or are no more, and the day on which that was seen.
departures = Table(
    "departures",
    metadata,
    Column(
        "chat_id",
        BigId,
        ForeignKey("chats.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seen_on", Date, nullable=False),
    sqlite_with_rowid=False,
)
