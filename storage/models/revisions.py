"""What articles said before each repair; rows are only ever added."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from storage.models.base import BigId, CodeText, Moment, metadata

revisions = Table(
    "article_revisions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("article_id", CodeText, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    # The revision that was replaced, and what it said.
    Column("revision", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("kind", CodeText, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_article_revisions_article_id", "article_id"),
    Index("ix_article_revisions_kind_id", "kind", "id"),
    sqlite_autoincrement=True,
)
