"""Reads the demo's script: each line is a message or a direction; nothing here acts on it."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.cli.terminal.actions import (
    Action,
    Become,
    Explain,
    Fault,
    Forward,
    Go,
    Inline,
    Leave,
    Member,
    Membership,
    Migrate,
    MoveClock,
    Place,
    Press,
    Restart,
    Role,
    Say,
    SendFile,
    SetTopic,
    ShareLocation,
    Tap,
    TopicFate,
)

_KEYS: Final = ("name", "lang", "role")
_STEP: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class ScriptError(Exception):
    """A line can't be understood; the text says what it takes."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action, the number of the line where it begins, from 1, and how it was written."""

    line: int
    action: Action
    text: str


@dataclass(slots=True)
class Script:
    """Takes lines one by one, so that a person may still be writing them.

    In each `{pages}` becomes the address of the pages that the demo serves, if it serves any.
    """

    pages: str | None = None
    _line: int = 0
    _pasted: list[str] | None = None
    _pasted_from: int = field(default=0)

    @property
    def line(self) -> int:
        """The number of the line read last, from 1."""
        return self._line

    @property
    def pasting(self) -> bool:
        """Whether a paste is open."""
        return self._pasted is not None

    def feed(self, line: str) -> Step | None:
        """Read one line; None when it is blank, a note or part of a paste; raises ScriptError."""
        self._line += 1
        line = line.rstrip("\r\n")
        if self.pages is not None:
            line = line.replace("{pages}", self.pages)
        if self._pasted is not None:
            return self._continue_paste(line, self._pasted)
        if line.strip() == ":paste":
            self._pasted, self._pasted_from = [], self._line
            return None
        # "#tag" is a message; a hash with a blank behind it begins a note, as in a shell script.
        if not line.strip() or line.startswith("# "):
            return None
        return Step(self._line, read_line(line), line)

    def end(self) -> None:
        """Say that no line follows; raises ScriptError when a paste is still open."""
        if self._pasted is not None:
            raise ScriptError(f"The :paste of line {self._pasted_from} has no :end.")

    def _continue_paste(self, line: str, pasted: list[str]) -> Step | None:
        if line.strip() != ":end":
            pasted.append(line)
            return None
        self._pasted = None
        text = "\n".join(pasted)
        if not text.strip():
            raise ScriptError("Nothing stands between :paste and :end.")
        return Step(self._pasted_from, Say(text), text)


def read_line(line: str) -> Action:
    """Return what one line outside a paste asks for; raises ScriptError.

    Only a colon with a letter right behind it makes a direction, so ":)" is a message.
    """
    match = re.fullmatch(r":([a-z]+)(?:\s+(.*))?", line.strip(), re.DOTALL)
    if match is None:
        return Say(line)
    name, rest = match[1], (match[2] or "").strip()
    if name not in _READERS:
        raise ScriptError(f"There is no :{name}; there are {', '.join(sorted(NAMES))}.")
    usage, reader = _READERS[name]
    try:
        return reader(rest)
    except (ValueError, TypeError) as error:
        raise ScriptError(f"A line :{name} is written {usage}.") from error


def _become(rest: str) -> Action:
    who, _, options = rest.partition(" ")
    given = _options(options)
    role = Role(given["role"]) if "role" in given else None
    return Become(int(who), given.get("name"), given.get("lang"), role)


def _options(text: str) -> dict[str, str]:
    """Read `key=value` pairs; a value goes on to the next key, so a name may have blanks."""
    pieces = re.split(rf"(?:^|\s+)({'|'.join(_KEYS)})=", text.strip())
    if pieces[0].strip():
        raise ValueError(text)
    return {
        key: value.strip().strip("\"'")
        for key, value in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def _go(rest: str) -> Action:
    name, _, ids = rest.partition(" ")
    place = Place(name)
    if place is Place.PRIVATE:
        return _alone(Go(place))(ids)
    if place is Place.TOPIC:
        chat_id, _, thread_id = ids.partition("/")
        return Go(place, int(chat_id), int(thread_id))
    return Go(place, int(ids))


def _reply(rest: str) -> Action:
    if not rest:
        raise ValueError(rest)
    return Say(rest, reply=True)


def _tap(rest: str) -> Action:
    if not rest:
        raise ValueError(rest)
    try:
        return Tap(re.compile(rest, re.IGNORECASE))
    except re.error:
        return Tap(re.compile(re.escape(rest), re.IGNORECASE))


def _press(rest: str) -> Action:
    if not rest:
        raise ValueError(rest)
    return Press(rest)


def _send_file(rest: str) -> Action:
    if rest[:1] in {'"', "'"}:
        path = shlex.split(rest)[0]
        caption = rest[len(path) + 2 :]
    else:
        path, _, caption = rest.partition(" ")
    if not path:
        raise ValueError(rest)
    return SendFile(path, caption.strip())


def _forward(rest: str) -> Action:
    origin, bar, text = rest.partition("|")
    if not bar or not origin.strip() or not text.strip():
        raise ValueError(rest)
    return Forward(origin.strip(), text.strip())


def read_moment(text: str) -> datetime:
    """Read an ISO moment with its zone; raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _share_location(rest: str) -> Action:
    latitude, longitude = map(float, rest.split())
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError(rest)
    return ShareLocation(latitude, longitude)


def _move_clock(rest: str) -> Action:
    if not rest.startswith("+"):
        return MoveClock(to=read_moment(rest))
    pieces = re.findall(r"(\d+)([smhd])", rest)
    if "+" + "".join(map("".join, pieces)) != rest or not pieces:
        raise ValueError(rest)
    steps = [timedelta(**{_STEP[unit]: int(count)}) for count, unit in pieces]
    return MoveClock(by=sum(steps, timedelta()))


def _fault(rest: str) -> Action:
    kind, *count = rest.split()
    return Fault(kind, *map(int, count))


def _alone(action: Action) -> Callable[[str], Action]:
    def read(rest: str) -> Action:
        if rest:
            raise ValueError(rest)
        return action

    return read


_READERS: Final[dict[str, tuple[str, Callable[[str], Action]]]] = {
    "as": (":as ID [name=..] [lang=..] [role=reader|contributor|editor|owner]", _become),
    "chat": (":chat private | group ID | topic ID/THREAD | channel ID", _go),
    "reply": (":reply TEXT", _reply),
    "tap": (":tap TEXT", _tap),
    "callback": (":callback DATA", _press),
    "inline": (":inline QUERY", Inline),
    "location": (":location LATITUDE LONGITUDE", _share_location),
    "file": (":file PATH [caption]", _send_file),
    "forward": (":forward NAME | TEXT", _forward),
    "clock": (":clock 2020-03-02T04:00:00Z or :clock +1h", _move_clock),
    "restart": (":restart", _alone(Restart())),
    "kill": (":kill", _alone(Restart(kill=True))),
    "fault": (":fault KIND [N]", _fault),
    "member": (":member kicked|member", lambda rest: Member(Membership(rest))),
    "topic": (":topic closed|open|deleted", lambda rest: SetTopic(TopicFate(rest))),
    "migrate": (":migrate NEWID", lambda rest: Migrate(int(rest))),
    "quit": (":quit", _alone(Leave())),
    "help": (":help", _alone(Explain())),
}
USAGE: Final = (":paste ... :end", *(usage for usage, _ in _READERS.values()))
NAMES: Final = frozenset({":paste", ":end", *(f":{name}" for name in _READERS)})
