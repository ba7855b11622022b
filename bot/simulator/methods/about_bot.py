"""Who the bot is, and what it says about itself."""

from bot.simulator.errors import BadRequest
from bot.simulator.methods.request import Method, Request
from bot.simulator.people import Json
from bot.simulator.profile import scope_key, set_text, text_for
from bot.simulator.world import World


async def get_me(world: World, _request: Request) -> Json:
    """Return the bot's own `User` object."""
    return world.bot.json | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def log_out(_world: World, _request: Request) -> bool:
    """Say yes: there is no other server to move to."""
    return True


async def set_my_commands(world: World, request: Request) -> bool:
    """Set the commands that people see in a scope and language."""
    key = _commands_key(world, request)
    world.profile.commands[key] = [dict(command) for command in request.parameters["commands"]]
    return True


async def get_my_commands(world: World, request: Request) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    return world.profile.commands.get(_commands_key(world, request), [])


async def delete_my_commands(world: World, request: Request) -> bool:
    """Remove the commands of a scope and language."""
    world.profile.commands.pop(_commands_key(world, request), None)
    return True


async def set_my_name(world: World, request: Request) -> bool:
    """Set the bot's name."""
    set_text(world.profile.names, _language(request), request.parameters.get("name", ""))
    return True


async def get_my_name(world: World, request: Request) -> Json:
    """Return the bot's name."""
    name = text_for(world.profile.names, _language(request), world.profile.name)
    return {"name": name}


async def set_my_description(world: World, request: Request) -> bool:
    """Set what an empty chat shows."""
    text = request.parameters.get("description", "")
    set_text(world.profile.descriptions, _language(request), text)
    return True


async def get_my_description(world: World, request: Request) -> Json:
    """Return what an empty chat shows."""
    return {"description": text_for(world.profile.descriptions, _language(request))}


async def set_my_short_description(world: World, request: Request) -> bool:
    """Set what goes with a shared link to the bot."""
    text = request.parameters.get("short_description", "")
    set_text(world.profile.short_descriptions, _language(request), text)
    return True


async def get_my_short_description(world: World, request: Request) -> Json:
    """Return what goes with a shared link to the bot."""
    text = text_for(world.profile.short_descriptions, _language(request))
    return {"short_description": text}


async def set_chat_menu_button(world: World, request: Request) -> bool:
    """Set the button beside the input field, for one private chat or for all."""
    button = request.parameters.get("menu_button") or {"type": "default"}
    world.profile.menu_buttons[_menu_chat(world, request)] = button
    return True


async def get_chat_menu_button(world: World, request: Request) -> Json:
    """Return the button beside the input field."""
    buttons = world.profile.menu_buttons
    default: Json = buttons.get(0, {"type": "commands"})
    return buttons.get(_menu_chat(world, request), default)


def _language(request: Request) -> str:
    return str(request.parameters.get("language_code") or "")


def _commands_key(world: World, request: Request) -> tuple[tuple[str, str, str], str]:
    scope = request.parameters.get("scope")
    if scope and "chat_id" in scope:
        world.readable(scope["chat_id"])
    return scope_key(scope), _language(request)


def _menu_chat(world: World, request: Request) -> int:
    chat_id = request.parameters.get("chat_id")
    if chat_id is None:
        return 0
    chat = world.readable(chat_id)
    if chat.kind != "private":
        raise BadRequest("chat not found")
    return chat.id


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": log_out,
    "close": log_out,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
