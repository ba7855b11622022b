"""Quiet hours: whether it is night for a chat, and when that night ends."""

from datetime import datetime, time

from bot.delivery.turns import TimeRule


def quiet_until(
    start: time | None, end: time | None, zone: str, *, now: datetime, rule: TimeRule
) -> datetime | None:
    """Return when the quiet hours that `now` lies in are over, None where it lies in none.

    It is quiet where they began later than they ended: by moments, since on the night on which the
    clocks go back an hour of the clock comes twice.
    """
    if start is None or end is None:
        return None
    began, ended = (rule.last_run(at, zone, until=now).at for at in (start, end))
    return rule.next_run(end, zone, after=now).at if began > ended else None
