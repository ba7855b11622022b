"""`/privacy` and `/forgetme`: what is kept about a person, and its complete end."""

from bot.errors import Gone
from bot.render.callback_data import encode
from bot.render.message import Button, Message
from handlers.chat import known_chat
from handlers.context import Asked
from storage import chats


async def on_privacy(asked: Asked) -> None:
    """Say what is kept, for what, and how it ends."""
    await asked.say("privacy.text")


async def on_forget_me(asked: Asked) -> None:
    """Ask once before everything about this chat is deleted."""
    if await known_chat(asked) is None:
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
    chat = await known_chat(asked)
    if chat is not None:
        async with asked.services.database.transaction() as tx:
            await chats.forget(tx, chat.id)
    await asked.show(Message(asked.html("privacy.forgotten")))
