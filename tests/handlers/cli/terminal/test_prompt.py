"""The chat at the terminal: a person types, presses numbers and pastes."""

import io
from contextlib import asynccontextmanager
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from handlers.cli.terminal.lines import Lines
from handlers.cli.terminal.prompt import chat
from handlers.cli.terminal.show import Screen
from tests.handlers.cli.terminal.test_stage import staged

ENTER = "\r"
CONTROL_D = "\x04"


@asynccontextmanager
async def typed(folder, keys):
    """Type the keys and give what was shown."""
    out = io.StringIO()
    async with staged(folder, Lines(io.StringIO())) as stage:
        screen = Screen(Console(file=out, width=80, highlight=False), Path, stage.numbered)
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys + CONTROL_D)
            assert await chat(stage, screen, None) == 0
    yield out.getvalue()


async def test_a_message_is_answered_and_a_number_presses_its_button(tmp_path):
    async with typed(tmp_path, f"hello{ENTER}1{ENTER}") as shown:
        assert "Echo Reader: hello" in shown
        assert "[1 · Again]" in shown
        assert "Pressed again & done" in shown


async def test_what_is_pasted_at_once_is_one_message(tmp_path):
    async with typed(tmp_path, f"\x1b[200~first\nsecond\x1b[201~{ENTER}") as shown:
        assert "Echo Reader: first\n  second" in shown


async def test_a_crooked_line_is_told_and_the_chat_goes_on(tmp_path):
    async with typed(tmp_path, f":dance{ENTER}:tap x{ENTER}hello{ENTER}") as shown:
        assert "There is no :dance" in shown
        assert "There is no message with buttons here." in shown
        assert "Echo Reader: hello" in shown


async def test_help_lists_the_lines_and_quit_leaves(tmp_path):
    async with typed(tmp_path, f":help{ENTER}:quit{ENTER}never{ENTER}") as shown:
        assert ":as ID [name=..]" in shown
        assert "never" not in shown


async def test_a_number_without_buttons_is_a_message(tmp_path):
    async with typed(tmp_path, f"7{ENTER}") as shown:
        assert "Echo Reader: 7" in shown
