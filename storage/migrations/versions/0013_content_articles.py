"""Which message tells of which article, so that a repair reaches it."""

import sqlalchemy as sa
from alembic import op

from storage.models.base import BigId, CodeText, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen()
    _add_tables()


def _widen() -> None:
    op.add_column("contents", sa.Column("edited", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "contents", sa.Column("version", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "contents", sa.Column("is_traced", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "deliveries", sa.Column("version", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("deliveries", sa.Column("edits", sa.BigInteger(), nullable=True))
    op.add_column("deliveries", sa.Column("replies_to", sa.BigInteger(), nullable=True))
    op.drop_index("ix_deliveries_content_id", "deliveries")
    op.create_index("ix_deliveries_content_id_version", "deliveries", ["content_id", "version"])
    op.add_column("copies", sa.Column("thread_id", BigId, server_default="0", nullable=False))
    op.add_column("copies", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_copies_content_id", "copies")
    op.create_index("ix_copies_content_id_version", "copies", ["content_id", "version"])


def _add_tables() -> None:
    op.create_table(
        "content_articles",
        sa.Column("content_id", BigId, autoincrement=False, nullable=False),
        sa.Column("article_id", CodeText, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _cascade("content_articles", "content_id", "contents.id"),
        sa.PrimaryKeyConstraint("content_id", "article_id", name="pk_content_articles"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_content_articles_article_id", "content_articles", ["article_id"])
    op.create_table(
        "edits_due",
        sa.Column("content_id", BigId, autoincrement=False, nullable=False),
        sa.Column("article_id", CodeText, nullable=False),
        sa.Column("revision_id", BigId, nullable=True),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("is_rewritten", sa.Boolean(), server_default=sa.false(), nullable=False),
        _cascade("edits_due", "content_id", "contents.id"),
        sa.PrimaryKeyConstraint("content_id", "article_id", name="pk_edits_due"),
        sqlite_with_rowid=False,
    )


def _cascade(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def downgrade() -> None:
    op.drop_table("edits_due")
    op.drop_table("content_articles")
    op.drop_index("ix_copies_content_id_version", "copies")
    op.create_index("ix_copies_content_id", "copies", ["content_id"])
    op.drop_column("copies", "version")
    op.drop_column("copies", "thread_id")
    op.drop_index("ix_deliveries_content_id_version", "deliveries")
    op.create_index("ix_deliveries_content_id", "deliveries", ["content_id"])
    for name in ("replies_to", "edits", "version"):
        op.drop_column("deliveries", name)
    for name in ("is_traced", "version", "edited"):
        op.drop_column("contents", name)
