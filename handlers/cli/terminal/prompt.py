"""The chat with a person at the terminal: a prompt with history, and buttons by their number."""

from pathlib import Path
from typing import Final

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from handlers.cli.terminal.actions import Explain, Leave, Say, TapNumber
from handlers.cli.terminal.script import USAGE, Script, ScriptError, Step
from handlers.cli.terminal.show import Screen
from handlers.cli.terminal.stage import Stage

_WELCOME: Final = (
    "This is the real bot on a simulated Telegram. Write as you would there: /start, or "
    "/latest iran azerbaijan.\nA number presses the button that carries it; :help lists what else "
    "there is; Control-D ends."
)


async def chat(stage: Stage, screen: Screen, history: Path | None) -> int:
    """Talk until the person leaves; return the exit code."""
    kept: History = FileHistory(str(history)) if history else InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=kept)
    script = Script(pages=stage.cast.pages)
    screen.tell(_WELCOME)
    with patch_stdout(raw=True):
        stage.on_aside = screen.show_sent
        while (line := await _ask(session, stage, script)) is not None:
            try:
                step = _read(script, line, stage)
            except ScriptError as error:
                screen.tell(str(error), "red")
                continue
            if step is not None and not await _take(step, stage, screen):
                break
    return 0


async def _ask(session: PromptSession[str], stage: Stage, script: Script) -> str | None:
    try:
        return await session.prompt_async(
            lambda: _prompt(stage, script), bottom_toolbar=lambda: _toolbar(stage)
        )
    except (EOFError, KeyboardInterrupt):
        return None


def _read(script: Script, line: str, stage: Stage) -> Step | None:
    """Read what was typed: a number presses a button, a paste of several lines is one message."""
    if not script.pasting:
        if "\n" in line.strip() and not line.startswith(":paste"):
            return Step(script.line, Say(line), line)
        if line.strip().isdigit() and stage.cast.buttons() is not None:
            return Step(script.line, TapNumber(int(line)), line)
    steps = [script.feed(part) for part in line.split("\n")]
    return steps[-1]


async def _take(step: Step, stage: Stage, screen: Screen) -> bool:
    """Do what was typed; False to leave."""
    if isinstance(step.action, Leave):
        return False
    if isinstance(step.action, Explain):
        screen.tell("\n".join(("any text: a message", "NUMBER: press that button", *USAGE)))
        return True
    turn = await stage.play(step)
    screen.show(turn)
    if stage.note is not None:
        screen.tell(stage.note)
    return True


def _prompt(stage: Stage, script: Script) -> HTML:
    if script.pasting:
        return HTML("<ansigray>  … </ansigray>")
    return HTML("<b><ansigreen>{} › </ansigreen></b>").format(stage.cast.person.name)


def _toolbar(stage: Stage) -> HTML:
    chat = stage.cast.chat
    where = "private chat" if chat.kind == "private" else f"{chat.kind} {chat.id}"
    return HTML("{} · {} · :help").format(f"{stage.now:%a %d %b %Y %H:%M} UTC", where)
