"""What a method is given: checked parameters and the files that came along."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.files import Upload
from bot.simulator.people import Json
from bot.simulator.world import World


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the bot, after its parameters were checked against the schema."""

    parameters: Json
    uploads: Mapping[str, Upload]


@dataclass(frozen=True, slots=True)
class Described:
    """A result that comes with a sentence, as the webhook methods send it."""

    description: str
    result: Any = True


Method = Callable[[World, Request], Awaitable[Any]]
