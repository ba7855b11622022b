"""Sending and editing: texts, captions and keyboards."""

from bot.simulator.errors import BadRequest
from bot.simulator.keyboards import inline_keyboard
from bot.simulator.messages import StoredMessage, same_json
from bot.simulator.methods.request import Method, Request
from bot.simulator.outgoing import caption_content, own_message, send, text_content
from bot.simulator.people import Json
from bot.simulator.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_TEXT_FIELDS = ("text", "entities", "link_preview_options")
_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")


async def send_message(world: World, request: Request) -> Json:
    """Send a text."""
    content = text_content(world, request.parameters)
    chat = world.writable(request.parameters["chat_id"])
    return send(world, chat, content, request.parameters).json


async def edit_message_text(world: World, request: Request) -> Json | bool:
    """Change text and buttons of an own message."""
    content = text_content(world, request.parameters)
    message = editable(world, request)
    if "text" not in message.json:
        raise BadRequest("there is no text in the message to edit")
    return change(world, message, content, _TEXT_FIELDS, request)


async def edit_message_caption(world: World, request: Request) -> Json | bool:
    """Change caption and buttons of an own message with a file."""
    content = caption_content(world, request.parameters)
    message = editable(world, request)
    if message.media is None:
        raise BadRequest("there is no caption in the message to edit")
    return change(world, message, content, _CAPTION_FIELDS, request)


async def edit_message_reply_markup(world: World, request: Request) -> Json | bool:
    """Change nothing but the buttons of an own message."""
    return change(world, editable(world, request), {}, (), request)


def change(
    world: World, message: StoredMessage, content: Json, fields: tuple[str, ...], request: Request
) -> Json | bool:
    """Replace `fields` of a message by `content`, and its buttons; return the new message.

    Of an inline message the bot only hears that it went well.
    """
    keyboard = inline_keyboard(request.parameters.get("reply_markup"))
    old = message.json
    compared = [field for field in fields if field != "link_preview_options"]
    if same_json(old.get("reply_markup"), keyboard) and all(
        same_json(old.get(field), content.get(field)) for field in compared
    ):
        raise BadRequest(NOT_MODIFIED)
    kept = {key: value for key, value in old.items() if key not in fields and key != "reply_markup"}
    message.json = kept | content | {"edit_date": world.clock.seconds()}
    if keyboard:
        message.json["reply_markup"] = keyboard
    return message.json if message.inline_id is None else True


def editable(world: World, request: Request) -> StoredMessage:
    """Return the message that a call wants to edit; BadRequest if it may not."""
    if inline_id := request.parameters.get("inline_message_id"):
        message = world.messages.by_inline_id(inline_id)
        if message is None:
            raise BadRequest("MESSAGE_ID_INVALID")
        return message
    return own_message(world, request.parameters)


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
