"""Digests on some days of the week only."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "schedules", sa.Column("days", sa.Integer(), server_default="127", nullable=False)
    )
