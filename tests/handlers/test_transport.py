"""Our transport tells what surely never left from what may have been carried out."""

import socket
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.errors import NotSent, Unanswered
from bot.simulator.simulator import Simulator
from handlers.transport import AiohttpRequest, Calls


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    request = AiohttpRequest(read_timeout=5)
    async with Bot(
        simulator.token,
        base_url=f"{simulator.url}/bot",
        base_file_url=f"{simulator.url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(),
    ) as opened:
        person = simulator.person(7)
        simulator.say(person, "/start")
        yield opened


async def test_a_message_goes_out_and_comes_back(bot: Bot) -> None:
    sent = await bot.send_message(7, "<b>hello</b>", parse_mode="HTML")
    assert sent.text == "hello"


async def test_a_file_goes_as_a_form(bot: Bot) -> None:
    sent = await bot.send_document(7, InputFile(b"a,b\n", filename="pair.csv"))
    assert sent.document is not None
    handle = await bot.get_file(sent.document.file_id)
    assert bytes(await handle.download_as_bytearray()) == b"a,b\n"


async def test_a_refusal_keeps_telegrams_words(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(99, "hello")


async def test_a_flood_says_how_long_to_wait(
    bot: Bot, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    simulator.fault("429", retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(7, "hello")
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_a_closed_port_is_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = Bot("1:abcdefgh", base_url=f"http://127.0.0.1:{port}/bot", request=AiohttpRequest())
    request = bot.request
    await request.initialize()
    with pytest.raises(NotSent) as caught:
        await bot.send_message(7, "hello")
    assert isinstance(caught.value, NetworkError)
    await request.shutdown()


@pytest.mark.parametrize("fault", ["timeout", "reset", "502", "504"])
async def test_silence_after_writing_is_unanswered(
    bot: Bot, simulator: Simulator, fault: str
) -> None:
    simulator.fault(fault)
    with pytest.raises(Unanswered) as caught:
        await bot.send_message(7, "hello")
    assert isinstance(caught.value, TimedOut)


async def test_a_server_error_is_neither(bot: Bot, simulator: Simulator) -> None:
    simulator.fault("500")
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(7, "hello")
    assert not isinstance(caught.value, NotSent | Unanswered)


@pytest.fixture
def calls(bot: Bot) -> Calls:
    return Calls(bot, bot.request)


async def test_a_call_past_the_librarys_objects_gives_the_same_message(
    bot: Bot, calls: Calls
) -> None:
    sent = await calls.call("sendMessage", b'{"chat_id": 7, "text": "hello"}')
    again = await bot.send_message(7, "hello")
    assert (sent["text"], sent["chat"]["id"]) == (again.text, again.chat_id)
    assert sent["message_id"] == again.message_id - 1


async def _error_of(call: Awaitable[object]) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize("fault", ["429", "500", "502", "reset", "403", "migrated", "unknown"])
@pytest.mark.filterwarnings("ignore:.*retry_after")
async def test_both_ways_fail_alike(
    bot: Bot, calls: Calls, simulator: Simulator, fault: str
) -> None:
    chat_id = {"migrated": -100, "unknown": 99}.get(fault, 7)
    if fault == "migrated":
        simulator.migrate(simulator.group(-100), -1005000)
    elif fault == "403":
        simulator.set_member(simulator.person(7), "kicked")
    elif fault != "unknown":
        simulator.fault(fault, 2, retry_after=7)
    usual = await _error_of(bot.send_message(chat_id, "hello"))
    parameters = b'{"chat_id": %d, "text": "hello"}' % chat_id
    ours = await _error_of(calls.call("sendMessage", parameters))
    assert type(ours) is type(usual)
    assert str(ours) == str(usual)
