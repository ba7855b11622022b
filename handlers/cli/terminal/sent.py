"""What one call of the bot means to the people in the chat, taken from the simulator's record."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bot.simulator.calls import Call
from bot.simulator.files import Upload

Json = dict[str, Any]

# Talk between the bot and the server that nobody in a chat could see or miss.
_HOUSEKEEPING: Final = frozenset(
    {"getUpdates", "getMe", "getWebhookInfo", "deleteWebhook", "setWebhook"}
)
_MEDIA: Final = ("photo", "document", "voice", "audio", "video", "animation")


@dataclass(frozen=True, slots=True)
class Sent:
    """One call; `text` and `entities` are as people read them, `html` is as the bot wrote it."""

    method: str
    chat_id: int | str | None
    thread_id: int | None
    message_id: int | None
    text: str
    entities: tuple[Json, ...]
    html: str | None
    buttons: tuple[tuple[Json, ...], ...]
    media: str | None
    uploads: tuple[Upload, ...]
    silent: bool
    reply_to: int | None
    edited: bool
    ok: bool
    error: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one line of the script; `error` says why nothing could."""

    number: int
    line: int
    sent: tuple[Sent, ...]
    error: str | None
    ms: int


def describe(calls: list[Call]) -> tuple[Sent, ...]:
    """Return the calls that people could notice, in order."""
    return tuple(_describe(call) for call in calls if call.method not in _HOUSEKEEPING)


def _describe(call: Call) -> Sent:
    asked = {key: _parsed(value) for key, value in call.parameters.items()}
    message = _message(call.result)
    written = _first(asked, "text", "caption")
    return Sent(
        method=call.method,
        chat_id=(message.get("chat") or {}).get("id", asked.get("chat_id")),
        thread_id=message.get("message_thread_id", asked.get("message_thread_id")),
        message_id=message.get("message_id", asked.get("message_id")),
        text=_visible(call, asked, message),
        entities=tuple(_first(message, "entities", "caption_entities") or ()),
        html=written if isinstance(written, str) else None,
        buttons=_buttons(asked.get("reply_markup")) + _above_results(asked.get("button")),
        media=_media(call.method, asked, message),
        uploads=tuple(call.files.values()),
        silent=bool(asked.get("disable_notification")),
        reply_to=_mapping(asked.get("reply_parameters")).get("message_id"),
        edited=call.method.startswith("edit"),
        ok=call.ok,
        error=_error(call),
    )


def _parsed(value: object) -> Any:  # noqa: ANN401  # whatever the JSON holds
    """Read a parameter that a refused call still carries as JSON text."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _message(result: object) -> Json:
    """Return the message that a call gave back; of an album the first one."""
    if isinstance(result, list) and result:
        result = result[0]
    return result if isinstance(result, dict) and "message_id" in result else {}


def _first(fields: Json, *names: str) -> Any:  # noqa: ANN401  # whatever the field holds
    return next((fields[name] for name in names if name in fields), None)


def _visible(call: Call, asked: Json, message: Json) -> str:
    if call.method == "answerInlineQuery":
        return "\n\n".join(map(_inline_result, asked.get("results") or ()))
    seen = _first(message, "text", "caption")
    if seen is None:
        # A refused call was never parsed, so its tags are taken off by hand.
        seen = _without_tags(str(_first(asked, "text", "caption") or ""))
    return str(seen)


def _inline_result(result: Json) -> str:
    content = _mapping(result.get("input_message_content"))
    lines = (result.get("title"), result.get("description"), content.get("message_text"))
    return "\n".join(_without_tags(str(line)) for line in lines if line)


def _without_tags(text: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", text))


def _buttons(markup: object) -> tuple[tuple[Json, ...], ...]:
    keyboards = _mapping(markup)
    rows = keyboards.get("inline_keyboard") or keyboards.get("keyboard") or ()
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _above_results(button: object) -> tuple[tuple[Json, ...], ...]:
    """Return the button above inline results, which leads to the private chat, as a row."""
    return ((dict(button),),) if isinstance(button, dict) else ()


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        return {"text": str(button)}
    return {"data" if key == "callback_data" else key: value for key, value in button.items()}


def _media(method: str, asked: Json, message: Json) -> str | None:
    kinds = [kind for kind in _MEDIA if kind in message]
    if kinds:
        return kinds[0]
    if method == "sendMediaGroup":
        return next(_kinds(asked.get("media")), None)
    return next((kind for kind in _MEDIA if method.lower() == f"send{kind}"), None)


def _kinds(media: object) -> Iterator[str]:
    yield from (str(item.get("type")) for item in media or () if isinstance(item, dict))  # type: ignore[attr-defined]


def _error(call: Call) -> str | None:
    if call.fault == "timeout":
        return "timeout: carried out, and the answer never came"
    if call.ok:
        return None
    return f"{call.error_code}: {call.description}" if call.error_code else call.description
