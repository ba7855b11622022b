"""Chats that want nothing for some days."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("muted_until", Moment(), nullable=True))
