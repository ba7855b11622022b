"""Turns of the demo, played with a stand-in bot in a process of its own."""

import asyncio
import io
import json
import os
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator import Simulator
from bot.simulator.clock import SimulatorClock
from handlers.cli.terminal.bot_process import BotFailed, BotProcess
from handlers.cli.terminal.lines import Lines
from handlers.cli.terminal.playing import play_lines
from handlers.cli.terminal.report import Report
from handlers.cli.terminal.stage import Stage

ECHO_BOT = (sys.executable, "-m", "tests.handlers.cli.terminal.echo_bot")
ROOT = Path(__file__).parents[4]
KEYS = {
    "turn", "line", "method", "chat_id", "thread_id", "message_id", "text", "html", "buttons",
    "media", "file", "silent", "reply_to", "edited", "ok", "error",
}  # fmt: skip


@asynccontextmanager
async def staged(folder, lines):
    simulator = Simulator(clock=SimulatorClock(datetime(2020, 3, 2, 4, tzinfo=UTC)))
    await simulator.start()
    told = {"BOT_TOKEN": simulator.token, "TELEGRAM_API_URL": simulator.url}
    environment = os.environ | told | {"PYTHONPATH": str(ROOT)}
    bot = BotProcess(environment, folder / "bot.log", ECHO_BOT)
    await bot.start()
    try:
        stage = Stage(simulator, bot, role_ahead=lines.role_ahead)
        await stage.open([])
        yield stage
    finally:
        await bot.kill()
        await simulator.stop()


async def played(folder, script):
    """Return the objects that the script gives with --json, and the exit code."""
    written: list[str] = []
    lines = Lines(io.StringIO(script))
    async with staged(folder, lines) as stage:
        code = await play_lines(stage, lines, Report(written.append, lambda: folder / "files"))
    return [json.loads(line) for line in written], code


def said(objects):
    return [each["text"] for each in objects if each.get("method") == "sendMessage"]


async def test_a_message_brings_its_calls_and_then_done(tmp_path):
    objects, code = await played(tmp_path, "hello\n")
    call, done = objects
    assert code == 0
    assert set(call) == KEYS
    assert call["turn"] == call["line"] == 1
    assert call["text"] == "Echo Reader: hello"
    assert call["html"] == "<b>Echo</b> Reader: hello"
    assert call["buttons"][0] == [{"text": "Again", "data": "again"}]
    assert call["buttons"][1][0] == {"text": "Site", "url": "https://example.org/"}
    assert (call["chat_id"], call["silent"], call["edited"], call["ok"]) == (
        1001,
        True,
        False,
        True,
    )
    assert (done["turn"], done["done"]) == (1, True)
    assert isinstance(done["ms"], int)


async def test_a_button_is_tapped_by_its_label(tmp_path):
    objects, code = await played(tmp_path, "hello\n:tap aga\n")
    shown = [(each["method"], each["text"], each["edited"]) for each in objects if "text" in each]
    assert shown[1:] == [
        ("answerCallbackQuery", "Done", False),
        ("editMessageText", "Pressed again & done", True),
    ]
    assert code == 0


async def test_a_tap_without_such_a_button_ends_the_run(tmp_path):
    objects, code = await played(tmp_path, "hello\n:tap nowhere\nnever said\n")
    assert code == 1
    assert objects[-2]["error"] == "No button fits; there are [Again], [Site], [Deep]."
    assert objects[-1]["done"]
    assert len(said(objects)) == 1


async def test_a_tap_before_any_button_is_an_error(tmp_path):
    objects, code = await played(tmp_path, ":tap x\n")
    assert (objects[0]["error"], code) == ("There is no message with buttons here.", 1)


async def test_a_link_that_starts_the_bot_starts_it_in_private(tmp_path):
    objects, _ = await played(tmp_path, ":chat group -5\n/hello\n:tap deep\n")
    assert [(each["chat_id"], each["text"]) for each in objects if "text" in each] == [
        (-5, "Echo Reader: /hello"),
        (1001, "Echo Reader: /start pair_IR_AZ"),
    ]


async def test_any_other_link_brings_nothing(tmp_path):
    objects, code = await played(tmp_path, "hello\n:tap site\n")
    assert (objects[-1]["turn"], code) == (2, 0)
    assert len(objects) == 3


async def test_raw_data_is_pressed_as_it_stands(tmp_path):
    objects, _ = await played(tmp_path, "hello\n:callback v1:x:'--\n")
    assert objects[-2]["text"] == "Pressed v1:x:'-- & done"


async def test_people_and_places_change(tmp_path):
    script = ":as 7 name=Ann Lee\nhi\n:chat group -5\n/one\n:chat topic -1001000000000/9\n/two\n"
    objects, _ = await played(tmp_path, f"{script}:as 8\n/three\n:chat private\nfour\n")
    assert [(e["chat_id"], e["thread_id"], e["text"]) for e in objects if "text" in e] == [
        (7, None, "Echo Ann Lee: hi"),
        (-5, None, "Echo Ann Lee: /one"),
        (-1001000000000, 9, "Echo Ann Lee: /two"),
        (-1001000000000, 9, "Echo Person 8: /three"),
        (8, None, "Echo Person 8: four"),
    ]


async def test_a_paste_is_one_message_of_the_line_where_it_begins(tmp_path):
    objects, _ = await played(tmp_path, "\n:paste\nfirst line\n\nsecond\n:end\n")
    assert said(objects) == ["Echo Reader: first line\n\nsecond"]
    assert objects[0]["line"] == 2


async def test_an_answer_to_a_question_is_a_reply_to_it(tmp_path):
    objects, _ = await played(tmp_path, "ask\nthe agency\n:reply again\n")
    assert said(objects)[1:] == [
        "Echo Reader: the agency Who?",
        "Echo Reader: again Echo Reader: the agency Who?",
    ]


async def test_the_clocks_move_together(tmp_path):
    script = "time\n:clock +1d2h\ntime\n:clock 2020-03-05T09:30:00Z\ntime\n"
    objects, code = await played(tmp_path, script)
    assert said(objects) == ["2020-03-02 04:00", "2020-03-03 06:00", "2020-03-05 09:30"]
    assert code == 0


async def test_the_clock_stays_where_it_is_already_and_never_goes_back(tmp_path):
    script = ":clock 2020-03-02T04:00:00Z\n:clock 2020-03-01T00:00:00Z\n"
    objects, code = await played(tmp_path, script)
    assert "error" not in objects[0]
    assert objects[1]["error"].startswith("The clock only goes forward; it is 2020-03-02T04:00:0")
    assert code == 1


@pytest.mark.parametrize("how", [":restart", ":kill"])
async def test_after_a_restart_the_bot_answers_at_the_same_moment(tmp_path, how):
    objects, code = await played(tmp_path, f"hello\n:clock +1d\n{how}\ntime\n")
    assert said(objects)[-1] == "2020-03-03 04:00"
    assert code == 0


async def test_a_fault_hits_the_next_call(tmp_path):
    objects, _ = await played(tmp_path, ":fault 429 2\nhello\nagain\nwell\n")
    assert [each["error"] is None for each in objects if "method" in each] == [False, False, True]


async def test_an_unknown_fault_names_the_known_ones(tmp_path):
    objects, code = await played(tmp_path, ":fault flood\n")
    assert "429" in objects[0]["error"]
    assert code == 1


def test_a_file_of_the_bot_is_put_into_the_folder(tmp_path):
    objects, _ = asyncio.run(played(tmp_path, "file\n"))
    call = objects[0]
    path = Path(call["file"])
    assert (call["media"], call["text"]) == ("document", "Here")
    assert path.parent == tmp_path / "files"
    assert path.read_bytes() == b"a,b\n"


async def test_an_inline_answer_is_shown_by_its_results(tmp_path):
    objects, _ = await played(tmp_path, ":inline iran\n")
    assert (objects[0]["method"], objects[0]["text"]) == ("answerInlineQuery", "One\nAn answer")


async def test_acts_that_the_bot_does_not_answer_are_done_at_once(tmp_path):
    (tmp_path / "my note.txt").write_text("text")
    script = f""":file '{tmp_path}/my note.txt' a caption
:forward channel @wire, post 5 | Talks were held
:member kicked
:member member
:chat group -6
plain words that a bot in a group never sees
:migrate -1001000000006
/hello
"""
    objects, code = await played(tmp_path, script)
    assert code == 0
    assert said(objects)[-1] == "Echo Reader: /hello"
    assert [each for each in objects if "text" in each][-1]["chat_id"] == -1001000000006


async def test_a_file_that_is_not_there_is_an_error(tmp_path):
    objects, code = await played(tmp_path, ":file nowhere.txt\n")
    assert "nowhere.txt" in objects[0]["error"]
    assert code == 1


async def test_without_any_role_the_first_to_speak_owns_the_instance(tmp_path):
    objects, _ = await played(tmp_path, ":as 7\nhello\n:as 8\norders\n")
    assert said(objects)[-1] == "owner:7:"


async def test_a_role_that_a_later_line_gives_keeps_the_instance_from_the_first(tmp_path):
    objects, _ = await played(tmp_path, "hello\n:as 2001 role=editor\norders\n")
    assert said(objects)[-1] == "role:2001:editor"


async def test_a_line_that_can_not_be_understood_ends_the_run(tmp_path):
    objects, code = await played(tmp_path, ":dance\nhello\n")
    assert objects[0]["error"].startswith("There is no :dance")
    assert (len(objects), code) == (2, 1)


async def test_an_open_paste_at_the_end_is_an_error(tmp_path):
    objects, code = await played(tmp_path, ":paste\nhello\n")
    assert (objects[0]["error"], code) == ("The :paste of line 1 has no :end.", 1)


async def test_a_bot_that_ends_is_told_of_with_the_last_line_of_its_log(tmp_path):
    with pytest.raises(BotFailed, match="exit code 3: out of memory"):
        await played(tmp_path, "die\n")
