"""Closed topics, and whom to tell of them."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("ordered_by", sa.BigInteger(), nullable=True))
    op.create_table(
        "closed_topics",
        sa.Column("chat_id", BigId, autoincrement=False, nullable=False),
        sa.Column("thread_id", BigId, autoincrement=False, nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_closed_topics_chat_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", name="pk_closed_topics"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("closed_topics")
    op.drop_column("chats", "ordered_by")
