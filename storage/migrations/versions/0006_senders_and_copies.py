"""One sender for each bot, and what is kept of deliveries that are over."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "senders",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", CodeText, nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("halted_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", name="pk_senders"),
    )
    op.create_table(
        "copies",
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_id", BigId, nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_copies_chat_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_copies_content_id"),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_copies"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_copies_content_id", "copies", ["content_id"], unique=False)
    op.create_index("ix_copies_sent_at", "copies", ["sent_at"], unique=False)
    op.create_table(
        "departures",
        sa.Column("chat_id", BigId, autoincrement=False, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_departures_chat_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", name="pk_departures"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in ("departures", "copies", "senders"):
        op.drop_table(name)
