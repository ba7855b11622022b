"""How requests leave: over aiohttp, and each failure says whether anything was sent.

python-telegram-bot's own request class over httpx costs several times the CPU and slows down with
each open connection, so only its interface is used.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import orjson
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.delivery.errors import NotSent, Unanswered

CONNECTIONS = 64
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
# A long poll is held by the server for its own time-out; only silence well past it is a failure.
POLL_READ_TIMEOUT_S = 75.0
_GATEWAY_ERRORS = (502, 504)
_JSON = {"Content-Type": "application/json"}


class NotSentError(NotSent, NetworkError):
    """The request never left: it may be sent again freely."""


class UnansweredError(Unanswered, TimedOut):
    """The request was written and no answer came: nobody knows whether it was carried out."""

    def __init__(self, message: str) -> None:
        TimedOut.__init__(self, message)


@dataclass(frozen=True, slots=True)
class _Written:
    """Parameters that are JSON already; the library hands them on as it is given them."""

    body: bytes


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's door to HTTP, over one aiohttp session."""

    def __init__(
        self, *, connections: int = CONNECTIONS, read_timeout: float = READ_TIMEOUT_S
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._usual_timeout = _timeout(CONNECT_TIMEOUT_S, read_timeout)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds without an answer after which a request counts as unanswered."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; a second call does nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(
                connector=connector, auto_decompress=True, cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; TelegramError where it is no JSON object."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer

    async def do_request(  # noqa: PLR0913, PLR0917 (the interface)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (interface)
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (interface)
    ) -> tuple[int, bytes]:
        """Make one request; NotSentError or UnansweredError where no answer came."""
        if self._session is None:
            raise NotSentError("the transport is not open")
        timeout = self._timeout(connect_timeout, read_timeout)
        body = _body(request_data)
        try:
            async with self._session.request(method, url, timeout=timeout, **body) as response:
                payload = await response.read()
                status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"no connection: {type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            raise UnansweredError(f"no answer: {type(error).__name__}") from error
        if status in _GATEWAY_ERRORS:
            # The gateway gave up waiting; what stands behind it may have taken the message.
            raise UnansweredError(f"no answer: gateway {status}")
        return status, payload

    def _timeout(self, connect: object, read: object) -> aiohttp.ClientTimeout:
        if connect is BaseRequest.DEFAULT_NONE and read is BaseRequest.DEFAULT_NONE:
            return self._usual_timeout
        return _timeout(_seconds(connect, CONNECT_TIMEOUT_S), _seconds(read, self._read_timeout))


class Calls:
    """Calls of the Bot API past the library's own objects, which cost as much as the request.

    Its reading of Telegram's errors is kept, so that a push and an answer fail alike.
    """

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._address = bot.base_url
        self._request = request

    async def call(self, method: str, parameters: bytes) -> Any:  # noqa: ANN401 - Telegram's JSON
        """Call a method with parameters written as JSON; return what the answer calls result."""
        written = cast("RequestData", _Written(parameters))
        return await self._request.post(f"{self._address}/{method}", written)


def _timeout(connect_s: float, read_s: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=connect_s, sock_read=read_s)


def _seconds(asked: object, default: float) -> float:
    return float(asked) if isinstance(asked, int | float) else default


def _body(request_data: RequestData | None) -> Mapping[str, Any]:
    """Choose how the parameters travel: JSON, or a form where there are files."""
    if request_data is None:
        return {}
    if isinstance(request_data, _Written):
        return {"data": request_data.body, "headers": _JSON}
    if not request_data.contains_files:
        return {"data": orjson.dumps(request_data.parameters), "headers": _JSON}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
