"""A bare Bot API server on localhost: it hands out prepared updates and accepts all answers.

It checks nothing and spends as little as it can, so that a bot under load is what is measured. A
round is asked for over the same port: `POST /round/TOKEN` with a JSON list of texts, each said by
a person of its own in a private chat, is answered when all of them are answered and confirmed.
"""

import asyncio
import sys
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import count

import orjson

FIRST_PERSON = 1_000_000
LINE_END = b"\r\n"
HEAD_END = b"\r\n\r\n"
ME = {
    "id": 42,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
MESSAGE = {"message_id": 1, "date": 1_583_121_600, "chat": {"id": 1, "type": "private"}}


def answer(result: object) -> bytes:
    """Write a whole answer of the Bot API."""
    return whole(orjson.dumps({"ok": True, "result": result}))


def whole(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


TRUE = answer(result=True)
SENT = answer(MESSAGE | {"text": "x"})
CANNED = {
    b"getMe": answer(ME),
    b"sendMessage": SENT,
    b"editMessageText": SENT,
    b"getMyCommands": answer([]),
}
COUNTED = frozenset({b"sendMessage"})
NOTHING = answer([])
_people = count(FIRST_PERSON)


def update(update_id: int, text: str) -> bytes:
    """Write what getUpdates says of a person who wrote this."""
    person = next(_people)
    message = {
        "message_id": 1,
        "date": 1_583_121_600,
        "from": {
            "id": person,
            "is_bot": False,
            "first_name": "Reader",
            "username": f"reader_{person}",
            "language_code": "en",
        },
        "chat": {
            "id": person,
            "type": "private",
            "first_name": "Reader",
            "username": f"reader_{person}",
        },
        "text": text,
    }
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return orjson.dumps({"update_id": update_id, "message": message})


class Desk:
    """What one bot has yet to fetch, to confirm and to answer."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._last = 0
        self._unanswered = 0
        self._poll: tuple[asyncio.Transport, int] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._asker: asyncio.Transport | None = None
        self._began = 0.0

    def begin(self, texts: Sequence[str], asker: asyncio.Transport) -> None:
        """Start a round; the asker is told when it is over."""
        first = self._last + 1
        self._waiting.extend(
            (number, update(number, text)) for number, text in enumerate(texts, first)
        )
        self._last += len(texts)
        self._unanswered = len(texts)
        self._asker = asker
        self._began = time.perf_counter()
        if self._poll is not None:
            self._hand_out()

    def poll(self, transport: asyncio.Transport, body: bytes) -> None:
        """Confirm what is below the offset and hand out the next, now or when there is some."""
        asked = orjson.loads(body) if body else {}
        offset = int(asked.get("offset") or 0)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        self._finish()
        timeout = float(asked.get("timeout") or 0)
        if not self._waiting and not timeout:
            transport.write(NOTHING)
            return
        self._give_up()
        self._poll = (transport, int(asked.get("limit") or 100))
        if self._waiting:
            self._hand_out()
        else:
            self._timer = asyncio.get_running_loop().call_later(timeout, self._give_up)

    def count_answer(self) -> None:
        """Count one message of the bot."""
        self._unanswered -= 1
        self._finish()

    def _hand_out(self) -> None:
        if self._poll is None:
            return
        transport, limit = self._poll
        self._drop_poll()
        batch = [self._waiting[place][1] for place in range(min(limit, len(self._waiting)))]
        transport.write(whole(b'{"ok":true,"result":[' + b",".join(batch) + b"]}"))

    def _give_up(self) -> None:
        if self._poll is not None:
            self._poll[0].write(NOTHING)
        self._drop_poll()

    def _drop_poll(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._poll = self._timer = None

    def _finish(self) -> None:
        if self._asker is not None and not self._waiting and self._unanswered <= 0:
            seconds = time.perf_counter() - self._began
            self._asker.write(whole(orjson.dumps({"seconds": seconds})))
            self._asker = None


class Connection(asyncio.Protocol):
    """Reads requests by their Content-Length and answers at once, but for polls and rounds."""

    def __init__(self, desks: defaultdict[bytes, Desk]) -> None:
        self._desks = desks
        self._came = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(HEAD_END)) >= 0:
            head = self._came[:end]
            begin = end + len(HEAD_END)
            stop = begin + content_length(head)
            if len(self._came) < stop:
                return
            body, self._came = self._came[begin:stop], self._came[stop:]
            self._serve(head.split(b" ", 2)[1], body)

    def _serve(self, path: bytes, body: bytes) -> None:
        assert self._transport is not None
        whose, _, method = path[1:].partition(b"/")
        if whose == b"round":
            self._desks[method].begin(orjson.loads(body), self._transport)
            return
        desk = self._desks[whose.removeprefix(b"bot")]
        if method == b"getUpdates":
            desk.poll(self._transport, body)
            return
        self._transport.write(CANNED.get(method, TRUE))
        if method in COUNTED:
            desk.count_answer()


def content_length(head: bytes) -> int:
    """Return how long the body behind a head is."""
    name, found, rest = head.lower().partition(b"content-length:")
    del name
    return int(rest.split(LINE_END, 1)[0]) if found else 0


async def start(port: int = 0) -> asyncio.Server:
    """Listen on localhost; port 0 takes a free one."""
    desks: defaultdict[bytes, Desk] = defaultdict(Desk)
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(desks), "127.0.0.1", port)


async def main() -> None:
    server = await start(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
