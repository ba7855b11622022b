"""Lengths and ranges of what a bot sends, read from limits.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from bot.simulator.errors import BadRequest


def check_limits(path: str, value: object, where: str) -> None:
    """Raise BadRequest if a value is out of its bounds; `path` names its table in limits.toml."""
    limit = _limits().get(path)
    if limit is None or limit.get("parsed"):
        return
    for unit, size in _sizes(value).items():
        if unit in limit and not limit[unit][0] <= size <= limit[unit][1]:
            least, most = limit[unit]
            raise BadRequest(limit.get("error", f"{where} must be {least}-{most} {_WORDS[unit]}"))
    if "pattern" in limit and not re.fullmatch(limit["pattern"], str(value)):
        raise BadRequest(limit.get("error", f"{where} has characters that are not allowed"))
    if "choices" in limit and value not in limit["choices"]:
        raise BadRequest(limit.get("error", f"{where} must be one of {limit['choices']}"))


_WORDS = {
    "characters": "characters long",
    "bytes": "bytes long",
    "items": "items long",
    "range": "in value",
}


def _sizes(value: object) -> dict[str, float]:
    if isinstance(value, str):
        return {"characters": len(value), "bytes": len(value.encode("utf-8", "surrogatepass"))}
    if isinstance(value, list):
        return {"items": len(value)}
    return {"range": value} if isinstance(value, int | float) else {}


@cache
def _limits() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("limits.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {
        f"{kind}.{owner}.{name}": limit
        for kind, owners in tables.items()
        for owner, entries in owners.items()
        for name, limit in entries.items()
    }
