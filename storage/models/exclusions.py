"""What chats want left out, whichever of their pairs it comes under."""

from sqlalchemy import Column, ForeignKey, Table

from storage.models.base import BigId, CodeText, metadata

exclusions = Table(
    "exclusions",
    metadata,
    Column("chat_id", BigId, ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
    # The forum topic that asked; 0 outside of forums, as in subscriptions.
    Column("thread_id", BigId, primary_key=True, server_default="0", autoincrement=False),
    # A topic by its name, or an outlet by its number.
    Column("kind", CodeText, primary_key=True),
    Column("value", CodeText, primary_key=True),
    sqlite_with_rowid=False,
)
