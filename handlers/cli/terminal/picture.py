"""Draws what the demo shows as an SVG picture, for the README."""

import re
from pathlib import Path
from typing import Final

from rich.console import Console

_WIDTH: Final = 84


def easel() -> Console:
    """Return a console that remembers what it shows, coloured as on a terminal."""
    return Console(highlight=False, record=True, force_terminal=True, width=_WIDTH)


def save(console: Console, path: Path) -> None:
    """Write what the console has shown to a file."""
    drawn = console.export_svg(title="dragoman demo")
    # The fonts would be fetched from elsewhere; the reader's own will do.
    path.write_text(re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL), encoding="utf-8")
