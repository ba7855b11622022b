"""The hashes by which articles are known again, also of those that are there."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.grams import sketch
from storage.models.base import CodeText

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Articles read at once, so that an archive of any size fits.
_CHUNK = 200
_ARTICLES = sa.table(
    "articles",
    sa.column("id", CodeText),
    sa.column("title", sa.Text()),
    sa.column("summary", sa.Text()),
    sa.column("body", sa.Text()),
)


def upgrade() -> None:
    grams = op.create_table(
        "article_grams",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", CodeText, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_grams_article_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("gram", "article_id", name="pk_article_grams"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_grams_article_id", "article_grams", ["article_id"])
    connection, after = op.get_bind(), ""
    while rows := connection.execute(_next(after)).all():
        after = rows[-1].id
        found = [{"gram": gram, "article_id": row.id} for row in rows for gram in _grams(row)]
        if found:
            connection.execute(sa.insert(grams), found)


def _next(after: str) -> sa.Select[tuple[str, str, str, str]]:
    return sa.select(_ARTICLES).where(_ARTICLES.c.id > after).order_by(_ARTICLES.c.id).limit(_CHUNK)


def _grams(row: sa.Row[tuple[str, str, str, str]]) -> Sequence[int]:
    return sorted(sketch(row.body or f"{row.title}\n{row.summary}"))


def downgrade() -> None:
    op.drop_table("article_grams")
