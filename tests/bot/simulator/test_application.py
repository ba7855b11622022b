"""python-telegram-bot's own application against the simulator, from start to stop."""

from telegram import BotCommand, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

from bot.simulator import Person, Simulator
from tests.bot.simulator.conftest import until


async def test_application_polls_answers_and_stops(sim: Simulator, ann: Person) -> None:
    async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("Welcome", do_quote=True)

    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("Pressed")

    builder = Application.builder().token(sim.token)
    builder = builder.base_url(f"{sim.url}/bot").base_file_url(f"{sim.url}/file/bot")
    application = builder.build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(press))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        await application.bot.set_my_commands([BotCommand("start", "Begin")])
        sim.say(ann, "/start")
        await until(lambda: [m.text for m in sim.messages(ann.id)] == ["/start", "Welcome"])
        last = sim.press(ann, sim.messages(ann.id)[-1], "v1:x")
        await until(lambda: sim.messages(ann.id)[-1].text == "Pressed")
        await application.updater.stop()
        await application.stop()
    assert last is not None
    assert sim.confirmed_offset > last
    assert all(call.ok for call in sim.calls)
