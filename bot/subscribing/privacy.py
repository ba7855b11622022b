"""The end of everything that is kept about somebody."""

from bot.errors import BadInput
from storage import personal
from storage.database import Database
from storage.errors import Conflict


async def forget(database: Database, telegram_id: int) -> None:
    """Delete all that is kept about a person and their private chat, what is owed to it too.

    BadInput for the last owner: nobody could let others in any more.
    """
    try:
        async with database.transaction() as tx:
            await personal.forget(tx, telegram_id)
    except Conflict:
        raise BadInput("privacy.last_owner") from None
