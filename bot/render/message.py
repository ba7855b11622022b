"""What goes out, before anything of Telegram's: HTML that is safe, and buttons."""

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from bot.render.parts import Told, sealed

Style = Literal["primary", "success", "danger"]


# Most of what is written has none of these, and a digest is made of some fifty pieces.
_SPECIAL = re.compile('[&<>"]')


class Html(str):
    """Text that is Telegram HTML already; every other string is escaped before it goes out."""

    __slots__ = ()


def escape(text: object) -> Html:
    """Make outside text safe inside Telegram HTML; `Html` passes unchanged."""
    if isinstance(text, Html):
        return text
    words = str(text)
    if not _SPECIAL.search(words):
        return Html(words)
    # The Bot API knows four named entities; an apostrophe needs none.
    return Html(html.escape(words, quote=False).replace('"', "&quot;"))


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: callback data (1-64 bytes), an address, or an inline query to share."""

    label: str
    data: str | None = None
    url: str | None = None
    switch_inline: str | None = None
    style: Style | None = None


Rows = tuple[tuple[Button, ...], ...]


def links_of(rows: Rows) -> Rows:
    """Keep of the buttons those that need no answer of ours."""
    return tuple(tuple(each for each in row if each.data is None) for row in rows)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a reader will see it; `preview` shows the link's picture.

    `told` names the stretches that tell of events, of a message that is pushed.
    """

    html: Html
    buttons: Rows = ()
    preview: bool = False
    told: Told | None = None
    is_silent: bool = False

    @classmethod
    def telling(cls, marked: str, buttons: Rows, *, language: str, day: date, zone: str) -> Self:
        """Make a message of a text whose parts are marked."""
        text, parts = sealed(marked)
        told = Told(language, day, zone, parts) if parts else None
        return cls(Html(text), buttons, told=told)

    @property
    def carries(self) -> tuple[tuple[str, int], ...]:
        """The articles that it tells of, each with its revision."""
        return self.told.carries if self.told else ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads again (kept by the ledger's contents)."""
        rows = [
            [
                {name: value for name in Button.__slots__ if (value := getattr(button, name))}
                for button in row
            ]
            for row in self.buttons
        ]
        values = {"html": str(self.html), "buttons": rows, "preview": self.preview}
        if self.is_silent:
            values["silent"] = True
        return values | {"told": self.told.as_json()} if self.told else values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read what goes out of what `as_json` gave; `Told.from_json` reads the rest of it."""
        rows = tuple(tuple(Button(**button) for button in row) for row in values["buttons"])
        silent = values.get("silent", False)
        return cls(Html(values["html"]), rows, values["preview"], is_silent=silent)
