"""The chat on the screen: what a person at the terminal reads."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.style import Style

from bot.simulator.files import Upload
from handlers.cli.terminal.script import Step, read_line
from handlers.cli.terminal.sent import Sent, Turn
from handlers.cli.terminal.show import Screen, marked_up


def sent(**given):
    fields: dict[str, Any] = {
        "method": "sendMessage", "chat_id": 1001, "thread_id": None, "message_id": 5, "text": "",
        "entities": (), "html": None, "buttons": (), "media": None, "uploads": (), "silent": False,
        "reply_to": None, "edited": False, "ok": True, "error": None,
    }  # fmt: skip
    return Sent(**(fields | given))


def shown(*calls, numbered=5, error=None, files=Path()):
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False)
    Screen(console, lambda: files, lambda: numbered).show(Turn(1, 1, calls, error, 3))
    return [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("/latest iran", ["Ann › /latest iran"]),
        (":clock +1h", [":clock +1h"]),
        ("a\n\nb", ["Ann › a", "  b"]),
        ("a\nb\nc\nd\ne\nf", ["Ann › a", "  b", "  c", "  d", "  … (2 more paragraphs)"]),
        ("a\n" + "b" * 70, ["Ann › a", "  " + "b" * 60 + "…"]),
    ],
)
def test_a_line_of_the_script_is_shown(line, lines):
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80), Path, lambda: None)
    screen.hear("Ann", Step(1, read_line(line), line))
    assert out.getvalue().splitlines() == lines


def test_no_line_ends_with_blanks():
    out = io.StringIO()
    console = Console(file=out, width=40)
    text = "A long line that has to be wrapped somewhere in its middle\n\nend"
    Screen(console, Path, lambda: None).show(Turn(1, 1, (sent(text=text),), None, 3))
    lines = out.getvalue().splitlines()
    assert lines == [line.rstrip() for line in lines]
    assert "  A long line that has to be wrapped" in lines


def test_a_message_is_shown_under_the_name_of_the_bot():
    assert shown(sent(text="One\nTwo")) == ["Dragoman", "  One", "  Two"]


def test_buttons_are_numbered_in_reading_order():
    first = ({"text": "Older", "data": "o"}, {"text": "Site", "url": "https://a.b"})
    buttons = (first, ({"text": "Follow", "data": "f"},))
    assert shown(sent(buttons=buttons))[1:] == ["  [1 · Older] [2 · Site ↗]", "  [3 · Follow]"]


def test_buttons_that_can_not_be_pressed_now_have_no_number():
    buttons = (({"text": "Older", "data": "o"},),)
    assert shown(sent(buttons=buttons), numbered=9)[1:] == ["  [Older]"]


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ({"edited": True}, "Dragoman  edited"),
        ({"silent": True}, "Dragoman  without a sound"),
        ({"chat_id": -5, "thread_id": 7}, "Dragoman  in -5 · topic 7"),
        ({"method": "answerInlineQuery", "chat_id": None}, "Dragoman  shown in any chat"),
    ],
)
def test_the_head_says_what_is_special(given, head):
    assert shown(sent(text="x", **given))[0] == head


def test_calls_that_nobody_notices_are_left_out():
    quiet = ("sendChatAction", "setMyCommands", "answerCallbackQuery")
    assert shown(*(sent(method=method) for method in quiet)) == []


def test_a_failed_call_is_shown_with_its_reason():
    assert shown(sent(ok=False, error="403: blocked")) == ["✗ sendMessage: 403: blocked"]


def test_an_error_of_the_line_is_shown():
    assert shown(error="No button fits.") == ["No button fits."]


def test_a_file_is_kept_and_named(tmp_path):
    upload = Upload("../../trend.png", b"png")
    lines = shown(sent(text="Trend", uploads=(upload,)), files=tmp_path)
    assert (tmp_path / "5-trend.png").read_bytes() == b"png"
    assert "5-trend.png" in "".join(line.strip() for line in lines)


def test_entities_count_in_utf_16_units():
    text = "🇦🇿 Baku met"
    entity = {"type": "bold", "offset": 5, "length": 4}
    (span,) = marked_up(text, (entity,)).spans
    assert text[span.start : span.end] == "Baku"


def test_a_link_leads_where_the_entity_says():
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/"}
    (span,) = marked_up("Read", (entity,)).spans
    assert isinstance(span.style, Style)
    assert span.style.link == "https://example.org/"
