"""Reading what an update is: a command for us, one for somebody else, a button, or plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from handlers.context import Audience, Command

NEAR_ENOUGH = 70
_SLASHES = "/\\"


@dataclass(frozen=True, slots=True)
class Called:
    """A command as it was typed: its name in small letters, the words behind it, and for whom."""

    name: str
    words: str
    bot: str | None


def called(text: str) -> Called | None:
    """Read `/latest@some_bot iran azerbaijan`; None where the text is no command.

    A backslash is taken for the slash that was meant.
    """
    head, _, words = text.lstrip().partition(" ")
    head, newline, more = head.partition("\n")
    if len(head) < 2 or head[0] not in _SLASHES:
        return None
    name, _, bot = head[1:].partition("@")
    if not name.replace("_", "").isalnum():
        return None
    words = f"{more} {words}" if newline else words
    return Called(name.lower(), words.strip(), bot.lower() or None)


def visible(commands: Iterable[Command], *, editor: bool) -> list[Command]:
    """List the commands that exist for this person."""
    return [command for command in commands if editor or command.audience is not Audience.EDITORS]


def find(commands: Sequence[Command], name: str) -> Command | None:
    """Find a command by its name or by one of its other names."""
    return next((row for row in commands if name in (row.name, *row.aliases, *row.spoken)), None)


def exists(commands: Sequence[Command], name: str) -> bool:
    """Tell whether a command of that name is there for readers."""
    command = find(commands, name)
    return command is not None and command.audience is not Audience.EDITORS


def nearest(commands: Sequence[Command], name: str) -> str | None:
    """Return the name of the listed command that a mistyped one is nearest to."""
    listed = [row.name for row in commands if row.audience is not Audience.NOBODY]
    found = process.extractOne(name[:32], listed, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
    return found[0] if found else None
