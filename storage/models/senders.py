"""Which process sends for a bot, and until when nobody may."""

from sqlalchemy import BigInteger, Column, Table

from storage.models.base import CodeText, Moment, metadata

senders = Table(
    "senders",
    metadata,
    # Telegram's number of the bot, the head of its token.
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    # A worker's id; whoever holds a lease that has ended holds nothing.
    Column("holder", CodeText),
    Column("lease_until", Moment),
    # Telegram asked all senders to pause.
    Column("halted_until", Moment),
)
