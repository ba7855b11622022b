"""The scopes that chats want."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, UniqueConstraint

from storage.models.base import BigId, CodeText, metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
    # The forum topic that asked; 0 outside of forums, since NULLs are never equal to each other.
    Column("thread_id", BigId, nullable=False, server_default="0"),
    Column("a", CodeText, nullable=False),
    Column("b", CodeText, nullable=False),
    Column("alerts", Boolean, nullable=False),
    UniqueConstraint("chat_id", "thread_id", "a", "b"),
    # Who wants this pair: alerts and the reach of a draft.
    Index("ix_subscriptions_a_b", "a", "b"),
    sqlite_autoincrement=True,
)
