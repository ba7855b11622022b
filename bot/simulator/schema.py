"""Checks a call against the Bot API: names, types and limits of all that it carries.

Stricter than Telegram on purpose: an unknown parameter or field is refused by name, a number is
no text, so that a bot's slip shows in its tests. The tables are schema.json and limits.toml.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.simulator.buttons import check_button
from bot.simulator.errors import BadRequest, MethodNotFound
from bot.simulator.limits import check_limits
from bot.simulator.spelling import Alternatives, Array, Constant, Plain, spelled

# What Telegram says where a required parameter is missing, if it has its own words.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}
_DEEPEST = 32  # rich texts nest 16 levels; more than twice that is an attack
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0", "")


def has_method(name: str) -> bool:
    """Return whether the Bot API has a method, whatever the case of its letters."""
    return name.lower() in _methods()


def check_call(method: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """Return a call's parameters as JSON values of their types; raise ApiError for a wrong one.

    Values come as the Bot API gets them: JSON, or texts that hold numbers and JSON. A None is no
    value; an uploaded file is the text `attach://name`.
    """
    try:
        name = _methods()[method.lower()]
    except KeyError:
        raise MethodNotFound from None
    known: dict[str, str] = _schema()["methods"][name]["parameters"]
    given = {key: value for key, value in parameters.items() if value is not None}
    for key in given:
        if key not in known:
            raise BadRequest(f'parameter "{key}" is unknown to {name}')
    checked = {key: _parameter(key, value, known[key]) for key, value in given.items()}
    for key, spelling in known.items():
        if spelling.endswith("*") and key not in checked:
            raise BadRequest(_MISSING.get(key, f'parameter "{key}" is required'))
    for key, value in checked.items():
        check_limits(f"methods.{name}.{key}", value, f'parameter "{key}"')
    return checked


@cache
def _schema() -> dict[str, Any]:
    text = Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _methods() -> dict[str, str]:
    return {name.lower(): name for name in _schema()["methods"]}


def _parameter(name: str, value: object, spelling: str) -> object:
    """Convert a parameter; a text may hold a number, a truth value or JSON."""
    alternatives = spelled(spelling)
    where = f'parameter "{name}"'
    if isinstance(value, str):
        if alternatives.has("Integer") and value.removeprefix("-").isdecimal():
            return _integer(value, where)
        if alternatives.has("String") or alternatives.has("InputFile"):
            return value
        value = _from_text(name, value, alternatives)
    return _value(value, alternatives, where, 0)


def _integer(text: str, where: str) -> int:
    if len(text) > 20:
        raise BadRequest(f"{where} is out of range")
    return int(text)


def _from_text(name: str, text: str, alternatives: Alternatives) -> object:
    if alternatives.has("Boolean"):
        if text.lower() not in _TRUE + _FALSE:
            raise BadRequest(f'parameter "{name}" must be of type Boolean')
        return text.lower() in _TRUE
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _value(value: object, alternatives: Alternatives, where: str, depth: int) -> object:
    if depth > _DEEPEST:
        raise BadRequest(f"{where} is nested too deep")
    if isinstance(value, list):
        inner = next((each for each in alternatives if isinstance(each, Array)), None)
        if inner is not None:
            return [_value(item, inner.items, where, depth + 1) for item in value]
    elif isinstance(value, dict):
        names = [each.name for each in alternatives if isinstance(each, Plain) and each.is_object]
        if names:
            return _object(value, _best(names, value), depth + 1)
    elif any(_fits(value, each) for each in alternatives):
        return value
    raise BadRequest(f"{where} must be of type {alternatives.text}")


def _fits(value: object, kind: Plain | Constant | Array) -> bool:
    if isinstance(kind, Constant):
        return value is True if kind.value == "true" else value == kind.value
    if isinstance(value, bool):
        return kind == Plain("Boolean")
    if isinstance(value, int):
        return kind in (Plain("Integer"), Plain("Float"))
    if isinstance(value, float):
        return kind == Plain("Float")
    return isinstance(value, str) and kind in (Plain("String"), Plain("InputFile"))


def _best(names: list[str], value: dict[str, object]) -> str:
    """Choose which of several types an object is meant to be: constants first, then fields."""

    def likeness(name: str) -> tuple[int, int, int]:
        fields = _fields(name)
        constants = sum(
            1 if all(_fits(value.get(key), each) for each in kinds) else -1
            for key, (kinds, _required) in fields.items()
            if any(isinstance(each, Constant) for each in kinds)
        )
        missing = sum(required and key not in value for key, (_, required) in fields.items())
        return constants, len(fields.keys() & value.keys()), -missing

    return max(names, key=likeness)


@cache
def _fields(name: str) -> dict[str, tuple[Alternatives, bool]]:
    return {
        key: (spelled(spelling), spelling.endswith("*"))
        for key, spelling in _schema()["types"][name].items()
    }


def _object(value: dict[str, object], name: str, depth: int) -> dict[str, object]:
    fields = _fields(name)
    given = {key: each for key, each in value.items() if each is not None}
    words = f"can't parse {_words(name)}: "
    for key, each in given.items():
        if key not in fields:
            raise BadRequest(f'{words}Field "{key}" is unknown')
        where = f'{words}Field "{key}"'
        given[key] = _value(each, fields[key][0], where, depth)
        check_limits(f"types.{name}.{key}", given[key], where)
    for key, (_, required) in fields.items():
        if required and key not in given:
            raise BadRequest(f'{words}Can\'t find field "{key}"')
    if name == "InlineKeyboardButton":
        check_button(given)
    return given


def _words(name: str) -> str:
    """Spell a type as Telegram's messages do: "inline keyboard button"."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()
