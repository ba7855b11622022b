"""One INSERT ... ON CONFLICT for both databases.

SQLAlchemy has no neutral form; PostgreSQL's compiles on SQLite to the same words (the other way
round it does not).
"""

from sqlalchemy.dialects.postgresql import insert as upsert

__all__ = ["upsert"]
