"""Answers to pressed buttons and to inline queries."""

from bot.simulator.errors import BadRequest
from bot.simulator.keyboards import inline_keyboard
from bot.simulator.methods.request import Method, Request
from bot.simulator.outgoing import caption_content, text_content
from bot.simulator.people import Json
from bot.simulator.world import World


async def answer_callback_query(world: World, request: Request) -> bool:
    """End the waiting circle on a button."""
    query_id = request.parameters["callback_query_id"]
    world.queries.answer(query_id, "callback", request.parameters, world.clock.monotonic())
    return True


async def answer_inline_query(world: World, request: Request) -> bool:
    """Show results under the field that a person types in; all of them must be sendable."""
    results = request.parameters["results"]
    contents = {str(result["id"]): _content(world, result) for result in results}
    if len(contents) != len(results):
        raise BadRequest("RESULT_ID_DUPLICATE")
    query_id = request.parameters["inline_query_id"]
    answer = request.parameters | {"contents": contents}
    world.queries.answer(query_id, "inline", answer, world.clock.monotonic())
    return True


def _content(world: World, result: Json) -> Json:
    """Return what choosing a result sends; texts only, the rest shows its caption."""
    words = result.get("input_message_content", {})
    if "message_text" in words:
        content = text_content(world, words | {"text": words["message_text"]})
    else:
        content = caption_content(world, result)
    if keyboard := inline_keyboard(result.get("reply_markup")):
        content["reply_markup"] = keyboard
    return content


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
