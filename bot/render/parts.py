"""Which stretch of a message tells of which event, so that a repair can write just that anew.

While a message is composed, a part stands between tags of our own. They are no words, so they
count for no limit, and no outside text can forge one, since its brackets are escaped. `sealed`
takes them out before anything is kept or sent.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any, Self

_TAG = re.compile(r"<part ([^>]*)>|</part>")


class Form(StrEnum):
    """In how many words an event is told."""

    BLOCK = "block"  # day, headline, summary, source
    SHORT = "short"  # the same with a summary of about one sentence
    BRIEF = "brief"  # the same without the summary
    LINE = "line"  # one line under the fold
    NAMED = "named"  # its headline among others
    LAST = "last"  # the newest of a pair that has nothing new
    ALERT = "alert"  # a message of its own


@dataclass(frozen=True, slots=True)
class Part:
    """One event in a message: the form, and each report with the revision that it told of."""

    form: Form
    event_id: int
    scope: str
    says: tuple[tuple[str, int], ...]
    start: int = 0
    end: int = 0

    def around(self, markup: str) -> str:
        """Put the markup between tags that name this part."""
        says = ",".join(f"{article_id}.{revision}" for article_id, revision in self.says)
        return f"<part {self.form} {self.event_id} {self.scope} {says}>{markup}</part>"

    @classmethod
    def named(cls, tag: str, start: int, end: int) -> Self:
        """Read what `around` wrote into its tag."""
        form, event_id, scope, says = tag.split(" ")
        pairs = (each.rsplit(".", 1) for each in says.split(","))
        told = tuple((article_id, int(revision)) for article_id, revision in pairs)
        return cls(Form(form), int(event_id), scope, told, start, end)


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a message, in their order, with the language and the day they were written for.

    `zone` is the IANA zone in which its moments are said.
    """

    language: str
    day: date
    zone: str
    parts: tuple[Part, ...]

    @property
    def carries(self) -> tuple[tuple[str, int], ...]:
        """The articles that the message tells of, each with its revision."""
        return tuple(sorted(dict(chain.from_iterable(part.says for part in self.parts)).items()))

    def as_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads again."""
        parts = [
            [part.form, part.event_id, part.scope, dict(part.says), part.start, part.end]
            for part in self.parts
        ]
        return {
            "language": self.language,
            "day": self.day.isoformat(),
            "zone": self.zone,
            "parts": parts,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read what `as_json` gave."""
        parts = tuple(
            Part(Form(form), event_id, scope, tuple(says.items()), start, end)
            for form, event_id, scope, says, start, end in values["parts"]
        )
        day = date.fromisoformat(values["day"])
        return cls(values["language"], day, values["zone"], parts)


def sealed(marked: str) -> tuple[str, tuple[Part, ...]]:
    """Take the tags out of a composed text; return it with the places of its parts."""
    pieces: list[str] = []
    parts: list[Part] = []
    opened: tuple[str, int] | None = None
    read = length = 0
    for tag in _TAG.finditer(marked):
        piece = marked[read : tag.start()]
        pieces.append(piece)
        read, length = tag.end(), length + len(piece)
        if tag[1]:
            opened = (tag[1], length)
        elif opened:
            parts.append(Part.named(*opened, length))
            opened = None
    pieces.append(marked[read:])
    return "".join(pieces), tuple(parts)
