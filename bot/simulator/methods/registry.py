"""Which coroutine answers which method; names are taken in any case, as Telegram does."""

from bot.simulator.methods import about_bot, chats, media, messages, queries, texts, updates
from bot.simulator.methods.request import Method

ALL: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method)
    for module in (about_bot, updates, texts, media, messages, queries, chats)
    for name, method in module.METHODS.items()
}
