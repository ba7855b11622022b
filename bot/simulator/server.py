"""The HTTP face: `/bot<token>/<method>` and `/file/bot<token>/<path>` on localhost."""

import asyncio
import contextlib
import socket
import struct

from aiohttp import web

from bot.simulator.calls import Call
from bot.simulator.dispatch import Dispatcher, too_many_requests
from bot.simulator.errors import ApiError
from bot.simulator.faults import Fault, Faults
from bot.simulator.files import Upload
from bot.simulator.people import Json
from bot.simulator.webhooks import Deliverer
from bot.simulator.wire import answer, json_response, proxy_error, read_call, refusal

MOST_BYTES = 60 * 1024 * 1024  # 50 MB documents and what is around them
_REASONS = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
# SO_LINGER with no time to linger: the close becomes a reset.
_TEAR = struct.pack("ii", 1, 0)


class Server:
    """Answers HTTP for one bot."""

    def __init__(self, token: str, dispatcher: Dispatcher, faults: Faults) -> None:
        self._token = token
        self._dispatcher = dispatcher
        self._faults = faults
        self._deliverer = Deliverer(dispatcher)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one, `url` then says which."""
        self._dispatcher.world.poller.open()
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._on_call)
        app.router.add_route("GET", "/file/bot{token}/{path:.+}", self._on_file)
        app.router.add_route("*", "/{rest:.*}", self._on_nothing)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self._deliverer.start()
        bound = self._runner.addresses[0]
        self.url = f"http://{host}:{bound[1]}"

    async def stop(self) -> None:
        """Let waiting polls go and stop listening."""
        self._dispatcher.world.poller.close()
        await self._deliverer.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return refusal(401, "Unauthorized")
        name = request.match_info["method"]
        try:
            parameters, uploads = await read_call(request)
        except ApiError as error:
            return answer(self._dispatcher.refused(name, {}, {}, error))
        fault = self._faults.next_for(name)
        if fault is None:
            return answer(await self._dispatcher.call(name, parameters, uploads))
        return await self._faulty(request, fault, parameters, uploads)

    async def _faulty(
        self, request: web.Request, fault: Fault, parameters: Json, uploads: dict[str, Upload]
    ) -> web.StreamResponse:
        name = request.match_info["method"]
        if fault.kind == "slow":
            await self._dispatcher.world.clock.sleep(fault.delay_s)
        if fault.kind in ("slow", "timeout") or fault.taken:
            call = await self._dispatcher.call(name, parameters, uploads, fault.kind)
        else:
            call = self._dispatcher.refused(name, parameters, uploads, _error(fault), fault.kind)
        if fault.kind in ("reset", "timeout"):
            _hang_up(request, tear=fault.kind == "reset")
        return _response(fault, call)

    async def _on_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return refusal(401, "Unauthorized")
        file = self._dispatcher.world.files.by_path(request.match_info["path"])
        if file is None:
            return refusal(404, "Not Found")
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _on_nothing(self, _request: web.Request) -> web.StreamResponse:
        return json_response({"ok": False, "error_code": 404, "description": "Not Found"}, 404)


def _error(fault: Fault) -> ApiError:
    if fault.kind == "429":
        return too_many_requests(fault.retry_after)
    if fault.kind == "reset":
        return ApiError(0, "connection reset")
    return ApiError(int(fault.kind), _REASONS.get(int(fault.kind), "Internal Server Error"))


def _response(fault: Fault, call: Call) -> web.Response:
    if fault.kind in ("502", "503", "504"):
        return proxy_error(int(fault.kind), _REASONS[int(fault.kind)])
    if fault.kind == "500":
        return refusal(500, "Internal Server Error")
    return answer(call) if call.answered else web.Response(status=500)


def _hang_up(request: web.Request, *, tear: bool) -> None:
    """Close the connection without an answer; the response that follows goes nowhere."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if tear and raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _TEAR)
    assert isinstance(transport, asyncio.Transport)  # noqa: S101
    transport.abort()
