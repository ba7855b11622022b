"""Feeds, what was seen in them, and the open question about one."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", BigId, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", CodeText, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", CodeText, nullable=False),
        sa.Column("outlet_name", sa.Text()),
        sa.Column("outlet_country", CodeText),
        sa.Column("language", CodeText),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("ttl_minutes", sa.Integer()),
        sa.Column("interval_s", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", Moment(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("last_read_at", Moment()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", Moment()),
        sa.Column("last_error", sa.JSON()),
        sa.Column("told_at", Moment()),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url_key", name="uq_feeds_url_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feeds_state_next_poll_at", "feeds", ["state", "next_poll_at"])
    _entries()
    _questions()


def _entries() -> None:
    op.create_table(
        "feed_entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("feed_id", BigId),
        sa.Column("fate", CodeText, nullable=False),
        sa.Column("fingerprint", CodeText, nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("first_seen_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name="fk_feed_entries_feed_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feed_entries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feed_entries_feed_id_moment", "feed_entries", ["feed_id", "moment"])
    op.create_index("ix_feed_entries_last_seen_at", "feed_entries", ["last_seen_at"])
    op.create_table(
        "feed_entry_names",
        sa.Column("name", CodeText, nullable=False),
        sa.Column("entry_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["feed_entries.id"],
            name="fk_feed_entry_names_entry_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", name="pk_feed_entry_names"),
    )
    op.create_index("ix_feed_entry_names_entry_id", "feed_entry_names", ["entry_id"])


def _questions() -> None:
    op.create_table(
        "feed_questions",
        sa.Column("author_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("feed_id", BigId, nullable=False),
        sa.Column("what", CodeText, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feeds.id"], name="fk_feed_questions_feed_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("author_id", name="pk_feed_questions"),
    )
    op.create_index("ix_feed_questions_feed_id", "feed_questions", ["feed_id"])


def downgrade() -> None:
    for table in ("feed_questions", "feed_entry_names", "feed_entries", "feeds"):
        op.drop_table(table)
