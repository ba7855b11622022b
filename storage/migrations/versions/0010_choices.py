"""Words of a subscription, topics and outlets to leave out, quiet days in a line."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("only_words", "without_words"):
        op.add_column(
            "subscriptions", sa.Column(name, sa.Text(), server_default="", nullable=False)
        )
    op.add_column("subscriptions", sa.Column("alerts_from", Moment()))
    op.add_column(
        "schedules",
        sa.Column("tells_quiet", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "exclusions",
        sa.Column("chat_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, server_default="0", nullable=False, autoincrement=False),
        sa.Column("kind", CodeText, nullable=False),
        sa.Column("value", CodeText, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name="fk_exclusions_chat_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "kind", "value", name="pk_exclusions"),
        sqlite_with_rowid=False,
    )
