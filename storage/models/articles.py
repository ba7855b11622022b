"""The reports that editors published, with their countries and topics."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from storage.models.base import BigId, CodeText, Moment, metadata

articles = Table(
    "articles",
    metadata,
    Column("id", CodeText, primary_key=True),
    Column("event_id", BigId, ForeignKey("events.id"), nullable=False, index=True),
    Column("outlet_id", BigId, ForeignKey("outlets.id"), nullable=False, index=True),
    Column("url", Text),
    # The canonical form by which the same page is known again; NULL where there is no address.
    Column("url_key", CodeText, unique=True),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", CodeText),
    Column("status", CodeText, nullable=False),
    Column("event_day", Date),
    Column("published_at", Moment),
    Column("published_precision", CodeText),
    Column("zone", CodeText),
    Column("dateline_place", Text),
    Column("dateline_agency", Text),
    Column("added_at", Moment, nullable=False),
    Column("publish_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_reason", Text),
    # "AM-AZ AZ-IR" where an editor picked the pairs; NULL: all pairs of the parties.
    Column("chosen_pairs", CodeText),
    Column("revision", Integer, nullable=False),
    # Digests ask for what was added in a window.
    Index("ix_articles_status_added_at", "status", "added_at"),
    Index(
        "ix_articles_publish_at",
        "publish_at",
        sqlite_where=text("publish_at IS NOT NULL"),
        postgresql_where=text("publish_at IS NOT NULL"),
    ),
)

article_countries = Table(
    "article_countries",
    metadata,
    Column("article_id", CodeText, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("code", CodeText, primary_key=True),
    Column("party", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)

article_topics = Table(
    "article_topics",
    metadata,
    Column("article_id", CodeText, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", CodeText, primary_key=True),
    # The likeliest topic has place 0.
    Column("place", Integer, nullable=False),
    sqlite_with_rowid=False,
)
