"""What editors have not published yet."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table

from storage.models.base import BigId, CodeText, Moment, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("author_id", BigInteger, nullable=False),
    # Where the card stands: Telegram's numbers, not ours, since a card is edited in place.
    Column("chat_id", BigInteger, nullable=False),
    Column("card_message_id", BigInteger),
    Column("state", CodeText, nullable=False),
    Column("document", JSON, nullable=False),
    Column("article_id", CodeText, ForeignKey("articles.id", ondelete="SET NULL"), index=True),
    # What a loaded or fed draft came from, so that it is kept once; NULL for an editor's own.
    Column("origin_key", CodeText, unique=True),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_drafts_author_id_state", "author_id", "state"),
    Index("ix_drafts_chat_id_card_message_id", "chat_id", "card_message_id"),
    sqlite_autoincrement=True,
)
