"""Calls as they come over HTTP: query, form, JSON or multipart; answers as Telegram writes them."""

from typing import Any

import orjson
from aiohttp import web

from bot.simulator.calls import Call
from bot.simulator.errors import BadRequest
from bot.simulator.files import Upload
from bot.simulator.people import Json


async def read_call(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Return the parameters and files of a request; the body wins over the query.

    A file sent as a field of its own becomes `attach://field`, as if it had been named so.
    """
    parameters: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        parameters |= _json_body(await request.read())
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
                parameters.setdefault(name, f"attach://{name}")
            else:
                parameters[name] = value
    _drop_attachments_that_are_no_parameters(parameters, uploads)
    return parameters, uploads


def answer(call: Call) -> web.Response:
    """Return the HTTP response that carries a call's envelope."""
    headers = {}
    if call.error_parameters and "retry_after" in call.error_parameters:
        headers["Retry-After"] = str(call.error_parameters["retry_after"])
    return json_response(call.envelope, call.error_code or 200, headers)


def json_response(
    content: Json, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Return a JSON response."""
    return web.Response(
        body=orjson.dumps(content), status=status, headers=headers, content_type="application/json"
    )


def refusal(code: int, description: str) -> web.Response:
    """Return an error for a request that is no call of a known bot."""
    return json_response({"ok": False, "error_code": code, "description": description}, code)


def proxy_error(status: int, reason: str) -> web.Response:
    """Return what a proxy in front of Telegram answers: HTML, not JSON."""
    title = f"{status} {reason}"
    page = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n"
        f"<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    return web.Response(text=page, status=status, content_type="text/html")


def _json_body(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        parsed: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadRequest("can't parse JSON object") from error
    if not isinstance(parsed, dict):
        raise BadRequest("object expected as JSON body")
    # A null means the same as leaving the field out.
    return {name: value for name, value in parsed.items() if value is not None}


def _drop_attachments_that_are_no_parameters(parameters: Json, uploads: dict[str, Upload]) -> None:
    """Files that other parameters point to by attach:// are content, not parameters."""
    for name in uploads:
        own = f"attach://{name}"
        if parameters.get(name) != own:
            continue
        if any(own in str(value) for key, value in parameters.items() if key != name):
            del parameters[name]
