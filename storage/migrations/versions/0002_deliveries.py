"""Schedules, and the ledger of what is owed to whom."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWED = sa.text("state IN ('planned', 'uncertain')")
LEASED = sa.text("state = 'leased'")
RUNNING = sa.text("next_due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", CodeText, nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("window_start", Moment(), nullable=False),
        sa.Column("window_end", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("key", name="uq_contents_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "workers",
        sa.Column("id", CodeText, nullable=False),
        sa.Column("lease_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    op.create_table(
        "schedules",
        sa.Column("id", BigId, nullable=False),
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, server_default="0", nullable=False),
        sa.Column("cadence", CodeText, nullable=False),
        sa.Column("local_time", sa.Time(), nullable=False),
        sa.Column("zone", CodeText, nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("next_due_at", Moment(), nullable=True),
        sa.Column("tzdata", CodeText, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("window_end", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_schedules_chat_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.UniqueConstraint(
            "chat_id", "thread_id", "cadence", name="uq_schedules_chat_id_thread_id_cadence"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_schedules_next_due_at",
        "schedules",
        ["next_due_at", "id"],
        unique=False,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    _create_deliveries()


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", CodeText, nullable=False),
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, server_default="0", nullable=False),
        sa.Column("schedule_id", BigId, nullable=True),
        sa.Column("content_id", BigId, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", CodeText, nullable=False),
        sa.Column("reason", CodeText, nullable=True),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("worker_id", CodeText, nullable=True),
        sa.Column("second_try", sa.Boolean(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_deliveries_chat_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_deliveries_content_id"),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["schedules.id"],
            name="fk_deliveries_schedule_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["chat_id", "state"], ["schedule_id"], ["content_id"]):
        op.create_index(f"ix_deliveries_{'_'.join(columns)}", "deliveries", columns, unique=False)
    for name, columns, where in (
        ("ix_deliveries_owed", ["priority", "not_before", "id"], OWED),
        ("ix_deliveries_expires_at", ["expires_at"], OWED),
        ("ix_deliveries_worker_id", ["worker_id"], LEASED),
    ):
        op.create_index(
            name, "deliveries", columns, unique=False, sqlite_where=where, postgresql_where=where
        )
