"""Quiet hours: whether it is night for a chat, and when that night ends."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.delivery.plan import TimeRule


def quiet_until(
    start: time | None, end: time | None, zone: str, *, now: datetime, rule: TimeRule
) -> datetime | None:
    """Return when the quiet hours that `now` lies in are over, None where it lies in none."""
    if start is None or end is None:
        return None
    local = now.astimezone(ZoneInfo(zone)).time()
    # From an evening to a morning they go over midnight.
    is_night = start <= local < end if start < end else local >= start or local < end
    return rule.next_run(end, zone, after=now).at if is_night else None
