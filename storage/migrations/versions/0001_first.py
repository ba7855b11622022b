"""The first schema: articles, events and their pair index, chats, subscriptions, editors, drafts."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", CodeText, nullable=False),
        sa.Column("subject", CodeText, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "chats",
        sa.Column("id", BigId, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", CodeText, nullable=False),
        sa.Column("language", CodeText, nullable=True),
        sa.Column("zone", CodeText, nullable=True),
        sa.Column("state", CodeText, nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("telegram_id", name="uq_chats_telegram_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "claim_codes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", CodeText, nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claim_codes"),
    )
    op.create_table(
        "editors",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", CodeText, nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name="pk_editors"),
    )
    op.create_table(
        "events",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sort_key", CodeText, nullable=True),
        sa.Column("event_day", sa.Date(), nullable=True),
        sa.Column("parties", sa.Text(), server_default="", nullable=False),
        sa.Column("topics", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outlets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", CodeText, nullable=False),
        sa.Column("domain", CodeText, nullable=True),
        sa.Column("country", CodeText, nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("language", CodeText, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
        sa.UniqueConstraint("name_key", "domain", name="uq_outlets_name_key_domain"),
    )
    op.create_index("ix_outlets_domain", "outlets", ["domain"], unique=False)
    op.create_table(
        "pair_totals",
        sa.Column("a", CodeText, nullable=False),
        sa.Column("b", CodeText, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("newest", CodeText, nullable=False),
        sa.PrimaryKeyConstraint("a", "b", name="pk_pair_totals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pair_totals_b", "pair_totals", ["b"], unique=False)
    op.create_index(
        "ix_pair_totals_events_newest", "pair_totals", ["events", "newest"], unique=False
    )
    op.create_table(
        "articles",
        sa.Column("id", CodeText, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("outlet_id", BigId, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_key", CodeText, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", CodeText, nullable=True),
        sa.Column("status", CodeText, nullable=False),
        sa.Column("event_day", sa.Date(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("published_precision", CodeText, nullable=True),
        sa.Column("zone", CodeText, nullable=True),
        sa.Column("dateline_place", sa.Text(), nullable=True),
        sa.Column("dateline_agency", sa.Text(), nullable=True),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("publish_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("chosen_pairs", CodeText, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_articles_event_id"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_articles_outlet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("url_key", name="uq_articles_url_key"),
    )
    op.create_index("ix_articles_event_id", "articles", ["event_id"], unique=False)
    op.create_index("ix_articles_outlet_id", "articles", ["outlet_id"], unique=False)
    op.create_index(
        "ix_articles_publish_at",
        "articles",
        ["publish_at"],
        unique=False,
        sqlite_where=sa.text("publish_at IS NOT NULL"),
        postgresql_where=sa.text("publish_at IS NOT NULL"),
    )
    op.create_index("ix_articles_status_added_at", "articles", ["status", "added_at"], unique=False)
    op.create_table(
        "event_pairs",
        sa.Column("a", CodeText, nullable=False),
        sa.Column("b", CodeText, nullable=False),
        sa.Column("sort_key", CodeText, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_event_pairs_event_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("a", "b", "sort_key", "event_id", name="pk_event_pairs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_pairs_event_id", "event_pairs", ["event_id"], unique=False)
    op.create_table(
        "pair_topics",
        sa.Column("a", CodeText, nullable=False),
        sa.Column("b", CodeText, nullable=False),
        sa.Column("topic", CodeText, nullable=False),
        sa.Column("sort_key", CodeText, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_pair_topics_event_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("a", "b", "topic", "sort_key", "event_id", name="pk_pair_topics"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pair_topics_event_id", "pair_topics", ["event_id"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, server_default="0", nullable=False),
        sa.Column("a", CodeText, nullable=False),
        sa.Column("b", CodeText, nullable=False),
        sa.Column("alerts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_subscriptions_chat_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint(
            "chat_id", "thread_id", "a", "b", name="uq_subscriptions_chat_id_thread_id_a_b"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_a_b", "subscriptions", ["a", "b"], unique=False)
    op.create_table(
        "article_countries",
        sa.Column("article_id", CodeText, nullable=False),
        sa.Column("code", CodeText, nullable=False),
        sa.Column("party", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_countries_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "code", name="pk_article_countries"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_topics",
        sa.Column("article_id", CodeText, nullable=False),
        sa.Column("topic", CodeText, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_topics_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "topic", name="pk_article_topics"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("state", CodeText, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("article_id", CodeText, nullable=True),
        sa.Column("origin_key", CodeText, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_drafts_article_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("origin_key", name="uq_drafts_origin_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_article_id", "drafts", ["article_id"], unique=False)
    op.create_index("ix_drafts_author_id_state", "drafts", ["author_id", "state"], unique=False)
    op.create_index(
        "ix_drafts_chat_id_card_message_id", "drafts", ["chat_id", "card_message_id"], unique=False
    )
