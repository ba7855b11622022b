"""Character references of Telegram's HTML: four names and numbers, everything else is text."""

import re

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST = 9  # of "&#1234567" without the semicolon; longer numbers stay text
_LARGEST = 0x10FFFF


def read_character(raw: str, at: int) -> tuple[str, int]:
    """Return what the `&` at a place stands for, and the place behind it."""
    match = _REFERENCE.match(raw, at)
    character = _character(match) if match is not None else None
    if match is None or character is None:
        return "&", at + 1
    return character, match.end()


def decoded(raw: str) -> str:
    """Return a text with its references read, as in the value of an attribute."""
    return _REFERENCE.sub(lambda match: _character(match) or match[0], raw)


def _character(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMES.get(name)
    if len(match[0].removesuffix(";")) > _LONGEST:
        return None
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    return chr(code) if 0 < code < _LARGEST else None
