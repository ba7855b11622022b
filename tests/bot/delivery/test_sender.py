from collections.abc import AsyncIterator

import pytest
from telegram import Bot, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TimedOut,
)

from bot.delivery.errors import NotSent, Unanswered
from bot.delivery.outcomes import (
    Flood,
    Gone,
    Later,
    Moved,
    NotWritten,
    Refused,
    Sent,
    TokenRefused,
    Uncertain,
    Uneditable,
)
from bot.delivery.sender import Parcel, Sender
from bot.render import keyboards
from bot.render.message import Button, Html, Message
from bot.simulator.simulator import Simulator
from handlers.transport import AiohttpRequest, Calls

HELLO = Message(Html("<b>Hello</b> &amp; more"), ((Button("Stop", data="v1:stop:daily"),),))


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def sender(simulator) -> AsyncIterator[Sender]:
    request = AiohttpRequest()
    await request.initialize()
    yield Sender(calls_to(simulator, request))
    await request.shutdown()


def calls_to(simulator, request) -> Calls:
    return Calls(Bot(simulator.token, base_url=f"{simulator.url}/bot", request=request), request)


@pytest.fixture
def reader(simulator):
    person = simulator.person(1001)
    simulator.say(person, "/start")
    return person


def to(chat_id: int, message: Message = HELLO, **options) -> Parcel:
    return Parcel(chat_id, None, message, **options)


def newest(simulator, chat_id: int):
    return simulator.messages(chat_id)[-1]


async def test_a_message_arrives_with_its_buttons_and_says_its_number(simulator, sender, reader):
    outcome = await sender.send(to(1001))
    assert outcome == Sent(newest(simulator, 1001).message_id)
    call = simulator.calls[-1]
    assert call.parameters["text"] == "<b>Hello</b> &amp; more"
    assert not call.parameters.get("disable_notification")


async def test_a_second_try_makes_no_sound(simulator, sender, reader):
    await sender.send(to(1001, silent=True))
    assert simulator.calls[-1].parameters["disable_notification"]


async def test_what_is_paid_for_says_so_and_an_edit_cannot_be(simulator, sender, reader):
    paid = Sender(sender._messenger, is_paid=True)
    sent = await paid.send(to(1001))
    assert simulator.calls[-1].parameters["allow_paid_broadcast"]
    await paid.send(to(1001, Message(Html("mended")), edits=sent.message_id))
    assert simulator.calls[-1].method == "editMessageText"
    assert "allow_paid_broadcast" not in simulator.calls[-1].parameters
    await sender.send(to(1001))
    assert "allow_paid_broadcast" not in simulator.calls[-1].parameters


async def test_plain_words_go_without_markup(simulator, sender, reader):
    await sender.send(to(1001, plain=True))
    assert simulator.calls[-1].parameters["text"] == "Hello & more"
    assert "parse_mode" not in simulator.calls[-1].parameters


async def test_bad_markup_is_told_from_other_refusals(sender, reader):
    assert (await sender.send(to(1001, Message(Html("<b>open"))))).markup
    assert not (await sender.send(to(1001, Message(Html("x" * 5000))))).markup


async def test_who_blocked_the_bot_is_gone_for_now(simulator, sender, reader):
    simulator.set_member(reader, "kicked")
    outcome = await sender.send(to(1001))
    assert isinstance(outcome, Gone)
    assert not outcome.for_good


async def test_a_chat_that_nobody_knows_is_gone_for_good(sender):
    outcome = await sender.send(to(424242))
    assert isinstance(outcome, Gone)
    assert outcome.for_good


async def test_a_group_that_moved_says_where_to(simulator, sender):
    group = simulator.group(-100)
    simulator.migrate(group, -1005000)
    assert await sender.send(to(-100)) == Moved(-1005000)


async def test_no_answer_after_the_message_was_taken_is_uncertain(simulator, sender, reader):
    simulator.fault("timeout")
    assert await sender.send(to(1001)) == Uncertain()


async def test_a_gateway_that_gave_up_is_uncertain(simulator, sender, reader):
    simulator.fault("502")
    assert await sender.send(to(1001)) == Uncertain()


@pytest.mark.parametrize("opted_in", ["0", "1"])
@pytest.mark.filterwarnings("ignore:.*retry_after")
async def test_a_flood_says_how_long_to_wait(simulator, sender, reader, monkeypatch, opted_in):
    # The library's number becomes a timedelta for whoever opts in, and with its next version.
    monkeypatch.setenv("PTB_TIMEDELTA", opted_in)
    simulator.fault("429", retry_after=17)
    assert await sender.send(to(1001)) == Flood(17)


async def test_telegrams_own_failure_is_for_later(simulator, sender, reader):
    simulator.fault("500")
    assert isinstance(await sender.send(to(1001)), Later)


async def test_without_a_connection_nothing_was_written(simulator):
    await simulator.stop()
    request = AiohttpRequest()
    await request.initialize()
    assert await Sender(calls_to(simulator, request)).send(to(1001)) == NotWritten()
    await request.shutdown()


async def test_what_goes_out_is_what_the_library_would_have_sent(simulator, sender, reader):
    await sender.send(to(1001, silent=True))
    bot = Bot(simulator.token, base_url=f"{simulator.url}/bot", request=AiohttpRequest())
    await bot.request.initialize()
    await bot.send_message(
        1001,
        HELLO.html,
        parse_mode="HTML",
        reply_markup=keyboards.markup(HELLO.buttons),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    await bot.request.shutdown()
    ours, librarys = simulator.calls[-2:]
    assert ours.parameters == librarys.parameters


async def test_an_edit_rewrites_the_message_and_keeps_its_buttons(simulator, sender, reader):
    await sender.send(to(1001))
    shown = newest(simulator, 1001)
    mended = Message(Html("<b>CORRECTED</b> Hello"), HELLO.buttons)
    for _ in range(2):  # one that changes nothing was made before
        outcome = await sender.send(to(1001, mended, edits=shown.message_id, silent=True))
        assert outcome == Sent(shown.message_id)
    assert newest(simulator, 1001).json["text"] == "CORRECTED Hello"
    assert newest(simulator, 1001).buttons[0][0]["text"] == "Stop"
    simulator.set_member(reader, "kicked")
    again = Message(Html("more"))
    assert isinstance(await sender.send(to(1001, again, edits=shown.message_id)), Gone)


async def test_what_was_deleted_can_not_be_edited_and_is_answered_all_the_same(
    simulator, sender, reader
):
    assert isinstance(await sender.send(to(1001, edits=4711)), Uneditable)
    assert isinstance(await sender.send(to(1001, replies_to=4711)), Sent)
    shown = newest(simulator, 1001)
    await sender.send(to(1001, replies_to=shown.message_id))
    answered = newest(simulator, 1001).json["reply_to_message"]
    assert answered["message_id"] == shown.message_id


class Failing:
    """A messenger that raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def call(self, _method, _parameters):
        raise self._error


class OurNotSent(NotSent, NetworkError):
    pass


class OurUnanswered(Unanswered, NetworkError):
    pass


NAMED = {
    "never written": (OurNotSent("x"), NotWritten()),
    "written, no answer": (OurUnanswered("x"), Uncertain()),
    "a time-out of the library's": (TimedOut(), Uncertain()),
    "a server error": (NetworkError("Oops"), Later("NetworkError: Oops")),
    "a token taken back": (InvalidToken("Unauthorized"), TokenRefused()),
    "moved": (ChatMigrated(-1005000), Moved(-1005000)),
    "deactivated": (
        Forbidden("Forbidden: user is deactivated"),
        Gone("Forbidden: user is deactivated", for_good=True),
    ),
    "kicked": (
        Forbidden("Forbidden: bot was kicked from the group chat"),
        Gone("Forbidden: bot was kicked from the group chat", for_good=False),
    ),
    "a deleted group": (
        Forbidden("Forbidden: the group chat was deleted"),
        Gone("Forbidden: the group chat was deleted", for_good=True),
    ),
    "too long": (BadRequest("Message is too long"), Refused("Message is too long")),
}  # fmt: skip


@pytest.mark.parametrize(("error", "outcome"), NAMED.values(), ids=NAMED)
async def test_named_as(error, outcome):
    assert await Sender(Failing(error)).send(to(1001)) == outcome
