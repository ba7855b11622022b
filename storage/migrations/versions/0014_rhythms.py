"""Weekly and monthly digests beside the daily one, and a question that is open in a chat."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import CodeText, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RUNNING = sa.text("next_due_at IS NOT NULL")


def upgrade() -> None:
    # One day of the week was all that a weekly digest could be until now.
    op.execute(
        "UPDATE schedules SET cadence = 'weekly' "
        "WHERE cadence = 'daily' AND days IN (1, 2, 4, 8, 16, 32, 64)"
    )
    op.drop_index("ix_schedules_next_due_at", table_name="schedules")
    op.create_index(
        "ix_schedules_next_due_at",
        "schedules",
        ["next_due_at", "chat_id"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.add_column("chats", sa.Column("asking", CodeText, nullable=True))
    op.add_column("chats", sa.Column("asked_at", Moment(), nullable=True))
