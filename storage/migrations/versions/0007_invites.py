"""One-use links into the newsroom."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import CodeText, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invites",
        sa.Column("digest", CodeText, nullable=False),
        sa.Column("role", CodeText, nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_invites"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("invites")
