"""What editors did; rows are only ever added."""

from sqlalchemy import JSON, BigInteger, Column, Index, Table

from storage.models.base import BigId, CodeText, Moment, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    # Null where no person did it: a schedule, a feed, the console.
    Column("actor_id", BigInteger),
    Column("action", CodeText, nullable=False),
    Column("subject", CodeText, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_audit_subject", "subject"),
    sqlite_autoincrement=True,
)
