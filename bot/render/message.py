"""What goes out, before anything of Telegram's: HTML that is safe, and buttons."""

import html
from dataclasses import dataclass
from typing import Any, Literal, Self

Style = Literal["primary", "success", "danger"]


class Html(str):
    """Text that is Telegram HTML already; every other string is escaped before it goes out."""

    __slots__ = ()


def escape(text: object) -> Html:
    """Make outside text safe inside Telegram HTML; `Html` passes unchanged."""
    if isinstance(text, Html):
        return text
    # The Bot API knows four named entities; an apostrophe needs none.
    return Html(html.escape(str(text), quote=False).replace('"', "&quot;"))


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: callback data (1-64 bytes), an address, or an inline query to share."""

    label: str
    data: str | None = None
    url: str | None = None
    switch_inline: str | None = None
    style: Style | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a reader will see it; `preview` shows the link's picture."""

    html: Html
    buttons: Rows = ()
    preview: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return plain values that `from_json` reads again (kept by the ledger's contents)."""
        rows = [
            [
                {name: value for name in Button.__slots__ if (value := getattr(button, name))}
                for button in row
            ]
            for row in self.buttons
        ]
        return {"html": str(self.html), "buttons": rows, "preview": self.preview}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read what `as_json` gave."""
        rows = tuple(tuple(Button(**button) for button in row) for row in values["buttons"])
        return cls(Html(values["html"]), rows, values["preview"])
