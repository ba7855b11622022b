"""One call from its name to its record: the schema, the flood limits, the method itself."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.simulator.calls import Call
from bot.simulator.errors import ApiError, MethodNotFound
from bot.simulator.files import Upload
from bot.simulator.flood import Flood
from bot.simulator.methods.registry import ALL
from bot.simulator.methods.request import Described, Request
from bot.simulator.people import Json
from bot.simulator.schema import check_call
from bot.simulator.world import World

# What counts against the limits: everything that makes or changes a message.
_COUNTED = ("send", "edit", "copy", "forward")
_FREE = frozenset({"sendChatAction"})


class Dispatcher:
    """Carries calls out and keeps their records, polls left out."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls: list[Call] = []
        self.polls = 0
        self.on_call: Callable[[Call], None] | None = None
        self._flood = Flood()

    async def call(
        self, name: str, parameters: Json, uploads: Mapping[str, Upload], fault: str | None = None
    ) -> Call:
        """Carry out a call and return its record; failures are records too."""
        at = self.world.clock.now()
        try:
            canonical, method = ALL[name.lower()]
        except KeyError:
            return self.refused(name, parameters, uploads, MethodNotFound(), fault)
        try:
            parameters = check_call(canonical, parameters)
            if self.world.limits:
                self._check_flood(canonical, parameters)
            result = await method(self.world, Request(parameters, uploads))
        except ApiError as error:
            return self.refused(canonical, parameters, uploads, error, fault)
        description = None
        if isinstance(result, Described):
            result, description = result.result, result.description
        call = Call(
            canonical,
            parameters,
            dict(uploads),
            ok=True,
            at=at,
            result=result,
            description=description,
            fault=fault,
            answered=fault != "timeout",
        )
        return self._record(call)

    def refused(
        self,
        name: str,
        parameters: Json,
        uploads: Mapping[str, Upload],
        error: ApiError,
        fault: str | None = None,
    ) -> Call:
        """Record a call that was not carried out and return its record."""
        call = Call(
            ALL[name.lower()][0] if name.lower() in ALL else name,
            parameters,
            dict(uploads),
            ok=False,
            at=self._now(),
            error_code=error.code,
            description=error.description,
            error_parameters=dict(error.parameters) or None,
            fault=fault,
            answered=fault != "reset",
        )
        return self._record(call)

    def _now(self) -> datetime:
        return self.world.clock.now()

    def _record(self, call: Call) -> Call:
        if call.method == "getUpdates":
            self.polls += 1
            return call
        self.calls.append(call)
        if self.on_call is not None:
            self.on_call(call)
        return call

    def _check_flood(self, method: str, parameters: Json) -> None:
        chat_id: Any = parameters.get("chat_id")
        if chat_id is None or method in _FREE or not method.startswith(_COUNTED):
            return
        chat = self.world.find_chat(chat_id)
        wait = self._flood.retry_after(
            chat.id,
            self.world.clock.monotonic(),
            is_group=chat.kind != "private",
            is_paid=parameters.get("allow_paid_broadcast") is True,
        )
        if wait is not None:
            raise too_many_requests(wait)


def too_many_requests(wait: int) -> ApiError:
    """Return the 429 that asks for a pause of whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
