"""A text with its entities, and how its places are counted: in UTF-16 units, as Telegram does."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A message's visible text and its entities, each a `MessageEntity` of the Bot API."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """An entity while it is worked on; `detail` holds the fields that its type has besides."""

    kind: str
    offset: int
    end: int
    detail: Entity = field(default_factory=dict)

    @property
    def entity(self) -> Entity:
        """Return the entity as the Bot API writes it."""
        length = self.end - self.offset
        return {"type": self.kind, "offset": self.offset, "length": length, **self.detail}

    def between(self, offset: int, end: int) -> "Span":
        """Return the same entity elsewhere."""
        return Span(self.kind, offset, end, self.detail)


class Places:
    """Where the characters of a text stand, counted in code points or in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_units = [at + before for before, at in enumerate(self._astral)]

    def unit(self, character: int) -> int:
        """Return the UTF-16 place of a character."""
        return character + bisect_left(self._astral, character)

    def character(self, unit: int) -> int:
        """Return the place of the character at a UTF-16 place (the next one if it is split)."""
        return unit - bisect_left(self._astral_units, unit)


def length_utf16(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text) + len(_ASTRAL.findall(text))
