"""Answers to pressed buttons and to inline queries."""

from bot.simulator.errors import BadRequest
from bot.simulator.methods.request import Method, Request
from bot.simulator.world import World


async def answer_callback_query(world: World, request: Request) -> bool:
    """End the waiting circle on a button."""
    query_id = request.parameters["callback_query_id"]
    world.queries.answer(query_id, "callback", request.parameters, world.clock.monotonic())
    return True


async def answer_inline_query(world: World, request: Request) -> bool:
    """Show results under the field that a person types in."""
    ids = [result["id"] for result in request.parameters["results"]]
    if len(set(ids)) != len(ids):
        raise BadRequest("RESULT_ID_DUPLICATE")
    query_id = request.parameters["inline_query_id"]
    world.queries.answer(query_id, "inline", request.parameters, world.clock.monotonic())
    return True


METHODS: dict[str, Method] = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
}
