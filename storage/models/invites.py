"""One-use links into the newsroom."""

from sqlalchemy import BigInteger, Column, Table

from storage.models.base import CodeText, Moment, metadata

invites = Table(
    "invites",
    metadata,
    # Never the code itself, only its digest.
    Column("digest", CodeText, primary_key=True),
    Column("role", CodeText, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("expires_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
