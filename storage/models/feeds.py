"""The feeds that editors added, what was seen in them, and which question to an editor is open."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from storage.models.base import BigId, CodeText, Moment, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("url", Text, nullable=False),
    # What equal addresses share, so that a feed is kept once.
    Column("url_key", CodeText, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("state", CodeText, nullable=False),
    # NULL: as each entry's page says.
    Column("outlet_name", Text),
    Column("outlet_country", CodeText),
    Column("language", CodeText),
    # Which entries reach the queue; JSON that only the newsroom understands.
    Column("filter", JSON, nullable=False),
    # What the server wants to be shown again, with its quotes, as it came.
    Column("etag", Text),
    Column("last_modified", Text),
    Column("ttl_minutes", Integer),
    Column("interval_s", Integer, nullable=False),
    # Moved ahead by whoever polls, before anything is asked: that is the claim.
    Column("next_poll_at", Moment, nullable=False),
    Column("claim", Integer, nullable=False),
    Column("last_read_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Moment),
    Column("last_error", JSON),
    # When an admin was told that it is broken; NULL again when it works.
    Column("told_at", Moment),
    # Where the last answers said that it moved for good.
    Column("moves", JSON, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", Moment, nullable=False),
    Index("ix_feeds_state_next_poll_at", "state", "next_poll_at"),
    sqlite_autoincrement=True,
)

# Rows outlive the feed's window and the feed itself: what was rejected must not come back when a
# deleted entry lets older ones slide in again, or when the feed is added a second time.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("feed_id", BigId, ForeignKey("feeds.id", ondelete="SET NULL")),
    Column("fate", CodeText, nullable=False),
    # Of its words, to notice that they changed.
    Column("fingerprint", CodeText, nullable=False),
    Column("revisions", Integer, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Index("ix_feed_entries_feed_id_moment", "feed_id", "moment"),
    Index("ix_feed_entries_last_seen_at", "last_seen_at"),
    sqlite_autoincrement=True,
)

feed_entry_names = Table(
    "feed_entry_names",
    metadata,
    Column("name", CodeText, primary_key=True),
    Column("entry_id", BigId, ForeignKey("feed_entries.id", ondelete="CASCADE"), nullable=False),
    Index("ix_feed_entry_names_entry_id", "entry_id"),
)

feed_questions = Table(
    "feed_questions",
    metadata,
    # One open question a person; the next short message answers it.
    Column("author_id", BigInteger, primary_key=True, autoincrement=False),
    Column("feed_id", BigId, ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("what", CodeText, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Index("ix_feed_questions_feed_id", "feed_id"),
)
