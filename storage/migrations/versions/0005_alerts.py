"""Alerts, and the quiet hours that hold them."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HELD = sa.text("held_until IS NOT NULL")


def upgrade() -> None:
    op.add_column("chats", sa.Column("quiet_from", sa.Time(), nullable=True))
    op.add_column("chats", sa.Column("quiet_until", sa.Time(), nullable=True))
    op.create_table(
        "alerts",
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, server_default="0", autoincrement=False, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("a", CodeText, nullable=False),
        sa.Column("b", CodeText, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("delivery_key", CodeText, nullable=True),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_alerts_chat_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_alerts_event_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "event_id", name="pk_alerts"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alerts_event_id", "alerts", ["event_id"], unique=False)
    op.create_index("ix_alerts_at", "alerts", ["at"], unique=False)
    op.create_index(
        "ix_alerts_held_until",
        "alerts",
        ["held_until"],
        unique=False,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
    op.create_table(
        "alert_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_cursor"),
    )
