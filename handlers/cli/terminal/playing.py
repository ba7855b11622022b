"""Plays a script to its end, one line after another, and shows each turn."""

from typing import Final, Protocol

from handlers.cli.terminal.actions import Leave
from handlers.cli.terminal.lines import Lines
from handlers.cli.terminal.script import Script, ScriptError, Step
from handlers.cli.terminal.sent import Turn
from handlers.cli.terminal.stage import Stage

DONE: Final = 0
FAILED: Final = 1


class Audience(Protocol):
    """Whom the turns are shown to."""

    def hear(self, who: str, step: Step) -> None:
        """Take what the script says."""
        ...

    def show(self, turn: Turn) -> None:
        """Take what came of it."""
        ...


async def play_lines(stage: Stage, lines: Lines, audience: Audience) -> int:
    """Play to the end of the lines or to the first that fails; return the exit code."""
    script = Script(pages=stage.cast.pages)
    while (line := await lines.next()) is not None:
        try:
            step = script.feed(line)
        except ScriptError as error:
            audience.show(stage.refuse(script.line, str(error)))
            return FAILED
        if step is None:
            continue
        if isinstance(step.action, Leave):
            return DONE
        turn = await play_step(stage, step, audience)
        if turn.error is not None:
            return FAILED
    return _end(script, stage, audience)


async def play_step(stage: Stage, step: Step, audience: Audience) -> Turn:
    """Play one step and show it."""
    audience.hear(stage.cast.person.name, step)
    turn = await stage.play(step)
    audience.show(turn)
    return turn


def _end(script: Script, stage: Stage, audience: Audience) -> int:
    try:
        script.end()
    except ScriptError as error:
        audience.show(stage.refuse(script.line, str(error)))
        return FAILED
    return DONE
