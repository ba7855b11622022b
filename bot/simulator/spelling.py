"""Reads the types of schema.json: `Integer|String`, `[MessageEntity]`, `=article`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SIMPLE = frozenset({"Integer", "String", "Boolean", "Float", "InputFile"})


@dataclass(frozen=True, slots=True)
class Plain:
    """A type by its name, simple or an object."""

    name: str

    @property
    def is_object(self) -> bool:
        """Return whether the type has fields."""
        return self.name not in SIMPLE


@dataclass(frozen=True, slots=True)
class Constant:
    """The one value that a field may have."""

    value: str


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values of one type."""

    spelling: str

    @property
    def items(self) -> "Alternatives":
        """Return what each item may be; read late, since rich texts hold lists of themselves."""
        return spelled(self.spelling)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """All that a value may be; `text` names it in messages."""

    kinds: tuple[Plain | Constant | Array, ...]
    text: str

    def __iter__(self) -> Iterator[Plain | Constant | Array]:
        return iter(self.kinds)

    def has(self, name: str) -> bool:
        """Return whether a value may be of the named type."""
        return Plain(name) in self.kinds


@cache
def spelled(spelling: str) -> Alternatives:
    """Return what a spelling allows; a trailing `*` says nothing about the type."""
    parts = _split(spelling.removesuffix("*"))
    kinds: list[Plain | Constant | Array] = []
    for part in parts:
        kinds += _kinds(part)
    return Alternatives(tuple(kinds), " or ".join(map(_words, parts)))


@cache
def unions() -> dict[str, str]:
    """Return the unions that have a name, since they hold themselves."""
    text = Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)["unions"]
    return found


def _kinds(part: str) -> tuple[Plain | Constant | Array, ...]:
    if part.startswith("["):
        return (Array(part[1:-1]),)
    if part.startswith("="):
        return (Constant(part[1:]),)
    if part in unions():
        return spelled(unions()[part]).kinds
    return (Plain(part),)


def _split(spelling: str) -> list[str]:
    """Split at each `|` outside of brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(spelling):
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == "|" and not depth:
            parts.append(spelling[start:at])
            start = at + 1
    return [*parts, spelling[start:]]


def _words(part: str) -> str:
    if part.startswith("["):
        return f"Array of {part[1:-1]}"
    return f'"{part[1:]}"' if part.startswith("=") else part
