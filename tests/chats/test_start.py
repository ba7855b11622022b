"""The first minute, the help, deep links, and everything that is not a clear question."""

import pytest

from bot.simulator.simulator import Simulator
from handlers.app import Dragoman
from storage import chats
from tests.chats.talk import Talk


async def test_start_says_what_this_is_and_offers_a_pair(reader: Talk) -> None:
    turn = await reader.send("/start")
    assert len(turn.new_messages) == 1
    assert turn.has(r"by country pair.*\[Iran – Azerbaijan\]|by country pair.*Azerbaijan – Iran")
    assert not turn.has("register|e-?mail|phone")
    answer = await reader.tap("Iran")
    assert len(answer.new_messages) == 1
    assert answer.has("broaden military.*Tehran Times")


async def test_start_keeps_no_more_than_id_language_and_day(
    reader: Talk, dragoman: Dragoman
) -> None:
    await reader.send("/start")
    async with dragoman.services.database.reader() as reader_:
        chat = await chats.get(reader_, 1003)
    assert chat is not None
    assert (chat.language, str(chat.first_seen), chat.zone) == ("en", "2020-03-02", None)


async def test_asking_leaves_no_trace(reader: Talk, dragoman: Dragoman) -> None:
    await reader.send("/latest iran azerbaijan")
    async with dragoman.services.database.reader() as reader_:
        assert await chats.get(reader_, 1003) is None


@pytest.mark.parametrize("link", ["pair_IR_AZ", "pair_AZ_IR"])
async def test_a_deep_link_opens_its_pair(reader: Talk, link: str) -> None:
    assert (await reader.send(f"/start {link}")).has("broaden military")


@pytest.mark.parametrize(
    "link", ["pair_", "pair_XX", "pair_IR_IR_IR", "pair_1_2", "item_", "x" * 64, "pair_ir_<b>"]
)
async def test_a_crooked_deep_link_leads_to_the_greeting(reader: Talk, link: str) -> None:
    turn = await reader.send(f"/start {link}")
    assert turn.has("by country pair|nothing in the archive")
    assert len(turn.new_messages) == 1


@pytest.mark.parametrize(
    "text",
    [
        "🙂🙂🙂",
        "?",
        ".",
        "z" * 4096,
        "</b></a><pre>iran",
        "&#60;iran",
        "iran\u0000azerbaijan",
        "\u202eiran",
    ],
)
async def test_odd_text_gets_a_kind_sentence(reader: Talk, text: str) -> None:
    turn = await reader.send(text)
    assert len(turn.new_messages) == 1
    assert turn.has("countr|iran|pair")
    assert not turn.has("went wrong|Traceback|Bad Request")
    assert "</a><pre>" not in turn.raw


async def test_a_voice_message_gets_a_pointer(reader: Talk) -> None:
    assert (await reader.file(b"OggS", "voice.ogg", kind="voice")).has("Send two countries")


@pytest.mark.parametrize("text", ["/lates iran azerbaijan", "/last iran azerbaijan"])
async def test_a_mistyped_command_offers_the_nearest_with_its_words(
    reader: Talk, text: str
) -> None:
    assert (await reader.send(text)).has("/latest iran azerbaijan")


async def test_a_backslash_is_taken_for_the_slash(reader: Talk) -> None:
    assert (await reader.send("\\latest iran azerbaijan")).has("broaden military")


@pytest.mark.parametrize(
    "data",
    [
        "v0:xyz",
        "v1:nothing",
        "v1:pg",
        "v1:pair:ZZZ",
        "v1:pg:AZ-IR:x",
        "v1:pg:AZ-IR:99999999999999999999",
        "v1:fol:ZZ-QQ",
        "v1:tz:Not/AZone",
        "v1:pair:IR-IR-IR",
        "v1:e:pub:77'--",
    ],
)
async def test_old_and_crooked_buttons_say_so(reader: Talk, data: str) -> None:
    await reader.send("/start")
    turn = await reader.press(data)
    assert [reply.method for reply in turn.replies] == ["answerCallbackQuery"]
    assert turn.has("out of date|know that command")


async def test_in_a_group_commands_for_other_bots_are_left_alone(
    reader: Talk, simulator: Simulator
) -> None:
    group = reader.in_chat(simulator.group(-100500, "Desk", kind="supergroup"))
    assert (await group.send("/latest@other_bot iran azerbaijan")).replies == []
    assert (await group.send("good morning")).replies == []


async def test_in_a_group_the_answer_is_short_and_a_reply(
    reader: Talk, simulator: Simulator
) -> None:
    group = reader.in_chat(simulator.group(-100500, "Desk", kind="supergroup"))
    username = simulator.bot.username
    turn = await group.send(f"/latest@{username} iran azerbaijan")
    assert turn.has("broaden military")
    assert "reply_parameters" in turn.replies[0].call.parameters
    assert not turn.has("Baku's deputy")


async def test_personal_things_in_a_group_point_to_the_private_chat(
    reader: Talk, simulator: Simulator
) -> None:
    group = reader.in_chat(simulator.group(-100500, "Desk", kind="supergroup"))
    turn = await group.send(f"/subscriptions@{simulator.bot.username}")
    assert turn.has(r"private chat.*\[Open")


async def test_inline_queries_offer_events(reader: Talk) -> None:
    turn = await reader.inline("iran azerbaijan")
    results = turn.replies[0].call.parameters["results"]
    assert "broaden military" in results[0]["title"]
    nothing = await reader.inline("georgia turkmenistan")
    assert nothing.replies[0].call.parameters["results"] == []
    assert nothing.replies[0].call.parameters["button"]["start_parameter"] == "pair_GE_TM"


async def test_fifty_messages_in_a_moment_get_one_notice(reader: Talk) -> None:
    before = len(reader.simulator.calls)
    last = None
    for _ in range(50):
        last = reader.simulator.say(reader.person, "/latest iran azerbaijan")
    await reader.dragoman.settle(last)
    texts = [
        call.parameters["text"]
        for call in reader.simulator.calls[before:]
        if call.method == "sendMessage"
    ]
    assert len([text for text in texts if "a lot at once" in text]) == 1
    assert len(texts) == 21
