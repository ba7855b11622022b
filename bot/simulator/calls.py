"""What the bot called: one record a call, in the order in which they came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.simulator.files import Upload
from bot.simulator.people import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot and how it ended; `result` is a picture of that moment.

    `parameters` are those after the check, or as they came if the check refused them.
    `fault` names the trouble that was asked for; `answered` is False if the bot never heard.
    """

    method: str
    parameters: Json
    files: dict[str, Upload]
    ok: bool
    at: datetime
    result: Any = None
    error_code: int | None = None
    description: str | None = None
    error_parameters: Json | None = None
    fault: str | None = None
    answered: bool = True

    @property
    def envelope(self) -> Json:
        """Return the answer as the Bot API writes it."""
        if self.ok:
            answer: Json = {"ok": True, "result": self.result}
            return answer | {"description": self.description} if self.description else answer
        answer = {"ok": False, "error_code": self.error_code, "description": self.description}
        return answer | {"parameters": self.error_parameters} if self.error_parameters else answer
