"""Guesses of countries that editors changed."""

from sqlalchemy import Column, Date, ForeignKey, Table, Text

from storage.models.base import BigId, CodeText, Moment, metadata

repairs = Table(
    "repairs",
    metadata,
    Column(
        "draft_id",
        BigId,
        ForeignKey("drafts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("dateline_place", Text),
    Column("day", Date),
    # "AZ GE" as guessed, and as an editor set them; empty where there was none.
    Column("guessed", CodeText, nullable=False),
    Column("parties", CodeText, nullable=False),
    Column("at", Moment, nullable=False),
)
