"""Trouble on request: what the server does to the next calls instead of answering well."""

from dataclasses import dataclass

# kind -> what it does; the demo's ":fault KIND" takes the same words
FAULTS = {
    "429": "refuse with retry_after; nothing is taken",
    "500": "Telegram's internal server error; nothing is taken",
    "502": "a proxy's bad gateway, as HTML; nothing is taken unless asked for",
    "503": "a proxy's service unavailable, as HTML; nothing is taken",
    "504": "a proxy's gateway time-out, as HTML; nothing is taken unless asked for",
    "reset": "the connection is torn before anything is taken",
    "timeout": "the call is carried out, then the connection is closed without an answer",
    "slow": "the call is carried out after a delay",
}
# Polling is never hit unless it is named: nobody knows when the next poll comes.
_NEVER_BY_CHANCE = frozenset({"getupdates"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble; `taken` says whether the call is carried out all the same."""

    kind: str
    method: str | None = None
    retry_after: int = 3
    delay_s: float = 5.0
    taken: bool = False

    def __post_init__(self) -> None:
        if self.kind not in FAULTS:
            raise ValueError(f"unknown fault {self.kind!r}, known: {', '.join(FAULTS)}")


class Faults:
    """The faults that are still to happen, first asked first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, count: int = 1) -> None:
        """Let a fault happen to the next `count` calls that it fits."""
        self._waiting.extend([fault] * count)

    def clear(self) -> None:
        """Forget the faults that have not happened yet."""
        self._waiting.clear()

    def next_for(self, method: str) -> Fault | None:
        """Take the fault that hits this call, None if it goes well."""
        wanted = method.lower()
        for index, fault in enumerate(self._waiting):
            named = fault.method is not None and fault.method.lower() == wanted
            if named or (fault.method is None and wanted not in _NEVER_BY_CHANCE):
                return self._waiting.pop(index)
        return None
