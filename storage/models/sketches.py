"""The hashes by which an article's text is known again."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table

from storage.models.base import CodeText, metadata

article_grams = Table(
    "article_grams",
    metadata,
    Column("gram", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", CodeText, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_article_grams_article_id", "article_id"),
    sqlite_with_rowid=False,
)
