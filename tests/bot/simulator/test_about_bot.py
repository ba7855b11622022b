"""Commands by scope and language, descriptions, names, menu buttons."""

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    MenuButtonDefault,
)

from bot.simulator import Person

LATEST = BotCommand("latest", "The newest between two countries")
POST = BotCommand("post", "Post an article")


async def test_commands_are_kept_by_scope_and_language(bot: Bot, ann: Person) -> None:
    await bot.set_my_commands([LATEST])
    await bot.set_my_commands([POST], scope=BotCommandScopeChat(ann.id))
    await bot.set_my_commands([POST, LATEST], language_code="fa")
    assert await bot.get_my_commands() == (LATEST,)
    assert await bot.get_my_commands(scope=BotCommandScopeChat(ann.id)) == (POST,)
    assert await bot.get_my_commands(language_code="fa") == (POST, LATEST)
    assert await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats()) == ()


async def test_commands_can_be_deleted(bot: Bot) -> None:
    await bot.set_my_commands([LATEST])
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_descriptions_fall_back_to_everybodys(bot: Bot) -> None:
    await bot.set_my_description("News by country pair")
    await bot.set_my_short_description("By pair")
    assert (await bot.get_my_description("fa")).description == "News by country pair"
    assert (await bot.get_my_short_description()).short_description == "By pair"
    await bot.set_my_description("")
    assert (await bot.get_my_description()).description == ""


async def test_name_has_languages(bot: Bot) -> None:
    await bot.set_my_name("Tercüman", language_code="tr")
    assert (await bot.get_my_name("tr")).name == "Tercüman"
    assert (await bot.get_my_name()).name == "Dragoman"


async def test_menu_button_is_per_chat(bot: Bot, ann: Person) -> None:
    await bot.set_chat_menu_button(ann.id, MenuButtonDefault())
    assert await bot.get_chat_menu_button(ann.id) == MenuButtonDefault()
    assert await bot.get_chat_menu_button() == MenuButtonCommands()
