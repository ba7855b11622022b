"""Guesses of countries that editors changed."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repairs",
        sa.Column("draft_id", BigId, autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("dateline_place", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("guessed", CodeText, nullable=False),
        sa.Column("parties", CodeText, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name="fk_repairs_draft_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", name="pk_repairs"),
    )


def downgrade() -> None:
    op.drop_table("repairs")
