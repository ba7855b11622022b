"""A file of records (.jsonl) that was sent: each waits in the queue, refused ones are named."""

from collections import Counter
from typing import Final

from telegram import Document

from bot.errors import BadInput
from bot.newsroom.load import Fate, queue_records
from bot.render.html import outside
from bot.render.message import Html, Message
from handlers.context import Asked

KIND: Final = ".jsonl"
_BYTES: Final = 2_000_000
_SHOWN: Final = 5
_REASON_LENGTH: Final = 200


def is_records(file: Document) -> bool:
    """Whether a file holds records, by its name."""
    return (file.file_name or "").lower().endswith(KIND)


async def take_records(asked: Asked, file: Document) -> None:
    """Put the records of a file into the queue, and say what became of them."""
    if (file.file_size or 0) > _BYTES:
        raise BadInput("draft.file_too_big", megabytes=_BYTES // 1_000_000)
    handle = await asked.bot.get_file(file.file_id)
    data = bytes(await handle.download_as_bytearray())
    loaded = await queue_records(
        asked.services.database, data, editor_id=asked.person_id, now=asked.now
    )
    fates = Counter(one.fate for one in loaded)
    lines = [asked.html("load.queued", count=fates[Fate.LOADED])]
    if fates[Fate.KNOWN]:
        lines.append(asked.html("load.known", count=fates[Fate.KNOWN]))
    refused = [one for one in loaded if one.fate is Fate.REFUSED]
    for one in refused[:_SHOWN]:
        reason = outside(one.reason, limit=_REASON_LENGTH)
        lines.append(asked.html("load.refused", line=one.where, reason=reason))
    if len(refused) > _SHOWN:
        lines.append(asked.html("load.refused_more", count=len(refused) - _SHOWN))
    await asked.reply(Message(Html("\n".join(lines))))
