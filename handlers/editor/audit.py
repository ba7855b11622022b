"""`/audit`: who did what and when, the newest first, of one article or draft where it is named."""

import re

from bot.errors import BadInput
from bot.render import dates
from bot.render.callback_data import encode, number
from bot.render.html import outside
from bot.render.message import Button, Html, Message
from handlers.context import Asked
from storage import audit
from storage.audit import Entry
from storage.personal import NOBODY

SHOWN = 12
_ID = re.compile(r"[A-Za-z0-9_-]{1,24}")


async def on_audit(asked: Asked) -> None:
    """Show the newest entries, of an article's id or a draft's number if one follows."""
    await asked.require_editor()
    name = asked.words.strip()
    if name and not _ID.fullmatch(name):
        raise BadInput("audit.usage")
    await asked.reply(await _page(asked, name, None))


async def on_audit_button(asked: Asked, before: str, name: str = "") -> None:
    """Show the entries before the oldest one that is shown."""
    await asked.require_editor()
    await asked.show(await _page(asked, name, number(before)))


async def _page(asked: Asked, name: str, before: int | None) -> Message:
    subject = None
    if name:
        subject = f"draft:{name}" if name.isdecimal() else f"article:{name}"
    async with asked.services.database.reader() as reader:
        found = await audit.recent(reader, limit=SHOWN + 1, subject=subject, before=before)
    if not found:
        return Message(asked.html("audit.none"))
    shown = found[:SHOWN]
    lines = [asked.html("audit.heading"), *(_line(asked, entry) for entry in shown)]
    rows: tuple[tuple[Button, ...], ...] = ()
    if len(found) > SHOWN:
        data = encode("audit", shown[-1].id, *([name] if name else []))
        rows = ((Button(asked.catalogue.text("audit.button.older"), data=data),),)
    return Message(Html("\n".join(lines)), rows)


def _line(asked: Asked, entry: Entry) -> Html:
    return asked.html(
        "audit.line",
        moment=dates.moment(asked.catalogue, entry.at, zone=None),
        who=_who(asked, entry.actor_id),
        action=outside(entry.action),
        subject=outside(entry.subject),
    )


def _who(asked: Asked, actor_id: int | None) -> str:
    if actor_id is None:
        return asked.catalogue.text("audit.nobody")
    return asked.catalogue.text("audit.forgotten") if actor_id == NOBODY else str(actor_id)
