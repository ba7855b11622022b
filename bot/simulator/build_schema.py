"""Builds schema.json, the Bot API as aiogram's public classes describe it (a build-time tool).

Run as `python -m bot.simulator.build_schema`. A type is written as the Bot API names it, `A|B`
for "A or B", `[A]` for "Array of A", `=x` for the one string x, `=true` for True; an entry that
ends in `*` is required. aiogram's leavings of older versions, marked deprecated, are left out.
"""

import datetime
import inspect
import json
import types
import typing
from pathlib import Path

import aiogram
import aiogram.methods
import aiogram.types
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiogram.types.base import TelegramObject
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

SCHEMA_FILE = Path(__file__).with_name("schema.json")
PLAIN_TYPES: dict[object, str] = {
    int: "Integer",
    str: "String",
    bool: "Boolean",
    float: "Float",
    # aiogram takes Python's own types where the Bot API wants Unix time or seconds.
    datetime.datetime: "Integer",
    datetime.timedelta: "Integer",
}
# Absent from the Bot API: "not given" and aiogram's own defaults.
NOT_THERE = (type(None), Default)
# Kept by aiogram for old code only, and aiogram's own.
DROPPED_TYPES = frozenset({"KeyboardButtonRequestUser", "UserShared"})
OWN_TYPES = frozenset({"ErrorEvent", "MutableTelegramObject", "TelegramObject"})


def build() -> str:
    """Return the text of schema.json: compact, sorted, the same on every machine."""
    schema = {
        "about": f"Bot API {aiogram.__api_version__}, generated from aiogram; see NOTICE",
        "version": aiogram.__api_version__,
        "methods": {
            method.__api_method__: {
                "returns": _name_of(method.__returning__),
                "parameters": _fields_of(method),
            }
            for method in _public_classes(aiogram.methods, TelegramMethod)
        },
        "types": {
            kind.__name__: _fields_of(kind)
            for kind in _public_classes(aiogram.types, TelegramObject)
        },
        "unions": {
            _union_name(value): _name_of(value.__value__)
            for value in vars(aiogram.types).values()
            if isinstance(value, TypeAliasType)
        },
    }
    return json.dumps(schema, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def _public_classes(module: types.ModuleType, base: type) -> list[typing.Any]:
    classes = (getattr(module, name, None) for name in module.__all__)
    return [kind for kind in classes if _is_below(kind, base)]


def _is_below(kind: object, base: type) -> bool:
    if not inspect.isclass(kind) or not issubclass(kind, base):
        return False
    return kind not in (base, TelegramMethod) and kind.__name__ not in DROPPED_TYPES | OWN_TYPES


def _fields_of(kind: type[BaseModel]) -> dict[str, str]:
    return {
        field.alias or name: _name_of(field.annotation) + ("*" if _is_required(field) else "")
        for name, field in kind.model_fields.items()
        # Fields inherited but not declared anew are aiogram's (MenuButton's), not the Bot API's.
        if name in kind.__annotations__ and not _is_deprecated(field)
    }


def _is_required(field: FieldInfo) -> bool:
    # A constant has a default in aiogram, but it must stand in the JSON all the same.
    return field.is_required() or typing.get_origin(field.annotation) is typing.Literal


def _is_deprecated(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("deprecated"))


def _union_name(alias: TypeAliasType) -> str:
    return alias.__name__.removesuffix("Union")


def _name_of(annotation: object) -> str:
    """Spell a type, alternatives in the order of aiogram's, each one once."""
    if isinstance(annotation, TypeAliasType):
        return _union_name(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return "|".join(f"={_constant(value)}" for value in arguments)
    if origin is typing.Annotated:
        return _name_of(arguments[0])
    if origin is list:
        return f"[{_name_of(arguments[0])}]"
    if origin in (typing.Union, types.UnionType):
        names = (_name_of(each) for each in arguments if each not in NOT_THERE)
        return "|".join(dict.fromkeys(names))
    return _plain_name(annotation)


def _constant(value: object) -> str:
    return "true" if value is True else str(getattr(value, "value", value))


def _plain_name(annotation: object) -> str:
    if isinstance(annotation, str):  # a union's mention of itself
        return annotation.removesuffix("Union")
    if annotation in PLAIN_TYPES:
        return PLAIN_TYPES[annotation]
    if inspect.isclass(annotation) and issubclass(annotation, TelegramObject | InputFile):
        return annotation.__name__
    raise TypeError(f"no Bot API name for {annotation!r}")


if __name__ == "__main__":
    SCHEMA_FILE.write_text(build(), encoding="utf-8")
