"""Sending photos and documents, changing them, and fetching what people sent."""

from typing import Literal

from bot.simulator.errors import BadRequest
from bot.simulator.files import (
    DOWNLOAD_BYTES,
    UPLOAD_BYTES,
    StoredFile,
    Upload,
    check_photo,
    media_json,
)
from bot.simulator.messages import MEDIA
from bot.simulator.methods.request import Method, Request
from bot.simulator.methods.texts import change, editable
from bot.simulator.outgoing import caption_content, send
from bot.simulator.people import Json
from bot.simulator.world import World

Sendable = Literal["photo", "document"]


async def send_photo(world: World, request: Request) -> Json:
    """Send a picture."""
    return _send(world, request, "photo")


async def send_document(world: World, request: Request) -> Json:
    """Send a file."""
    return _send(world, request, "document")


async def edit_message_media(world: World, request: Request) -> Json | bool:
    """Put another photo or document in the place of what an own message carries."""
    media = request.parameters["media"]
    kind = media["type"]
    if kind not in UPLOAD_BYTES:
        raise BadRequest(f"unsupported media type {kind}")
    content = caption_content(world, media)
    message = editable(world, request)
    content |= media_json(_file(world, request, kind, media["media"]))
    fields = (*MEDIA, "text", "entities", "caption", "caption_entities", "link_preview_options")
    return change(world, message, content, fields, request)


async def get_file(world: World, request: Request) -> Json:
    """Tell where a file can be fetched."""
    file = world.files.by_id(request.parameters["file_id"])
    if file is None:
        raise BadRequest("invalid file_id")
    if len(file.content) > DOWNLOAD_BYTES:
        raise BadRequest("file is too big")
    return file.json | {"file_path": file.path}


def _send(world: World, request: Request, kind: Sendable) -> Json:
    content = caption_content(world, request.parameters)
    chat = world.writable(request.parameters["chat_id"])
    file = _file(world, request, kind, request.parameters[kind])
    return send(world, chat, media_json(file) | content, request.parameters).json


def _file(world: World, request: Request, kind: Sendable, named: str) -> StoredFile:
    """Return the file that a parameter means: a new upload, or one that is known by its id."""
    if named.startswith("attach://"):
        upload = request.uploads.get(named.removeprefix("attach://"))
        return world.files.add(kind, _checked(kind, upload))
    if named.startswith(("http://", "https://")):
        # The simulator never goes out; a bot that relies on it must cope with this anyway.
        raise BadRequest("failed to get HTTP URL content")
    known = world.files.by_id(named)
    if known is None:
        raise BadRequest("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise BadRequest(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def _checked(kind: Sendable, upload: Upload | None) -> Upload:
    if upload is None:
        raise BadRequest(f"there is no {kind} in the request")
    if not upload.content:
        raise BadRequest("file must be non-empty")
    if len(upload.content) > UPLOAD_BYTES[kind]:
        raise BadRequest(f"file of size {len(upload.content)} bytes is too big for a {kind}")
    if kind == "photo":
        check_photo(upload.content)
    return upload


METHODS: dict[str, Method] = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
