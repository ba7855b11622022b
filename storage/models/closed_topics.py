"""The forum topics that can't be posted to."""

from sqlalchemy import Column, ForeignKey, Table

from storage.models.base import BigId, Moment, metadata

closed_topics = Table(
    "closed_topics",
    metadata,
    Column(
        "chat_id",
        BigId,
        ForeignKey("chats.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # 0 for "General", as in subscriptions.
    Column("thread_id", BigId, primary_key=True, autoincrement=False),
    Column("closed_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
