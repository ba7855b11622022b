"""Which content tells of which article, and which contents are to be written anew."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, false

from storage.models.base import BigId, CodeText, Moment, metadata

content_articles = Table(
    "content_articles",
    metadata,
    Column(
        "content_id",
        BigId,
        ForeignKey("contents.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # No foreign key: an article may be undone while a digest that names it is being planned.
    Column("article_id", CodeText, primary_key=True),
    # As the article stood when the content was composed.
    Column("revision", Integer, nullable=False),
    Index("ix_content_articles_article_id", "article_id"),
    sqlite_with_rowid=False,
)

# Written by the transaction that repairs an article; the tick carries it out, chunk by chunk.
edits_due = Table(
    "edits_due",
    metadata,
    Column(
        "content_id",
        BigId,
        ForeignKey("contents.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    # No foreign keys but the first: thousands of rows are written while an editor waits.
    Column("article_id", CodeText, primary_key=True),
    # The repair; NULL where a second report joined an event.
    Column("revision_id", BigId),
    # A report that joined may be undone for a minute.
    Column("not_before", Moment, nullable=False),
    Column("is_rewritten", Boolean, nullable=False, server_default=false()),
    sqlite_with_rowid=False,
)
