"""Who published an article."""

from sqlalchemy import Column, Index, Table, Text

from storage.models.base import BigId, CodeText, metadata

outlets = Table(
    "outlets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    # The name with its case folded, by which names typed by people are found.
    Column("name_key", CodeText, nullable=False),
    Column("domain", CodeText, unique=True),
    Column("country", CodeText),
    Column("label", Text),
    Column("language", CodeText),
    Index("ix_outlets_name_key", "name_key"),
)
