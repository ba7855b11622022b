"""Runs a line of the script to its end: an act in the simulator, then all that the bot does."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, get_args

from bot.simulator.calls import Call
from bot.simulator.simulator import Simulator
from handlers.cli.terminal.actions import Action, Become, Fault, Go, MoveClock, Restart
from handlers.cli.terminal.bot_process import BotProcess
from handlers.cli.terminal.cast import Act, CannotAct, Cast
from handlers.cli.terminal.script import Step
from handlers.cli.terminal.sent import Sent, Turn, describe

# A moment that the clock has just passed is where it is already: it runs while the bot works.
_ALREADY_THERE: Final = timedelta(minutes=10)


class Stage:
    """The simulator, the bot's process and the people; turns follow one another."""

    def __init__(
        self, simulator: Simulator, bot: BotProcess, *, role_ahead: Callable[[], bool]
    ) -> None:
        """Take a running simulator; `role_ahead` says whether a known later line gives a role."""
        self._simulator = simulator
        self._bot = bot
        self._role_ahead = role_ahead
        self._owner_settled = False
        self._turns = 0
        self._seen = 0
        self._playing = True
        self.cast = Cast(simulator)
        self.note: str | None = None
        self.on_aside: Callable[[Sent], None] | None = None
        simulator.on_call = self._hear

    @property
    def now(self) -> datetime:
        """The moment on the clocks of the simulator and the bot."""
        return self._simulator.clock.now()

    def numbered(self) -> int | None:
        """Return the id of the message whose buttons can be pressed now."""
        found = self.cast.buttons()
        return found[0].message_id if found else None

    async def open(self, articles: list[Path]) -> list[str]:
        """Let the bot begin with these articles; return a line for each that it refused."""
        await self._bot.set_clock(self.now)
        refused = await self._bot.load(articles) if articles else []
        await self._bot.settle(None)
        self._pause()
        return refused

    async def play(self, step: Step) -> Turn:
        """Run one line and return what came of it; raises BotFailed when the bot is lost."""
        self._turns += 1
        self._playing = True
        began = time.perf_counter()
        error = self.note = None
        try:
            await self._do(step.action)
        except CannotAct as cannot:
            error = str(cannot)
        ms = round((time.perf_counter() - began) * 1000)
        # What came between two turns is told with the later one, so that nothing is lost.
        sent = describe(self._simulator.calls[self._seen :])
        self._pause()
        return Turn(self._turns, step.line, sent, error, ms)

    def _pause(self) -> None:
        self._seen = len(self._simulator.calls)
        self._playing = False

    def _hear(self, call: Call) -> None:
        """Pass on what the bot does of its own accord, where somebody wants to know at once."""
        if self.on_aside is None or self._playing:
            return
        self._seen = len(self._simulator.calls)
        for sent in describe([call]):
            self.on_aside(sent)

    def refuse(self, line: int, error: str) -> Turn:
        """Return the turn of a line that can't be understood."""
        self._turns += 1
        return Turn(self._turns, line, (), error, 0)

    async def _do(self, action: Action) -> None:
        match action:
            case Become():
                self.cast.become(action)
                if action.role is not None:
                    self._owner_settled = True
                    await self._bot.give_role(action.person_id, action.role)
            case Go():
                self.cast.go(action)
            case MoveClock():
                await self._move_clock(action)
            case Restart():
                await self._restart(action)
            case Fault():
                self._ask_for_trouble(action)
            case _ if isinstance(action, get_args(Act)):
                await self._act(action)

    async def _act(self, action: Act) -> None:
        await self._settle_owner()
        acted = self.cast.act(action)
        self.note = acted.note
        await self._bot.settle(acted.update_id)

    async def _settle_owner(self) -> None:
        """Make the first to speak the owner, unless the script gives roles itself."""
        if not self._owner_settled:
            self._owner_settled = True
            if not self._role_ahead():
                await self._bot.make_owner(self.cast.person.id)

    async def _move_clock(self, move: MoveClock) -> None:
        moment = move.to or self.now + (move.by or timedelta())
        if moment < self.now - _ALREADY_THERE:
            raise CannotAct(f"The clock only goes forward; it is {self.now:%Y-%m-%dT%H:%M:%SZ}.")
        if moment > self.now:
            self._simulator.clock.move_to(moment)
            await self._bot.set_clock(moment)
        await self._bot.settle(self._last_pending())

    def _ask_for_trouble(self, fault: Fault) -> None:
        try:
            self._simulator.fault(fault.kind, fault.count)
        except ValueError as error:
            raise CannotAct(str(error)) from error

    async def _restart(self, restart: Restart) -> None:
        await (self._bot.kill() if restart.kill else self._bot.stop())
        await self._bot.start()
        await self._bot.set_clock(self.now)
        await self._bot.settle(self._last_pending())

    def _last_pending(self) -> int | None:
        """Return the newest update that the bot has not confirmed, None if there is none.

        A new process never hears of those that the old one confirmed.
        """
        pending = self._simulator.pending_updates
        return int(pending[-1]["update_id"]) if pending else None
