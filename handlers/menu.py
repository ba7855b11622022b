"""The menu of commands that clients show; display only, rights are checked at each command."""

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.render.i18n import catalogue
from handlers.context import Audience, Command

log = logging.getLogger(__name__)


async def publish_menu(bot: Bot, commands: Sequence[Command]) -> None:
    """Tell Telegram which commands to offer; a server that does not know how is no obstacle."""
    words = catalogue("en")
    listed = [row for row in commands if row.audience in (Audience.EVERYBODY, Audience.PRIVATE)]
    for scope, rows in (
        (BotCommandScopeAllPrivateChats(), listed),
        (
            BotCommandScopeAllGroupChats(),
            [row for row in listed if row.audience is Audience.EVERYBODY],
        ),
    ):
        menu = [BotCommand(row.name, words.text(f"command.{row.name}")) for row in rows]
        try:
            await bot.set_my_commands(menu, scope=scope)
        except TelegramError as error:
            log.warning("the menu was not set: %s", error, extra={"action": "menu"})
            return
