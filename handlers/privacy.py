"""`/privacy`, `/mydata`, `/forgetme`: what is kept about a person, a copy of it, and its end."""

import json

from bot.errors import Gone
from bot.render.callback_data import encode
from bot.render.message import Button, Html, Message
from bot.subscribing.privacy import forget
from config.limits import ALERTS_KEPT, COPIES_KEPT, DEPARTED_KEPT, SCHEMA_COPIES_KEPT
from handlers.context import Asked
from storage import personal


async def on_privacy(asked: Asked) -> None:
    """Say what is kept, for what, and how it ends."""
    text = asked.html(
        "privacy.text",
        alerts=ALERTS_KEPT.days,
        copies=COPIES_KEPT.days,
        departed=DEPARTED_KEPT.days,
        backups=SCHEMA_COPIES_KEPT.days,
    )
    contact = asked.services.settings.contact
    key = "privacy.contact" if contact else "privacy.no_contact"
    await asked.reply(Message(Html(f"{text}\n\n{asked.html(key, contact=contact)}")))


async def on_my_data(asked: Asked) -> None:
    """Send all that is kept about this person, as a JSON file."""
    async with asked.services.database.reader() as reader:
        found = await personal.everything(reader, asked.person_id)
    if not found:
        await asked.say("privacy.nothing")
        return
    content = json.dumps(found, ensure_ascii=False, indent=2).encode()
    rows = sum(len(rows) for rows in found.values())
    await asked.send_file(content, "mydata.json", asked.html("privacy.data", count=rows))


async def on_forget_me(asked: Asked) -> None:
    """Ask once before everything about this chat is deleted."""
    async with asked.services.database.reader() as reader:
        found = await personal.everything(reader, asked.person_id)
    if not found:
        await asked.say("privacy.nothing")
        return
    words = asked.catalogue.text
    yes = Button(words("privacy.button.yes"), data=encode("forget", "yes"), style="danger")
    no = Button(words("privacy.button.no"), data=encode("forget", "no"))
    await asked.say("privacy.confirm", (yes, no))


async def on_forget_button(asked: Asked, choice: str) -> None:
    """Delete everything about this chat, or keep it."""
    if choice == "no":
        await asked.show(Message(asked.html("privacy.kept")))
        return
    if choice != "yes":
        raise Gone("error.button_old")
    await forget(asked.services.database, asked.person_id)
    asked.services.worker.drop(asked.person_id)
    await asked.show(Message(asked.html("privacy.forgotten", days=SCHEMA_COPIES_KEPT.days)))
