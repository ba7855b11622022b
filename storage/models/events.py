"""What happened, and the index by which `/latest` finds it by scope."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from storage.models.base import BigId, CodeText, metadata

events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True),
    # Null while no report of the event is published; it then has no pair rows either.
    Column("sort_key", CodeText),
    Column("event_day", Date),
    # Space-separated and derived from the published reports, so that reading an event needs no
    # further table: "AZ IR", "military diplomacy".
    Column("parties", Text, nullable=False, server_default=""),
    Column("topics", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

# The pair index: derived, one row for each dyad of the event's reports, and (c, c) for each party,
# so that a dyad and one country are the same range read. Newest last within a pair.
event_pairs = Table(
    "event_pairs",
    metadata,
    Column("a", CodeText, primary_key=True),
    Column("b", CodeText, primary_key=True),
    Column("sort_key", CodeText, primary_key=True),
    Column("event_id", BigId, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_event_pairs_event_id", "event_id"),
    sqlite_with_rowid=False,
)

# The same for each topic of the event: a rare topic of a lively pair is a range read too, where a
# filter would walk the whole pair.
pair_topics = Table(
    "pair_topics",
    metadata,
    Column("a", CodeText, primary_key=True),
    Column("b", CodeText, primary_key=True),
    Column("topic", CodeText, primary_key=True),
    Column("sort_key", CodeText, primary_key=True),
    Column("event_id", BigId, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_pair_topics_event_id", "event_id"),
    sqlite_with_rowid=False,
)

# How many events a pair has and its newest, kept with the pair rows.
pair_totals = Table(
    "pair_totals",
    metadata,
    Column("a", CodeText, primary_key=True),
    Column("b", CodeText, primary_key=True),
    Column("events", Integer, nullable=False),
    Column("newest", CodeText, nullable=False),
    Index("ix_pair_totals_b", "b"),
    Index("ix_pair_totals_events_newest", "events", "newest"),
    sqlite_with_rowid=False,
)
