"""Who may publish, and the one-use code by which the first owner claims the instance."""

from sqlalchemy import BigInteger, Column, Integer, Table

from storage.models.base import CodeText, Moment, metadata

editors = Table(
    "editors",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", CodeText, nullable=False),
    # Null where nobody granted it: the console code did.
    Column("granted_by", BigInteger),
    Column("granted_at", Moment, nullable=False),
)

# At most one row: a new code replaces the old.
claim_codes = Table(
    "claim_codes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", CodeText, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("wrong_tries", Integer, nullable=False),
)
