"""Who published an article."""

from sqlalchemy import Column, Index, Table, Text, UniqueConstraint

from storage.models.base import BigId, CodeText, metadata

outlets = Table(
    "outlets",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    # The name with its case folded, by which names typed by people are found.
    Column("name_key", CodeText, nullable=False),
    Column("domain", CodeText),
    Column("country", CodeText),
    Column("label", Text),
    Column("language", CodeText),
    # Several outlets may share a site, and one name may be used in two countries.
    UniqueConstraint("name_key", "domain"),
    Index("ix_outlets_domain", "domain"),
)
