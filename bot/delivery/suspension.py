"""Ends all that is pushed to a chat: it said stop, threw us out, or is no more."""

from storage import chats, schedules, skips
from storage.chats import ChatState
from storage.database import Transaction


async def suspend(tx: Transaction, chat_id: int, state: ChatState) -> None:
    """Put a chat into a state in which nothing is pushed to it; its choices are kept.

    What it is owed is dropped; what a worker has in hand at this moment may still come. Who only
    said stop still reads what came before, and mistakes in that are mended, which makes no sound.
    """
    await chats.set_state(tx, chat_id, state)
    await schedules.pause(tx, chat_id)
    can_be_edited = state is ChatState.STOPPED
    await skips.skip_of_chat(tx, chat_id, reason="left", edits_too=not can_be_edited)
