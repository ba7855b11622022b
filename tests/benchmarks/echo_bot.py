"""The least that a bot on our library and transport can do: it says what it was told.

`python -m tests.benchmarks.echo_bot URL TOKEN` runs until it is told to stop.
"""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from handlers.transport import POLL_READ_TIMEOUT_S, AiohttpRequest


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.message
    assert message is not None
    await context.bot.send_message(message.chat.id, message.text or "")


def main() -> None:
    url, token = sys.argv[1:]
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest(connections=2, read_timeout=POLL_READ_TIMEOUT_S))
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=["message"])


if __name__ == "__main__":
    main()
