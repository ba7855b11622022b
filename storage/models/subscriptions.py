"""The scopes that chats want."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from storage.models.base import BigId, CodeText, Moment, metadata

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
    # No alert before then; the digest comes all the same.
    Column("alerts_from", Moment),
    # Words as they were typed, a line each: told is what has one of the first, none of the second.
    Column("only_words", Text, nullable=False, server_default=""),
    Column("without_words", Text, nullable=False, server_default=""),
    UniqueConstraint("chat_id", "thread_id", "a", "b"),
    # Who wants this pair, chat by chat: alerts and the reach of a draft.
    Index("ix_subscriptions_a_b_chat_id", "a", "b", "chat_id"),
    sqlite_autoincrement=True,
)
