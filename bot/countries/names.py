"""The short everyday names that people are shown, in the six languages."""

import json
from functools import cache
from importlib.resources import files


def display_name(code: str, language: str = "en") -> str:
    """Return the country's short name; English where the language is unknown.

    A code that is no country's comes back as it is: a reader can still tell what was meant.
    """
    names = _names()
    shown = names.get(language.partition("-")[0].lower(), names["en"])
    return shown.get(code.upper(), code)


def is_country(code: str) -> bool:
    """Tell whether the code can be answered: ISO 3166-1 alpha-2, XK or EU."""
    return code in _names()["en"]


def all_codes() -> tuple[str, ...]:
    """Return every code that can be answered, sorted."""
    return tuple(sorted(_names()["en"]))


@cache
def _names() -> dict[str, dict[str, str]]:
    text = files("bot.countries").joinpath("data/display.json").read_text(encoding="utf-8")
    names: dict[str, dict[str, str]] = json.loads(text)
    return names
